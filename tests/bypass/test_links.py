"""The pull request shows a reader what no glob sees: behind links, in submodules, in half-reviewed files."""

from __future__ import annotations

import pytest

from tests.bypass.wall import (
    CONFIG,
    EVIL,
    PASSED,
    TOOLS,
    Edit,
    Outcome,
    attempt,
    blocked,
    changed,
    link,
    move,
    on_main,
    remove,
    replace,
    steps,
    unreadable,
    write,
)
from tests.command import EVIDENCE
from tests.repo import Repo

RECORD = '{"messages": []}\n'
DATA_FILES = ("boundaries", "orders-and-deliveries", "returns-and-refunds", "warranty-and-care")
EVIL_DATA = write("evil/more.jsonl", RECORD)
COVERED = "which no selector of this model covers"
MODULES = '[submodule "kit"]\n\tpath = {path}\n\turl = https://{host}.example/kit.git\n'
DATA_LINK = changed("training_data", ("data/train/more", 1))


def gitlink(path: str, commit: str = "1" * 40) -> Edit:
    """A submodule as it is in git: no more than a commit's number."""

    def edit(repo: Repo) -> None:
        repo.git("rm", "-r", "--quiet", "--cached", "--ignore-unmatch", path)
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},{path}")
        (repo.path / path).mkdir(parents=True, exist_ok=True)

    return edit


def modules(path: str, host: str) -> Edit:
    return write(".gitmodules", MODULES.format(path=path, host=host))


def selects(old: str, *new: str) -> Edit:
    """Other selectors in place of one; what was approved is approved with them."""
    return replace(CONFIG, f"- {old}\n", "".join(f"- {text}\n        " for text in new).rstrip(" "))


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "a link to a folder below **": (
        steps(EVIL_DATA, link("data/train/more", "../../evil")),
        unreadable("data/train/more", 1, f"the symbolic link leads to evil, {COVERED}"),
    ),
    "a link to a folder that comes later": (
        link("data/train/more", "../../evil"),
        unreadable("data/train/more", 1, f"the symbolic link leads to evil, {COVERED}"),
    ),
    "a link to a link to a folder": (
        steps(EVIL_DATA, link("data/train/more", "../hop"), link("data/hop", "../evil")),
        unreadable(
            "data/train/more",
            1,
            "the symbolic link leads through data/hop, which the training_data selectors do not cover",
        ),
    ),
    "a link to a folder, with a slash": (
        steps(EVIL_DATA, link("data/train/more", "../../evil/")),
        unreadable("data/train/more", 1, f"the symbolic link leads to evil, {COVERED}"),
    ),
    "a link out of the repository below **": (
        link("data/train/more", "../../../evil"),
        unreadable("data/train/more", 1, "the symbolic link leads out of the repository: ../../../evil"),
    ),
    "a link to the disk below **": (
        link("data/train/more", "/srv/evil"),
        unreadable("data/train/more", 1, "the symbolic link leads out of the repository: /srv/evil"),
    ),
    "a link to what is reviewed": (link("data/train/more", "."), DATA_LINK),
    "a link to another surface": (
        link("data/train/more", "../../guardrails"),
        unreadable(
            "data/train/more",
            1,
            "the symbolic link leads to guardrails, which another surface reviews and training_data does not",
        ),
    ),
    "a folder above the data replaced by a link": (
        steps(move("data", "evil"), link("data", "evil")),
        unreadable("data", 1, f"the symbolic link leads to evil, {COVERED}"),
    ),
    "a link in another case": (
        steps(EVIL_DATA, link("data/Train", "../evil")),
        unreadable("data/Train", 1, "on some file systems this is what the selector 'data/train/**/*.jsonl' finds"),
    ),
    "a merged link, and a folder where it leads": (
        steps(
            write("data/README.md", "Data.\n"),
            on_main(steps(write("data/README.md", "Data.\n"), link("data/train/README.md", "../README.md"))),
            remove("data/README.md"),
            write("data/README.md/more.jsonl", RECORD),
        ),
        unreadable("data/train/README.md", 1, f"the symbolic link leads to data/README.md, {COVERED}"),
    ),
    "a merged link, and nothing where it leads": (
        steps(
            on_main(steps(write("data/README.md", "Data.\n"), link("data/train/README.md", "../README.md"))),
            remove("data/README.md"),
        ),
        unreadable("data/train/README.md", 1, f"the symbolic link leads to data/README.md, {COVERED}"),
    ),
    "a merged link through another that is turned": (
        steps(
            on_main(
                steps(
                    write("data/README.md", "Data.\n"),
                    link("data/hop", "README.md"),
                    link("data/train/README.md", "../hop"),
                )
            ),
            EVIL_DATA,
            remove("data/hop"),
            link("data/hop", "../evil"),
        ),
        unreadable(
            "data/train/README.md",
            1,
            "the symbolic link leads through data/hop, which the training_data selectors do not cover",
        ),
    ),
    "half of a file": (
        steps(
            on_main(selects("deploy/tools.yaml", "deploy/tools*.yaml")),
            remove(TOOLS),
            link(TOOLS, "values.yaml"),
        ),
        unreadable(
            TOOLS,
            1,
            "the symbolic link leads to deploy/values.yaml, of which the scope_enforcement selectors see only a part",
        ),
    ),
    "half of a file of the same surface": (
        steps(
            on_main(selects("deploy/values.yaml#/model", "deploy/values.yaml#/model", "deploy/more*.yaml")),
            link("deploy/more.yaml", "values.yaml"),
        ),
        unreadable(
            "deploy/more.yaml",
            1,
            "the symbolic link leads to deploy/values.yaml, of which the fine_tuned_model selectors see only a part",
        ),
    ),
    "half of a folder": (
        steps(
            on_main(selects("prompts/*.md", "prompts/**/*.md", "policy/*.md"), write("policy/a.md", "Refuse.\n")),
            write("policy/deep/z.md", EVIL),
            link("prompts/z", "../policy"),
        ),
        unreadable(
            "prompts/z", 1, "the symbolic link leads to policy, of which the system_prompt selectors see only a part"
        ),
    ),
    "a prompt that is a link to values": (
        steps(on_main(selects("guardrails/**", "guardrails/**")), link("guardrails/policy.txt", "config.yml")),
        unreadable(
            "guardrails/policy.txt",
            1,
            "the symbolic link is read as bytes, and its target guardrails/config.yml is reviewed as yaml",
        ),
    ),
    "a submodule below **": (gitlink("data/train/more"), DATA_LINK),
    "a submodule below **, of another commit": (
        steps(on_main(gitlink("data/train/more")), gitlink("data/train/more", "2" * 40)),
        DATA_LINK,
    ),
    "a submodule above the data": (
        steps(remove("data"), gitlink("data")),
        changed("training_data", ("data", 1), *((f"data/train/{name}.jsonl", None) for name in DATA_FILES))
        | blocked(("referenced-file-mismatch", f"{EVIDENCE}/evaluation-results.yaml", 18)),
    ),
    "another repository for a submodule": (
        steps(
            on_main(steps(gitlink("data/train/more"), modules("data/train/more", "acme"))),
            modules("data/train/more", "evil"),
        ),
        changed("training_data", (".gitmodules", 3)),
    ),
    "another branch for a submodule": (
        steps(
            on_main(steps(gitlink("data/train/more"), modules("data/train/more", "acme"))),
            write(".gitmodules", MODULES.format(path="data/train/more", host="acme") + "\tbranch = evil\n"),
        ),
        changed("training_data", (".gitmodules", 4)),
    ),
    "another submodule in the place of one": (
        steps(
            on_main(steps(gitlink("data/train/more"), modules("data/train/more", "acme"))),
            write(
                ".gitmodules",
                MODULES.format(path="data/train/more", host="acme")
                + MODULES.replace("kit", "again").format(path="data/train/more", host="evil"),
            ),
        ),
        changed("training_data", (".gitmodules", 5)),
    ),
    "a link into a submodule": (
        steps(on_main(gitlink("kit")), link("data/train/more", "../../kit/data")),
        unreadable(
            "data/train/more",
            1,
            "the symbolic link leads through kit, which the training_data selectors do not cover",
        ),
    ),
    "a submodule that is no data": (gitlink("kit"), PASSED),
    "a link that is no data": (link("docs/latest", "../data"), PASSED),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    assert attempt(example, edit) == expected
