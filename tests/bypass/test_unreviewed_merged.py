"""What reaches the protected branch without a question: merged by an administrator, or excluded in passing."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bypass.test_unreviewed import RULE, asked
from tests.bypass.wall import (
    CONFIG,
    DECIDED,
    DECIDED_AGAIN,
    DISPOSITION,
    VALUES,
    Edit,
    append,
    decision,
    on_main,
    replace,
    steps,
    write,
)
from tests.command import EVIDENCE, NOW, tunegate
from tests.commands.steps import decide, fill
from tests.keys import OWNER, sign
from tests.repo import Repo

SWITCH = replace(
    VALUES, "guardrails:\n  enabled: true", "moderation:\n  enabled: false\n\nguardrails:\n  enabled: true"
)
PLANE = "evidence/control-plane"


def exclude(*rows: str) -> str:
    return "recognise:\n  exclude:\n" + "".join(
        f"    - {{{row}, reason: it only scores, owner: {OWNER}}}\n" for row in rows
    )


def add(more: str) -> Edit:
    return append(CONFIG, more)


EXACT = f"path: {VALUES}, key: /moderation/enabled, rule: {RULE}"


def verified(repo: Repo) -> list[tuple[str, str, str | None]]:
    """Rule, severity and path of what a verification of the branch's tip finds."""
    done = tunegate(repo, "verify", "--trusted", "refs/heads/topic", "--format", "json", "--now", NOW)
    assert done.returncode in (0, 1), done.stderr
    return [(f["rule"], f["severity"], f["path"]) for f in json.loads(done.stdout)["findings"]]


def test_an_administrators_merge_shows(example: Repo) -> None:
    """'verify' and '--all-models' name a switch, a new model, an exclusion, until a disposition lists it."""
    assert verified(example) == []
    steps(SWITCH, write("configs/other.yaml", "base_model: evil/base\nadapter: lora\n"))(example)
    example.commit("merged by an administrator")
    rows = [("coverage-outdated", "error", "configs/other.yaml"), ("coverage-outdated", "error", VALUES)]
    assert verified(example) == rows
    done = tunegate(example, "check", "--all-models", "--base", "HEAD", "--format", "json", "--now", NOW)
    assert [(f["rule"], f["severity"], f["path"]) for f in json.loads(done.stdout)["findings"]] == rows
    assert tunegate(example, "check", "--base", "HEAD", "--now", NOW).returncode == 0, "what is unchanged is not asked"
    decide(example, now="2026-11-22T12:00:00Z")
    example.commit("decided beside it")
    assert verified(example) == []
    add(exclude("path: 'deploy/**'"))(example)
    example.commit("an exclusion, merged by an administrator")
    assert verified(example) == [("coverage-outdated", "error", CONFIG)]


def test_the_lists_cannot_be_taken_out(example: Repo) -> None:
    """The lists lost or edited, and the disposition without a word of them."""
    (first, *_) = sorted((example.path / EVIDENCE / "unselected").iterdir())
    before = first.read_bytes()
    first.write_bytes(before.replace(b'"elements": [', b'"elements": [ '))
    example.commit("edited")
    assert verified(example) == [("coverage-outdated", "error", DISPOSITION)]
    first.unlink()
    example.commit("lost")
    assert verified(example) == [("coverage-outdated", "error", DISPOSITION)]
    first.write_bytes(before)
    text = (example.path / DISPOSITION).read_text()
    start = text.index("coverage:\n")
    example.write(DISPOSITION, text[:start] + text[text.index("supersedes:") :])
    _sign_later(example)
    example.commit("without them")
    assert ("coverage-unrecorded", "error", DISPOSITION) in verified(example)
    assert ("coverage-unrecorded", "error") in {(f.rule, f.severity) for f in decision(example).findings}


def _sign_later(repo: Repo) -> None:
    replace(DISPOSITION, DECIDED, DECIDED_AGAIN)(repo)
    sign(repo, DISPOSITION)


def test_an_exclusion_in_the_same_change(example: Repo) -> None:
    """A glob, a row without a rule and an exact one that nobody listed do not count yet; one that is listed does."""
    for row in ("path: 'deploy/**'", f"path: {VALUES}", "path: '**', rule: surface-unreviewed", EXACT):
        found = asked(example, *([SWITCH] if row == "path: 'deploy/**'" else []), add(exclude(row)))
        assert found[VALUES][0] == "error", row
        assert "counts once it is merged" in found[VALUES][1]
        example.git("checkout", "--quiet", "main", "--", CONFIG)
    add(exclude(EXACT))(example)
    done = tunegate(
        example, "evidence", "new", "determination", "--trigger", "control-plane-change", "--base", "main", "--now", NOW
    )
    assert done.returncode == 0, done.stderr
    (written,) = Path(example.path, PLANE, "determinations").glob("*.yaml")
    assert "key: /moderation/enabled" in written.read_text()
    fill(example, PLANE)
    example.commit("listed and signed")
    assert [f.rule for f in decision(example).findings if f.severity == "error"] == []
    unlisted = written.read_text()
    start = unlisted.index("exclusions:\n")
    written.write_text(unlisted[:start] + unlisted[unlisted.index("# ", start) :])
    fill(example, PLANE)
    example.commit("signed without a word of it")
    assert RULE in {f.rule for f in decision(example).findings if f.severity == "error"}


def test_an_exclusion_settles_a_place_for_good(example: Repo) -> None:
    on_main(add(exclude("path: 'experiments/**'", EXACT)))(example)
    found = asked(example, SWITCH, write("experiments/a/config.yaml", "base_model: evil/base\nadapter: lora\n"))
    assert found == {}
    found = asked(example, replace(VALUES, "toolProxy:\n", "sandbox:\n  enabled: false\n\ntoolProxy:\n"))
    assert set(found) == {VALUES}
