"""The canonical forms of a state, oldest first: one module a form. The last one is what is written.

docs/formats.md says how to add one.
"""

from __future__ import annotations

from gate.values.forms import v1, v2
from gate.values.forms.form import Form, Rows
from gate.values.regex import regex

FORMS: tuple[Form, ...] = (v1.FORM, v2.FORM)

_SCHEMA = regex(r"tunegate/state/v([1-9][0-9]{0,5})")


def newest() -> Form:
    return FORMS[-1]


def newest_first() -> tuple[Form, ...]:
    return FORMS[::-1]


def numbered(number: int) -> Form | None:
    """The form of a number; None where this version does not know it."""
    return next((form for form in FORMS if form.number == number), None)


def number_of(schema: object) -> int | None:
    """The number in the schema id of a state, known or not; None where it is another id."""
    found = _SCHEMA.fullmatch(schema) if isinstance(schema, str) else None
    return int(found[1]) if found else None


def translated(rows: Rows, old: Form, new: Form) -> Rows | None:
    """The rows of one form in another; None where they do not say enough."""
    start, end = FORMS.index(old), FORMS.index(new)
    steps = [form.upgrade for form in FORMS[start + 1 : end + 1]]
    steps += [form.downgrade for form in reversed(FORMS[end + 1 : start + 1])]
    found: Rows | None = rows
    for step in steps:
        if found is None:
            return None
        found = step(found)
    return found
