"""Which paths and values the selectors of both sides' configurations cover."""

from __future__ import annotations

from gate.config.cover import Cover
from gate.config.load import load

ONE = """\
version: 1
models:
  a: {surfaces: {system_prompt: ["prompts/**", "!prompts/draft/**"], base_model: ["t.yaml#/base/*"]}}
  b: {surfaces: {training_data: ["data/*.jsonl"], system_prompt: ["prompts/draft/b.md"]}}
"""
OTHER = "version: 1\nmodels:\n  c: {surfaces: {output_filter: ['t.yaml#/guard', {path: g.bin, as: bytes}]}}\n"
PATHS = ["prompts/a.md", "prompts/draft/a.md", "prompts/draft/b.md", "t.yaml", "data/x.jsonl", "data/x.csv", "g.bin"]


def test_cover() -> None:
    cover = Cover([load(text.encode(), "tunegate.yaml") for text in (ONE, OTHER)], PATHS)
    models = {path: cover.at(path).models for path in PATHS}
    assert models == {
        "prompts/a.md": ["a"],
        "prompts/draft/a.md": [],
        "prompts/draft/b.md": ["b"],
        "t.yaml": ["a", "c"],
        "data/x.jsonl": ["b"],
        "data/x.csv": [],
        "g.bin": ["c"],
    }
    whole = {path for path in PATHS if cover.at(path).is_whole}
    assert whole == {"prompts/a.md", "prompts/draft/b.md", "data/x.jsonl", "g.bin"}
    parts = cover.at("t.yaml")
    assert (parts.surfaces, parts.pointers) == ({"base_model", "output_filter"}, [("base", "*"), ("guard",)])
    covered = [("base", "x"), ("base", "x", "y"), ("guard",), ("guard", "on")]
    assert [tokens for tokens in covered if not parts.covers("t.yaml", tokens)] == []
    assert not any(parts.covers("t.yaml", tokens) for tokens in ((), ("base",), ("guards",), ("x",)))
