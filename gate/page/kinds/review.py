"""The review of the model, for the committee that decides on it."""

from __future__ import annotations

from gate.page.model import page
from gate.page.subject import Subject
from gate.page.tree import Page


def build(subject: Subject) -> Page:
    return page(subject)
