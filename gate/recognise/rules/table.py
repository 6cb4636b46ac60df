"""The rules: which words and looks together say that a value stands on a reviewed surface.

Two tiers. *Sure* is found, written by ``init``, reported by ``diff``, and an error where it changes unreviewed; *looks
like* is one warning a file. The first rule that fits decides. Data goes before models, because the name of a data set
looks like that of a model; a model that judges is a filter. What takes a finding back stands in each rule's own
function, because it depends on what the rule has seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gate.recognise.rules import data, guards, models, prompts
from gate.recognise.rules.classes import Word, listed
from gate.recognise.rules.seen import Seen

SURE, LOOKS_LIKE = "sure", "looks like"


@dataclass(frozen=True, slots=True)
class Rule:
    """``words`` are the classes whose words a finding names; ``fits`` is the rule."""

    name: str
    surface: str
    tier: str
    words: int
    fits: Callable[[Seen], bool]
    reference: bool = False


BASE, DATA = "base_model", "training_data"
PROMPT, FILTER, SCOPE = "system_prompt", "output_filter", "scope_enforcement"

RULES: tuple[Rule, ...] = (
    Rule("guard model", FILTER, SURE, Word.GUARD, guards.guard_model),
    Rule("loaded data", DATA, SURE, Word.DATASET, data.loaded, True),
    Rule("data reference", DATA, SURE, Word.DATASET | Word.DATA | Word.TRAIN, data.data_reference, True),
    Rule("data set", DATA, SURE, Word.DATASET, data.one_dataset, True),
    Rule("part of data", DATA, SURE, Word.DATASET | Word.PART, data.part_of_data),
    Rule("key of a mixture", DATA, SURE, Word.DATASET, data.key_of_mix, True),
    Rule("file of data sets", DATA, SURE, Word.ID, data.in_data_file, True),
    Rule("model id", BASE, SURE, Word.MODEL | Word.MODELISH, models.model_id, True),
    Rule("model constant", BASE, SURE, Word.MODEL | Word.MODELISH, models.model_constant),
    Rule("model name", BASE, SURE, Word.MODEL | Word.ID, models.model_name, True),
    Rule("model revision", BASE, SURE, Word.REVISION | Word.MODEL, models.revision),
    Rule("prompt text", PROMPT, SURE, Word.PROMPT, prompts.prompt_text),
    Rule("prompt", PROMPT, SURE, Word.PROMPT | Word.SPEAKER | Word.TEXT, prompts.named_prompt),
    Rule("system message", PROMPT, SURE, Word.SPEAKER, prompts.system_message),
    Rule("shape of a prompt", PROMPT, SURE, Word.TEXT, prompts.shaped_prompt),
    Rule("file of prompts", PROMPT, SURE, Word.PROMPT, prompts.in_prompt_file),
    Rule("name of a prompt", PROMPT, SURE, Word.PROMPT | Word.SPEAKER, prompts.named_by_config),
    Rule("guard", FILTER, SURE, Word.GUARD, guards.guard_value),
    Rule("file of a guard", FILTER, SURE, Word.GUARD, guards.guard_file),
    Rule("scope", SCOPE, SURE, Word.ALLOW | Word.TOOL, guards.scope_item),
    Rule("any data", DATA, LOOKS_LIKE, Word.DATASET | Word.DATA, data.any_data),
    Rule("data file", DATA, LOOKS_LIKE, Word.TRAIN, data.data_file),
    Rule("model elsewhere", BASE, LOOKS_LIKE, Word.MODEL, models.model_elsewhere),
    Rule("any model", BASE, LOOKS_LIKE, Word.MODEL | Word.ID, models.any_model),
    Rule("few words", PROMPT, LOOKS_LIKE, Word.PROMPT, prompts.few_words),
    Rule("shapes", PROMPT, LOOKS_LIKE, Word.TEXT, prompts.maybe_prompt),
    Rule("text beside prompts", PROMPT, LOOKS_LIKE, Word.PROMPT, prompts.maybe_text),
    Rule("filter", FILTER, LOOKS_LIKE, Word.FILTER, guards.maybe_filter),
    Rule("tools", SCOPE, LOOKS_LIKE, Word.TOOL | Word.SCOPE, guards.maybe_scope),
)

NAMES = frozenset(rule.name for rule in RULES)


def said(s: Seen, rule: Rule) -> tuple[str, ...]:
    """The words that decided: those of the rule's classes on the way, the nearest first."""
    near = [word for step in reversed(s.steps[-2:]) for word in listed(step, rule.words)]
    found = near or [word for step in reversed(s.steps) for word in listed(step, rule.words)]
    return tuple(dict.fromkeys(found))[:4]
