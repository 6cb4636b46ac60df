"""What reviewed values lead to reaches the protected branch without a question: merged by an administrator, or
excluded in passing."""

from __future__ import annotations

from pathlib import Path

import tests.bypass.test_references as named
import tests.bypass.test_resolved as written
from tests.bypass.test_unreviewed_merged import PLANE, add, exclude, verified
from tests.bypass.wall import CONFIG, append, decision, on_main, replace, steps, write
from tests.command import NOW, tunegate
from tests.commands.steps import decide, fill
from tests.repo import Repo

RULE = "reference-unreviewed"


def merged(repo: Repo) -> set[str]:
    """What no disposition was made beside at the tip of the branch."""
    repo.commit("merged by an administrator")
    found = [(severity, path or "") for rule, severity, path in verified(repo) if rule == "coverage-outdated"]
    assert {severity for severity, _ in found} <= {"error"}
    return {path for _, path in found}


def decided(repo: Repo, now: str) -> None:
    decide(repo, now=now)
    assert merged(repo) == set()


def test_files_that_are_named(example: Repo) -> None:
    """Each file that a reviewed value or a chain of files leads to, changed past the check; files that come and go."""
    steps(named.FILES, *(write(path, text) for path, text in named.TARGETS.items()))(example)
    decided(example, "2026-11-22T12:00:00Z")
    for path, text in named.TARGETS.items():
        example.write(path, (text.encode() if isinstance(text, str) else text) + b"\n")
    assert merged(example) >= {*named.TARGETS}
    for path, text in named.TARGETS.items():
        example.write(path, text)
    assert merged(example) == set()
    example.write("more/folder/new.txt", "x\n")
    example.write("lib/parts/late.md", "x\n")
    assert merged(example) == {"more/folder/new.txt"}
    (example.path / "conf/model/small.yaml").unlink()
    (example.path / "more/folder/new.txt").unlink()
    assert merged(example) == set(), "what is gone is fine"


def test_values_that_are_written_elsewhere(example: Repo) -> None:
    """Variables, maps, constants, layers and patches that set a reviewed value, or set it again."""
    written.FILES(example)
    decided(example, "2026-11-22T12:00:00Z")
    written.INNOCENT(example)
    assert merged(example) <= {"stack/.env", "lf/data/dataset_info.json"}, "recognised themselves"
    example.git("checkout", "--quiet", "HEAD~1", "--", ".")
    for edit, _ in written.EVIL.values():
        edit(example)
    assert merged(example) >= {*written.EVIL}
    done = tunegate(example, "check", "--all-models", "--base", "HEAD", "--format", "json", "--now", NOW)
    assert all(f'"{path}"' in done.stdout for path in written.EVIL)
    assert (
        "that reviewed values lead to and no selector covers"
        in tunegate(example, "check", "--all-models", "--base", "HEAD", "--now", NOW).stdout
    )
    decided(example, "2026-11-22T13:00:00Z")


def test_an_exclusion_in_the_same_change(example: Repo) -> None:
    """One without a rule, of the other rule, and a glob do not count before their merge; an exact one, signed, does."""
    on_main(write("texts/safety.md", "Refuse what harms.\n"), append("prompts/system.md", "@texts/safety.md\n"))(
        example
    )
    append("texts/safety.md", "Or do not.\n")(example)
    for row in (
        "path: texts/safety.md",
        "path: 'texts/*', rule: reference-unreviewed",
        "path: texts/safety.md, rule: surface-unreviewed",
        "path: texts/safety.md, rule: reference-unreviewed",
    ):
        add(exclude(row))(example)
        example.commit("excluded")
        found = [f for f in decision(example).findings if f.rule == RULE]
        assert [(f.severity, f.path) for f in found] == [("error", "texts/safety.md")], row
        assert ("counts once it is merged" in found[0].message) == ("surface" not in row)
        assert "rule: reference-unreviewed, reason: <why>" in found[0].remedy
        example.git("checkout", "--quiet", "main", "--", CONFIG)
    add(exclude("path: texts/safety.md, rule: reference-unreviewed"))(example)
    determine(example)
    assert RULE not in {f.rule for f in decision(example).findings}


def test_an_exclusion_of_a_value_settles_it_for_good(example: Repo) -> None:
    """By its key, signed in the change that adds it; merged it stays settled, and its neighbours are asked about."""
    on_main(written.FILES)(example)
    written.EVIL["conf/llm/small.yaml"][0](example)
    written.EVIL["k8s/prod/patch.yaml"][0](example)
    rows = (
        "path: conf/llm/small.yaml, key: /name, rule: reference-unreviewed",
        "path: k8s/prod/patch.yaml, key: /spec/template/spec/containers/0/args, rule: reference-unreviewed",
    )
    add(exclude(*rows))(example)
    example.commit("excluded")
    asked = {f.path: f.message for f in decision(example).findings if f.rule == RULE}
    assert {*asked} == {"conf/llm/small.yaml", "k8s/prod/patch.yaml"}
    assert all("an approved determination of this change has to list it" in message for message in asked.values())
    determine(example)
    assert RULE not in {f.rule for f in decision(example).findings}
    example.git("switch", "--quiet", "--force-create", "main")
    example.git("switch", "--quiet", "--force-create", "topic")
    replace("conf/llm/small.yaml", "acme/evil", "acme/worse")(example)
    replace("k8s/prod/patch.yaml", "acme/evil", "acme/worse")(example)
    written.EVIL["conf/.env"][0](example)
    example.commit("changed again")
    assert {f.path for f in decision(example).findings if f.rule == RULE} == {"conf/.env"}


def determine(repo: Repo) -> None:
    """Have the change of the gate determined and signed, with the exclusions that it adds."""
    repo.commit("excluded")
    done = tunegate(
        repo, "evidence", "new", "determination", "--trigger", "control-plane-change", "--base", "main", "--now", NOW
    )
    assert done.returncode == 0, done.stderr
    assert any("exclusions:" in p.read_text() for p in Path(repo.path, PLANE, "determinations").glob("*.yaml"))
    fill(repo, PLANE)
    repo.commit("listed and signed")
