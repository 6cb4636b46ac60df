"""How an inspect_ai log was made, apart from the model under test: its judge, and what has to be the same in two runs.

Left out is what names the model under test and where it is served, and what changes no answer: connections, retries,
caches, folders.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from gate.harness.source import Row, Source, part, prompt_digest
from gate.values.regex import regex
from gate.values.unicode import is_unicode

SAMPLING = ("temperature", "top_p", "max_tokens", "seed", "top_k")
_SHORT = 80
_JUDGES = regex(r"(?:^|_)(?:model|grader|judge|llm|scorer|evaluator|classifier)s?(?:_|$)", re.IGNORECASE)
_UNDER_TEST = "the model under test"
_NAME = regex(r"[\w.-]+(?:/[\w.:@-]+)+")  # provider/name
# scorers of inspect_ai and inspect_evals that ask the model under test where no grader is named
_SELF_GRADED = ("model_graded_qa", "model_graded_fact", "strong_reject_scorer")
# arguments that name the model under test or where it is
_OWN = frozenset(
    [
        *("adapter", "api_key", "base_url", "checkpoint", "device", "lora", "model", "model_args", "model_base_url"),
        *("model_name", "model_path", "port", "revision", "tokenizer", "tokenizer_path"),
    ]
)
_NOISE = frozenset(
    [
        *("adaptive_connections", "attempt_timeout", "batch", "cache", "cache_prompt", "epochs", "extra_headers"),
        *("force_redownload", "log_dir", "logprobs", "max_connections", "max_retries", "max_samples", "max_tasks"),
        *("prompt_logprobs", "stream_idle_timeout", "timeout", "top_logprobs"),
    ]
)
_LIMITS = frozenset(("cost_limit", "message_limit", "time_limit", "token_limit", "turn_limit", "working_limit"))
_MODEL = frozenset(
    [
        *("do_sample", "enable_thinking", "guided_choice", "guided_grammar", "guided_json", "guided_regex"),
        *("max_model_len", "system_message"),
    ]
)  # arguments of a model that are no part of what it is


def generation(source: Source, header: Row, about: Row) -> Row:
    """The settings of every request to the model under test."""
    rows = (part(source, part(source, header, "plan"), "config"), part(source, about, "model_generate_config"))
    return {key: value for row in rows for key, value in row.items() if value is not None}


def judge_of(source: Source, header: Row, about: Row, scorer: str, options: Row) -> str:
    """The scorer's name, with the models that graded for it where the log says them."""
    own = str(about.get("model"))
    task = {key: value for key, value in part(source, about, "task_args").items() if key not in _OWN}
    given = [part(source, about, "model_roles").get("grader"), *(v for row in (options, task) for _, v in _judges(row))]
    found = list(dict.fromkeys(name for value in given for name in _models(value)))
    if not found and scorer.rstrip("0123456789") in _SELF_GRADED:
        found = [own]
    if not found:  # a scorer may name its model in its code alone; the log counts what each model used
        found = sorted(set(part(source, part(source, header, "stats"), "model_usage")) - {own})
    return f"{scorer} by {', '.join(found)}" if found else scorer


def _judges(row: Row) -> Iterator[tuple[str, Any]]:
    return ((key, value) for key, value in row.items() if _JUDGES.search(key))


def _models(value: Any) -> Iterator[str]:
    if isinstance(value, str) and _NAME.fullmatch(value):
        yield value
    elif isinstance(value, dict) and isinstance(value.get("model"), str):
        yield value["model"]
    elif isinstance(value, list):
        for one in value:
            yield from _models(one)


def setup_of(source: Source, header: Row, about: Row, scorer: str, options: Row) -> dict[str, str]:
    """What else has to be the same in both runs: solvers, arguments of task and scorer, models in roles, and limits."""
    steps = [s for s in part(source, header, "plan").get("steps") or () if isinstance(s, dict)]
    own = about.get("model")
    found: Row = {"list of solvers": ", ".join(str(step.get("solver")) for step in steps) or None}
    for index, step in enumerate(steps, 1):
        if step.get("solver") != "system_message":  # what it says is the system prompt
            row = _without_own(part(source, step, "params"), own)
            found |= _named(f"argument of solver {index}, {step.get('solver')},", row)
    found |= _named("task argument", _without_own(part(source, about, "task_args"), own))
    found |= _named(f"argument of {scorer}", options)
    found |= _named("model in the role", part(source, about, "model_roles"))
    settings = generation(source, header, about)
    found |= _named("generation setting", {key: value for key, value in settings.items() if key not in SAMPLING})
    limits, arguments = part(source, about, "config"), part(source, about, "model_args")
    found |= {name: limits.get(name) for name in sorted(_LIMITS)}
    found |= {f"model argument {name}": arguments.get(name) for name in sorted(_MODEL)}
    return {_written(name): _value(value) for name, value in found.items() if value is not None}


def _without_own(row: Row, own: Any) -> Row:
    """Arguments without those that name the model under test; AgentHarm lists its tools as the file system does."""
    kept = {key: value for key, value in row.items() if key not in _OWN}
    if own is not None:
        kept = {key: _UNDER_TEST if value == own else value for key, value in kept.items()}
    tools = kept.get("all_tool_names")
    return {**kept, "all_tool_names": sorted(tools, key=str)} if isinstance(tools, list) else kept


def _named(what: str, row: Row) -> Row:
    """The arguments that say how a run was made. Of a model that judges, its name is the judge's."""
    judges = dict(_judges(row))
    found = {f"{what} {key}": value for key, value in row.items() if key not in _NOISE and key not in judges}
    for key, value in judges.items():
        if isinstance(value, dict):
            settings = {name: one for name, one in _plain(value).items() if name != "model"}
            found[f"{what} {key}"] = settings or None
        elif not (isinstance(value, str) and _NAME.fullmatch(value)):
            found[f"{what} {key}"] = value
    return found


def _written(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode().split())


def _value(value: Any) -> str:
    """A value as text; its digest where it is long."""
    plain = _plain(value)
    text = plain if isinstance(plain, str) else json.dumps(plain, sort_keys=True)
    return text if len(text) <= _SHORT and text.isprintable() and is_unicode(text) else prompt_digest(plain)


def _plain(value: Any) -> Any:
    """Without what differs from run to run: a model's address, and the outputs of a mock with their ids."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict) and isinstance(value.get("model"), str) and "config" in value:
        rows = [value[key] for key in ("config", "args", "model_args") if isinstance(value.get(key), dict)]
        left_out = _OWN | _NOISE | {"custom_outputs"}
        kept = {key: one for row in rows for key, one in row.items() if one is not None and key not in left_out}
        return {"model": value["model"], **kept}
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value
