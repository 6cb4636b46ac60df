"""The pull request gives a reviewed flag another value, by other words than those that are selected."""

from __future__ import annotations

import pytest

from tests.bypass.wall import CONFIG, Edit, Outcome, attempt, on_main, replace, steps, write
from tests.command import EVIDENCE
from tests.repo import Repo

SCRIPT = "serve.sh"
JOB = "job.yaml"
RUN = "python serve.py --port 80 --guardrails-config guardrails/config.yml --verbose"
ARGS = "args: [serve.py, --port, '80', --guardrails-config=guardrails/config.yml, --verbose]\n"
REVIEWED = steps(
    on_main(
        steps(
            write(SCRIPT, RUN + "\n"),
            write(JOB, ARGS),
            replace(
                CONFIG,
                "- guardrails/**\n",
                "".join(
                    f"        - {text}\n"
                    for text in ("guardrails/**", "serve.sh#/--guardrails_config", "job.yaml#/args/--guardrails_config")
                ).lstrip(),
            ),
        )
    )
)


def runs(line: str) -> Edit:
    return write(SCRIPT, line + "\n")


def given(*words: str) -> Edit:
    return write(JOB, ARGS.replace("]", "".join(f", {word!r}" for word in words) + "]"))


ATTEMPTS: dict[str, Edit] = {
    "a beginning of the flag": runs(RUN + " --guardrails-conf=evil.yml"),
    "the shortest beginning of the flag": runs(RUN + " --g evil.yml"),
    "a beginning before the flag": runs(RUN.replace("--port", "--guardrails evil.yml --port")),
    "a beginning in another spelling": runs(RUN + " --guardrails_c=evil.yml"),
    "the flag again": runs(RUN + " --guardrails-config=evil.yml"),
    "the flag switched off": runs(RUN + " --no-guardrails-config"),
    "the flag switched off as Abseil does": runs(RUN + " --noguardrails_config"),
    "the short flag": runs(RUN + " -g evil.yml"),
    "the short flag with its value": runs(RUN + " -gevil.yml"),
    "the flag with one dash": runs(RUN + " -guardrails-config=evil.yml"),
    "more arguments from a file": runs(RUN + " @evil.args"),
    "more flags from a file": runs(RUN + " --flagfile=evil.flags"),
    "no flags any more": runs(RUN.replace("--port", "-- --port")),
    "a beginning in a list": given("--guardrails-conf=evil.yml"),
    "a beginning and its value in a list": given("--guardrails-conf", "evil.yml"),
    "the short flag in a list": given("-g", "evil.yml"),
    "more arguments from a file in a list": given("@evil.args"),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    REVIEWED(example)
    found = attempt(example, ATTEMPTS[name])
    path = JOB if "list" in name else SCRIPT
    assert found.code == 1
    assert ("reassessment-required", path, 1) in found.rows
    assert ("artefact-stale", f"{EVIDENCE}/overhang-statement.yaml", 3) in found.rows


UNCHANGED: dict[str, Edit] = {
    "another flag": runs(RUN + " --guardrails-config-dir=x"),
    "a flag of another program": runs("mkdir -g x\n" + RUN),
    "a file for another program": runs("curl -d @body x\n" + RUN),
}


@pytest.mark.parametrize("name", UNCHANGED)
def test_no_attempt(example: Repo, name: str) -> None:
    REVIEWED(example)
    assert not [row for row in attempt(example, UNCHANGED[name]).rows if row[0] == "reassessment-required"]


def test_selected_flag_counts(example: Repo) -> None:
    """The attempts have something to change: the selectors find the flag."""
    REVIEWED(example)
    found: Outcome = attempt(example, runs(RUN.replace("guardrails/config.yml", "evil.yml")))
    assert ("reassessment-required", SCRIPT, 1) in found.rows
