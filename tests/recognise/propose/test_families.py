"""Globs stand for families, and match nothing else of the repository."""

from __future__ import annotations

from gate.recognise.propose.families import Families
from gate.recognise.propose.plane import team_of

PATHS = [
    *("configs/train-a1.yaml", "configs/train-b2.yaml", "configs/eval.yaml", "data/train/x/one.jsonl"),
    *("data/train/two.jsonl", "data/eval/three.jsonl", "prompts/system.md", "prompts/more/a.txt", "sft.yaml", "a#b.md"),
]


def test_globs() -> None:
    families = Families(PATHS)

    def globs(files: list[str], family: str | None, allowed: tuple[str, ...] = ()) -> list[str]:
        return sorted({*families.cover(files, allowed, family).values()})

    assert globs(PATHS[:2], "config") == ["configs/train-*.yaml"]
    assert globs(PATHS[:2], "config", ("configs/eval.yaml",)) == ["configs/**/*.yaml"]
    assert globs(PATHS[:1], "config") == ["configs/train-a*.yaml"]
    assert globs(PATHS[:1], "named") == ["configs/train-a1*.yaml"]
    assert globs(PATHS[:1], None) == ["configs/train-a1.yaml"]
    assert globs(PATHS[3:5], "whole") == ["data/train/**"]
    assert globs(PATHS[6:8], "whole") == ["prompts/**"]
    assert globs(PATHS[6:7], "whole") == ["prompts/**/*.md"]
    assert globs(["sft.yaml"], "config") == ["sft*.yaml"]
    assert globs(["a#b.md"], "whole") == ["a?b.md"]


def test_owner_of_the_gate() -> None:
    lines = ["* @acme/all", "/tunegate.yaml @jane @acme/risk", "*.py @acme/py", "# tunegate.yaml @acme/no"]
    assert team_of(lines, "tunegate.yaml") == "@acme/risk"
    assert team_of(lines[:1], "tunegate.yaml") == "@acme/all"
    assert team_of(["* @acme/all", "tunegate.yaml @jane"], "tunegate.yaml") is None
    assert team_of(["*.yaml risk@acme.example"], "tunegate.yaml") == "risk@acme.example"
    assert team_of(["", "docs/ @acme/docs"], "tunegate.yaml") is None
