"""The pull request plays on names and kinds of files."""

from __future__ import annotations

import os

import pytest

from tests.bypass.wall import (
    COLANG,
    CONFIG,
    EVIL,
    FLOWS,
    PROMPT,
    RAILS,
    TRAIN,
    Edit,
    Outcome,
    attempt,
    blocked,
    changed,
    gone,
    link,
    move,
    on_main,
    refused,
    remove,
    replace,
    steps,
    unreadable,
    unreviewed,
    write,
)
from tests.repo import Repo

CAFE = "prompts/caf\u00e9.md"


def submodule(path: str) -> Edit:
    def edit(repo: Repo) -> None:
        if (repo.path / path).exists():
            remove(path)(repo)
        repo.git("init", "--quiet", str(repo.path / path))
        repo.git("-C", path, "commit", "--quiet", "--allow-empty", "--message", "evil")

    return edit


def near(path: str, selector: str = "prompts/*.md") -> Outcome:
    return unreadable(path, 1, f"on some file systems this is what the selector {selector!r} finds")


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "moved out of the glob": (
        move(PROMPT, "prompts/old/system.md"),
        changed("system_prompt", (PROMPT, None))
        | unreviewed(("prompts/old/system.md", 1))
        | blocked(
            *gone(PROMPT),
        ),
    ),
    "renamed within the glob": (
        move(PROMPT, "prompts/assistant.md"),
        changed("system_prompt", ("prompts/assistant.md", 1))
        | blocked(
            *gone(PROMPT),
        ),
    ),
    "renamed out of the glob": (
        move(PROMPT, "prompts/system.txt"),
        changed("system_prompt", (PROMPT, None))
        | unreviewed(("prompts/system.txt", 1))
        | blocked(
            *gone(PROMPT),
        ),
    ),
    "renamed to another case": (
        move(PROMPT, "prompts/System.md"),
        changed("system_prompt", ("prompts/System.md", 1))
        | blocked(
            *gone(PROMPT),
        ),
    ),
    "renamed to an upper-case ending": (
        move(PROMPT, "prompts/system.MD"),
        unreadable("prompts/system.MD", 1, "on some file systems this is what the selector 'prompts/*.md' finds"),
    ),
    "renamed with a blank": (move(PROMPT, "prompts/system.md "), near("prompts/system.md ")),
    "renamed to a homoglyph": (
        move(PROMPT, "prompts/syst\u0435m.md"),
        changed("system_prompt", ("prompts/syst\u0435m.md", 1))
        | blocked(
            *gone(PROMPT),
        ),
    ),
    "deleted": (
        remove(PROMPT),
        changed("system_prompt", (PROMPT, None))
        | blocked(
            *gone(PROMPT),
        ),
    ),
    "the whole folder deleted": (
        remove("guardrails"),
        changed("output_filter", (RAILS, None), ("guardrails/prompts.yml", None), (COLANG, None))
        | blocked(
            *gone(*FLOWS, "guardrails/prompts.yml"),
            ("selector-unmatched", CONFIG, 51),
        ),
    ),
    "a file more": (write("prompts/zz.md", EVIL), changed("system_prompt", ("prompts/zz.md", 1))),
    "a hidden file": (write("prompts/.md", EVIL), changed("system_prompt", ("prompts/.md", 1))),
    "a file with a zero-width space": (
        write("prompts/system\u200b.md", EVIL),
        changed("system_prompt", ("prompts/system\u200b.md", 1)),
    ),
    "a file that is not UTF-8": (
        lambda repo: repo.write("prompts/" + os.fsdecode(b"\xff") + ".md", EVIL),
        changed("system_prompt", ("prompts/\\xff.md", 1)),
    ),
    "a file whose name is an option": (
        write("prompts/--help.md", EVIL),
        changed("system_prompt", ("prompts/--help.md", 1)),
    ),
    "a file whose name is a pathspec": (
        write("prompts/:(exclude)system.md", EVIL),
        changed("system_prompt", ("prompts/:(exclude)system.md", 1)),
    ),
    "a file whose name has a line end": (
        write("prompts/a\n::set-output name=verdict::pass\n.md", EVIL),
        changed("system_prompt", ("prompts/a\n::set-output name=verdict::pass\n.md", 1)),
    ),
    "a file whose key is that of another": (
        steps(on_main(write("prompts/a#b.md", "Refuse.\n")), write("prompts/a\\x23b.md", EVIL)),
        changed("system_prompt", ("prompts/a\\x23b.md", 1)),
    ),
    "a file whose key is that of a broken name": (
        steps(on_main(write("prompts/" + os.fsdecode(b"\xff") + ".md", "Refuse.\n")), write("prompts/\\xff.md", EVIL)),
        changed("system_prompt", ("prompts/\\xff.md", 1)),
    ),
    "a folder of another case": (
        write("PROMPTS/system.md", EVIL),
        unreadable("PROMPTS/system.md", 1, "on some file systems this is what the selector 'prompts/*.md' finds"),
    ),
    "a file of another case": (
        steps(on_main(replace(CONFIG, "prompts/*.md", "prompts/system.md")), write("prompts/System.md", EVIL)),
        unreadable("prompts/System.md", 1, "on some file systems this is what the selector 'prompts/system.md' finds"),
    ),
    "a file in another Unicode form": (
        steps(
            on_main(steps(replace(CONFIG, "prompts/*.md", CAFE), move(PROMPT, CAFE))),
            write("prompts/cafe\u0301.md", EVIL),
        ),
        unreadable(
            "prompts/cafe\u0301.md", 1, "on some file systems this is what the selector 'prompts/caf\u00e9.md' finds"
        ),
    ),
    "a file with a dot at its end": (write("prompts/system.md.", EVIL), near("prompts/system.md.")),
    "a folder with a dot at its end": (write("prompts./system.md", EVIL), near("prompts./system.md")),
    "a stream of a file": (write("prompts/system.md::$DATA", EVIL), near("prompts/system.md::$DATA")),
    "a backslash for a slash": (write("prompts\\system.md", EVIL), near("prompts\\system.md")),
    "a folder with a sign that HFS+ does not see": (
        write("pro\u200dmpts/system.md", EVIL),
        near("pro\u200dmpts/system.md"),
    ),
    "a folder in full-width letters": (
        write("\uff50rompts/system.md", EVIL),
        near("\uff50rompts/system.md"),
    ),
    "a folder with a dotless i": (
        write("guardra\u0131ls/config.yml", EVIL),
        near("guardra\u0131ls/config.yml", "guardrails/**"),
    ),
    "a folder by its short name": (
        write("GUARDR~1/config.yml", EVIL),
        near("GUARDR~1/config.yml", "guardrails/**"),
    ),
    "a data file by its short name": (
        write("data/train/BOUNDA~1.JSO", EVIL),
        near("data/train/BOUNDA~1.JSO", "data/train/**/*.jsonl"),
    ),
    "a link to a folder with a blank at its end": (link("prompts ", "evil"), near("prompts ")),
    "a submodule in place of a folder of another case": (
        submodule("Guardrails"),
        near("Guardrails", "guardrails/**"),
    ),
    "a link in place of a folder of another case": (
        link("Guardrails", "evil"),
        unreadable("Guardrails", 1, "on some file systems this is what the selector 'guardrails/**' finds"),
    ),
    "replaced by a link out of the repository": (
        link(PROMPT, "../../evil.md"),
        unreadable(PROMPT, 1, "the symbolic link leads out of the repository: ../../evil.md"),
    ),
    "replaced by an absolute link": (
        link(PROMPT, "/etc/passwd"),
        unreadable(PROMPT, 1, "the symbolic link leads out of the repository: /etc/passwd"),
    ),
    "replaced by a link to an unreviewed file": (
        link(PROMPT, "../README.md"),
        unreadable(PROMPT, 1, "the symbolic link leads to README.md, which no selector of this model covers"),
    ),
    "replaced by a link to a reviewed file": (link(PROMPT, "escalation.md"), changed("system_prompt", (PROMPT, 1))),
    "replaced by a link to itself": (link(PROMPT, "system.md"), changed("system_prompt", (PROMPT, 1))),
    "a link with .. after a folder": (
        link("prompts/zz.md", "../configs/../prompts/system.md"),
        unreadable(
            "prompts/zz.md",
            1,
            "the symbolic link has .. after a folder, which could be a link itself: ../configs/../prompts/system.md",
        ),
    ),
    "a link through a folder": (
        link("guardrails/more", "../evil"),
        unreadable("guardrails/more", 1, "the symbolic link leads to evil, which no selector of this model covers"),
    ),
    "the folder replaced by a link": (
        steps(move("prompts", "evil"), link("prompts", "evil")),
        unreadable("prompts", 1, "the symbolic link leads to evil, which no selector of this model covers"),
    ),
    "replaced by a folder": (
        steps(remove(PROMPT), write(PROMPT + "/system.md", EVIL)),
        changed("system_prompt", (PROMPT, None))
        | unreviewed((f"{PROMPT}/system.md", 1))
        | blocked(
            ("reference-unreviewed", f"{PROMPT}/system.md", 1),
            *gone(PROMPT),
        ),
    ),
    "the folder replaced by a file": (
        steps(remove("guardrails"), write("guardrails", "x")),
        changed("output_filter", (RAILS, None), ("guardrails/prompts.yml", None), (COLANG, None))
        | blocked(
            *gone(*FLOWS, "guardrails/prompts.yml"),
            ("reference-unreviewed", "guardrails", 1),
            ("selector-unmatched", CONFIG, 51),
        ),
    ),
    "replaced by a submodule": (submodule(PROMPT), changed("system_prompt", (PROMPT, 1))),
    "the folder replaced by a submodule": (
        submodule("guardrails"),
        changed("output_filter", (RAILS, None), ("guardrails/prompts.yml", None), (COLANG, None))
        | blocked(
            *gone(*FLOWS, "guardrails/prompts.yml"),
            ("selector-unmatched", CONFIG, 51),
        ),
    ),
    "executable": (lambda repo: (repo.path / PROMPT).chmod(0o755), changed("system_prompt", (PROMPT, 1))),
    "the evidence replaced by a link": (
        steps(move("evidence", "e"), link("evidence", "e")),
        refused("evidence-unreadable", "evidence", 1, "the evidence folder is a symbolic link"),
    ),
    "the evidence replaced by a submodule": (
        submodule("evidence"),
        blocked(("artefact-missing", CONFIG, 4), ("disposition-missing", CONFIG, 4)),
    ),
    "the recipe replaced by a link": (
        steps(move(TRAIN, "configs/t.yaml"), link(TRAIN, "t.yaml")),
        unreadable(TRAIN, 1, "the symbolic link leads to configs/t.yaml, which no selector of this model covers"),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected
