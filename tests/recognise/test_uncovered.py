"""What one file says that no selector covers, read from a real repository."""

from __future__ import annotations

from pathlib import Path

from gate.config.cover import Cover
from gate.config.load import load
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.recognise.uncovered import kind_of, look, paired
from gate.surfaces.reader import Reader
from gate.values.elements import Element
from tests.repo import Repo

SERVE = """\
args:
  - --model=acme/base
  - --max-model-len=8192
  - --quantization=awq
model: {name: acme/tuned}
guardrails: {enabled: true, level: 3}
replicas: 2
"""
CODE = """\
SYSTEM_PROMPT = "You answer for Acme, and for nobody else."
ENABLE_GUARDRAILS = True
def load_model(path):
    tokenizer_path = path
    return run(path, temperature=0.2, verbose=True)
"""
CONFIG = """\
version: 1
models:
  m:
    surfaces:
      fine_tuned_model: ["serve.yaml#/model", "serve.yaml#/args/--max_model_len", "serve.yaml#/args/0"]
      system_prompt: ["app.py#/SYSTEM_PROMPT"]
"""


def found(repo: Repo, path: str) -> list[tuple[str, str, str]]:
    """Kind, surface and pointer of what is not covered."""
    config = load(CONFIG.encode(), "tunegate.yaml")
    with Repository(repo.path) as repository:
        snapshot = Snapshot(repository, "WORKTREE")
        chosen = Cover([config], [path]).at(path)
        return sorted(
            (kind_of(e), e.surface, e.pointer)
            for e in look(snapshot, path, snapshot.entry(path), chosen, Reader()).elements
        )


def test_look(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.write("serve.yaml", SERVE)
    repo.write("app.py", CODE)
    repo.write("other.yaml", "base_model: acme/base\nadapter: lora\nwarmup_steps: 3\n")
    repo.commit()
    # a flag counts as selected in its other spelling, and by its place in the list
    assert [row for row in found(repo, "serve.yaml") if row[0] != "other"] == [
        ("recognised", "fine_tuned_model", "/args/--quantization"),
        ("switch", "output_filter", "/guardrails/enabled"),
        ("switch", "output_filter", "/guardrails/level"),
    ]
    assert ("other", "training_recipe", "/replicas") in found(repo, "serve.yaml")
    rows = found(repo, "app.py")
    assert [row for row in rows if row[0] != "other"] == [
        ("recognised", "output_filter", "/ENABLE_GUARDRAILS"),
        ("switch", "fine_tuned_model", "/load_model/run/temperature"),
    ]
    # of a file of which nothing is reviewed only what a recogniser names counts
    assert found(repo, "other.yaml") == [
        ("recipe", "training_recipe", "/adapter"),
        ("recipe", "training_recipe", "/warmup_steps"),
        ("recognised", "base_model", "/base_model"),
    ]


def element(pointer: str, value: object) -> Element:
    key = f"a.yaml#{pointer}"
    return Element("base_model", key, "yaml", str(value), value=value, has_value=True, path="a.yaml", line=1)


def test_paired() -> None:
    """Items of a list are told apart by what they say, so that one that is put in front is one change."""
    old = [element("/models/0", "a"), element("/models/1", "b"), element("/x", 1)]
    new = [element("/models/0", "c"), element("/models/1", "a"), element("/models/2", "b"), element("/x", 2)]
    rows = [(b.value if b else None, h.value if h else None) for b, h in paired(old, new)]
    assert rows == [(None, "c"), (1, 2)]
    assert list(paired(old, old)) == []


def test_neighbours_of_what_readers_disagree_about(tmp_path: Path) -> None:
    """A key twice elsewhere hides no neighbour; one that is in doubt is another value in any other version."""
    repo = Repo(tmp_path)
    twice = SERVE + "replicas: 3\nguardrails: {enabled: true, level: 3}\n"
    found_in: list[dict[str, str]] = []
    for text in (SERVE, twice, twice.replace("level: 3}\nreplicas", "level: 4}\nreplicas"), twice + "more: 1\n"):
        repo.write("serve.yaml", text)
        repo.commit()
        config = load(CONFIG.encode(), "tunegate.yaml")
        with Repository(repo.path) as repository:
            snapshot = Snapshot(repository, repository.commit("HEAD"))
            chosen = Cover([config], ["serve.yaml"]).at("serve.yaml")
            seen = look(snapshot, "serve.yaml", snapshot.entry("serve.yaml"), chosen, Reader()).elements
            found_in.append({e.pointer: e.digest for e in seen if e.pointer.startswith(("/guardrails/", "/image"))})
    assert [set(seen) for seen in found_in] == [{"/guardrails/enabled", "/guardrails/level"}] * 4
    assert len({seen["/guardrails/enabled"] for seen in found_in}) == 4
    repo.write("serve.yaml", SERVE + "replicas: 3\n")
    before = found(repo, "serve.yaml")
    repo.write("serve.yaml", SERVE.replace("enabled: true", "enabled: false") + "replicas: 3\n")
    assert ("switch", "output_filter", "/guardrails/enabled") in before
    assert ("switch", "output_filter", "/guardrails/enabled") in found(repo, "serve.yaml")
