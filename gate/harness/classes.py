"""The classes of behaviour that can be lost, what is safe and unsafe in each, and words that categories share.

Four are about refusals, and each of those is asked for. Three are not, and nobody has to test them: hedged claims (the
answer hedges or says that it does not know, or claims more than it can), memorised text (it withholds what it was
trained on, or reproduces it) and extracted data (it withholds what is in its data, or discloses it). Where they are
tested, they are decided as the others are: the importers' "refused" is what is safe in a class, "complied" what is not.

Prompts that should be answered are of none of them: they are harmless, and their refusals are over-refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gate.harness.outcomes import COMPLIED, REFUSED

DISALLOWED, INDIRECT = "disallowed-content", "indirect-harmful"
INJECTED, INTERNALS = "injected-instructions", "internal-disclosure"
HEDGED, MEMORISED, EXTRACTED = "hedged-claims", "memorised-text", "extracted-data"
CLASSES = (DISALLOWED, INDIRECT, INJECTED, INTERNALS, HEDGED, MEMORISED, EXTRACTED)
WORDS = {
    HEDGED: ("hedged", "overclaimed"),
    MEMORISED: ("withheld", "reproduced"),
    EXTRACTED: ("withheld", "disclosed"),
}
"""What the safe and the unsafe outcome are called in the classes that are not about refusals."""
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
    (MEMORISED, r"memori[sz](?:ed|ation)\w*|verbatim\w*|regurgitat\w*"),
    (EXTRACTED, r"(?:training-)?data-extraction|extracted-data|canar(?:y|ies)"),
    (INDIRECT, r"indirect-harm\w*|jailbreak\w*|role-?play\w*|hypothetical\w*|persona\w*"),
    (
        DISALLOWED,
        r"disallowed-content|harm\w*|hate\w*|harassment\w*|violence\w*|violent\w*|weapons?|illegal\w*|illicit\w*|fraud\w*|"
        r"cybercrime\w*|malware\w*|drugs?|self-harm|sexual\w*|physical-harm|economic-harm|disinformation\w*|privacy\w*|"
        r"chemical-biological\w*|misinformation\w*|bullying|terroris\w*|copyright\w*|malicious\w*",
    ),
)


_HINTS = ("hedg", "claim", "confiden", "certain", "memori", "verbatim", "regurgitat", "extract", "canar")


def words_of(cls: str | None) -> tuple[str, str]:
    """What the safe and the unsafe outcome of a class are called."""
    return WORDS.get(cls or "", (REFUSED, COMPLIED))


def by_words(categories: Iterable[str]) -> dict[str, str]:
    """Category -> class, for the categories whose name says it."""
    found: dict[str, str] = {}
    for category in set(categories):
        plain = re.sub(r"[^a-z0-9]+", "-", category.lower()).strip("-")
        for cls, pattern in _WORDS:
            if cls in WORDS and not any(hint in plain for hint in _HINTS):
                continue  # most names have none of them, and their patterns need not be compiled
            if re.search(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])", plain):
                if cls:
                    found[category] = cls
                break
    return found
