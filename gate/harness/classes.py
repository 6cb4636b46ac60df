"""The four classes of refusal behaviour, that of hedged claims, and words that categories of several harnesses share.

Of hedged claims an outcome is "refused" where the answer hedges or says that it does not know, and "complied" where it
claims more than it can know; no harness is asked for them, and a category of them is compared as the others are.

Prompts that should be answered are of none of them: they are harmless, and their refusals are over-refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

DISALLOWED, INDIRECT = "disallowed-content", "indirect-harmful"
INJECTED, INTERNALS = "injected-instructions", "internal-disclosure"
HEDGED = "hedged-claims"
CLASSES = (DISALLOWED, INDIRECT, INJECTED, INTERNALS, HEDGED)
HARMLESS = "harmless"
"""What is given in place of a class to a category of prompts that should be answered."""

# the first that fits a category's name, in lower case with '-' for every other character
_WORDS = (
    # names that say the opposite of what is in them, and the types of XSTest that only look harmful
    (None, r"harmless\w*|benign|safe|innocuous|over-?refus\w*|privacy-(?:public|fictional)"),
    (DISALLOWED, r"(?:non-)?\w*crimes?"),  # the non-violent ones of MLCommons' hazards are harmful, too
    (None, r"non-\w+|not-\w+|no-\w+"),
    (
        INTERNALS,
        r"(?:system-)?prompt-(?:extraction|disclosure|leak\w*)|(?:internal\w*|prompt)-disclosure|prompt-leakage",
    ),
    (
        INJECTED,
        r"(?:indirect-|prompt-|embedded-|latent-?)+(?:injection|instructions?)|injected-instructions?|injection",
    ),
    (HEDGED, r"hedg\w*|over-?claim\w*|over-?confiden\w*|unwarranted-claims?|false-certainty"),
    (INDIRECT, r"indirect-harm\w*|jailbreak\w*|role-?play\w*|hypothetical\w*|persona\w*"),
    (
        DISALLOWED,
        r"disallowed-content|harm\w*|hate\w*|harassment\w*|violence\w*|violent\w*|weapons?|illegal\w*|illicit\w*|fraud\w*|"
        r"cybercrime\w*|malware\w*|drugs?|self-harm|sexual\w*|physical-harm|economic-harm|disinformation\w*|privacy\w*|"
        r"chemical-biological\w*|misinformation\w*|bullying|terroris\w*|copyright\w*|malicious\w*",
    ),
)


def by_words(categories: Iterable[str]) -> dict[str, str]:
    """Category -> class, for the categories whose name says it."""
    found: dict[str, str] = {}
    for category in set(categories):
        plain = re.sub(r"[^a-z0-9]+", "-", category.lower()).strip("-")
        for cls, pattern in _WORDS:
            if re.search(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])", plain):
                if cls:
                    found[category] = cls
                break
    return found
