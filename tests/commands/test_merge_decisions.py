"""``merge-decisions``: what several processes found is what one would have said, and nothing less."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bypass.adopting import adopt, watched
from tests.bypass.test_deletions import SECRET, request, without_the_record
from tests.bypass.wall import CONFIG, VALUES, Edit, append, replace, steps, write
from tests.command import EVIDENCE, NOW, fits, tunegate
from tests.commands.verifying import decision, two_models, verify
from tests.keys import OWNER
from tests.repo import Repo

SHARDS = 3
SWITCH = replace(
    VALUES, "guardrails:\n  enabled: true", "moderation:\n  enabled: false\n\nguardrails:\n  enabled: true"
)
EXCLUSION = append(
    CONFIG, f"recognise:\n  exclude:\n    - {{path: other.yaml, reason: it only scores, owner: {OWNER}}}\n"
)
WAIVER = append(
    CONFIG,
    "waivers:\n  - {rule: artefact-stale, model: support-assistant, element: e, value: 'sha256:"
    + "0" * 64
    + f"', owner: {OWNER}, reason: Booked for December., granted: '2026-11-20', expires: '2026-11-22'}}\n",
)
UNREADABLE = write(f"{EVIDENCE}/training-run.yaml", "schema: [\n")
OBSERVE = append(CONFIG, "mode: observe\n")
UNCOVERED = write("configs/other.yaml", "base_model: evil/base\nadapter: lora\n")
STATES: dict[str, Edit] = {
    "what was reviewed": steps(),
    "a model that nobody reviewed": two_models,
    "values that no selector covers": steps(two_models, SWITCH, UNCOVERED),
    "an exclusion that nobody signed": steps(two_models, EXCLUSION),
    "a baseline": steps(watched(), adopt()),
    "a baseline, and what no selector covers": steps(watched(), adopt(), SWITCH, UNCOVERED),
    "observed": steps(two_models, OBSERVE, SWITCH),
    "a waiver that ran out": steps(two_models, WAIVER, write("prompts/system.md", "Promise refunds.\n")),
    "evidence that cannot be read": steps(two_models, UNREADABLE),
}


def shards(repo: Repo, folder: Path, *more: str, count: int = SHARDS, now: str = NOW) -> list[str]:
    """The files that the shards write."""
    found = []
    for index in range(1, count + 1):
        path = str(folder / f"part-{index}.json")
        done = verify(repo, "--shard", f"{index}/{count}", "--part", path, *more, now=now)
        assert done.returncode in (0, 1, 2), done.stderr
        fits("shard", json.loads(Path(path).read_text()))
        found.append(path)
    return found


def merge(repo: Repo, *args: str) -> subprocess.CompletedProcess[str]:
    return tunegate(repo, "merge-decisions", *args)


@pytest.mark.parametrize("name", STATES)
def test_the_merged_decision_is_the_one_of_a_single_run(example: Repo, tmp_path: Path, name: str) -> None:
    STATES[name](example)
    example.commit("merged by an administrator") if example.git("status", "--porcelain") else None
    parts = shards(example, tmp_path)
    for format in ("json", "text", "markdown"):
        whole, merged = verify(example, "--format", format), merge(example, *reversed(parts), "--format", format)
        assert (merged.returncode, merged.stdout, merged.stderr) == (whole.returncode, whole.stdout, whole.stderr)


@pytest.mark.parametrize("now", ["2026-12-01T12:00:00Z", "2026-12-24T12:00:00Z"], ids=["open", "overdue"])
@pytest.mark.parametrize("secret", [SECRET, ""], ids=["key", "no key"])
@pytest.mark.parametrize("is_carried", [True, False], ids=["carried", "gone"])
def test_deletion_requests(example: Repo, tmp_path: Path, now: str, secret: str, is_carried: bool) -> None:
    """A request is about every model: what is due is open where no model of any part has its records."""
    request(example, tmp_path)
    if not is_carried:
        without_the_record(example)
    two_models(example)
    env = {"TUNEGATE_RECORDS_KEY": secret}
    for index in (1, 2):
        verify(example, "--shard", f"{index}/2", "--part", str(tmp_path / f"part-{index}.json"), now=now, env=env)
    parts = [str(tmp_path / f"part-{index}.json") for index in (1, 2)]
    whole = verify(example, "--format", "json", now=now, env=env)
    merged = tunegate(example, "merge-decisions", *parts, "--format", "json", env=env)
    assert (merged.returncode, merged.stdout) == (whole.returncode, whole.stdout)
    assert ('"rule": "deletion-' in whole.stdout) == (is_carried or not secret or now > "2026-12-20")


def test_many_models_are_judged_one_at_a_time(example: Repo, tmp_path: Path) -> None:
    """Beyond a number 'verify' judges in parts itself; the case of the whole has the digest that it says."""
    names = [f"triage-{number:02}" for number in range(17)]
    rows = "".join(f"  {n}:\n    surfaces: {{system_prompt: [{n}.md]}}\n    evidence: evidence/{n}\n" for n in names)
    replace(CONFIG, "settings:\n", rows + "settings:\n")(example)
    for name in names:
        example.write(f"{name}.md", "Sort the tickets.\n")
    SWITCH(example)
    example.commit("many models")
    case = tmp_path / "case.json"
    whole, parts = verify(example, "--format", "json", "--case", str(case)), verify(example, "--format", "json")
    assert (parts.returncode, parts.stdout) == (whole.returncode, whole.stdout)
    decided = tmp_path / "decision.json"
    decided.write_text(parts.stdout)
    again = tunegate(example, "replay", str(decided), str(case))
    assert (again.returncode, again.stdout.splitlines()[0][:29]) == (0, "the same decision: block, by ")
    merged = merge(example, *shards(example, tmp_path, count=20), "--format", "json")
    assert (merged.returncode, merged.stdout) == (whole.returncode, whole.stdout)


def test_what_a_shard_says(example: Repo, tmp_path: Path) -> None:
    two_models(example)
    part = tmp_path / "part.json"
    done = verify(example, "--shard", "1/2", "--part", str(part))
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        [
            "part 1 of 2: judged 1 of 2 models",
            "This is no verdict on the commit: 'tunegate merge-decisions' gives it, of all 2 parts.",
        ],
    )
    done = verify(example, "--shard", "2/2", "--part", str(part))
    lines = done.stdout.splitlines()
    assert (done.returncode, lines[0]) == (1, "part 2 of 2: judged 1 of 2 models")
    blocking = [row for row in decision(example, expect=1)["findings"] if row["severity"] == "error"]
    said = {f"  {row['model']}: {row['rule']}: {row['message']}" for row in blocking if row["model"] == "triage"}
    assert (set(lines[1:-1]), len(lines)) == (said, len(said) + 2)


# -- what is not merged


def change(key: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda shard: shard.update({key: value})


def drop(shard: dict[str, Any]) -> None:
    shard["pieces"] = shard["pieces"][1:]


def rename(shard: dict[str, Any]) -> None:
    shard["pieces"][0]["model"] = "other"


AGAIN = "Run every shard on one commit, with the same options and --now."
OTHER: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "commit": (change("head", "0" * 40), "this part is of another commit: "),
    "time": (change("now", "2026-11-24T12:00:00Z"), "this part is of another time: "),
    "configuration": (
        change("frame", "sha256:" + "0" * 64),
        "this part is of another configuration or trusted branch, or with other options: ",
    ),
    "policies": (change("policies", "sha256:" + "0" * 64), "this part is by other policies: "),
    "version": (change("tunegate", "9.9"), "this part is by another version of tunegate: "),
    "without its model": (drop, "the models are not those of part 2 of 2"),
    "another model": (rename, "the models are not those of part 2 of 2"),
    "another number": (change("of", 3), "this is one part of 3, and the first one named is one of 2"),
    "the other part's number": (change("shard", 1), "part 1 of 2 is here twice, also as "),
}


@pytest.fixture(scope="module")
def two(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Repo, list[str]]:
    folder = tmp_path_factory.mktemp("two")
    repo = Repo(shutil.copytree(prepared, folder / "repo", symlinks=True))
    two_models(repo)
    return repo, shards(repo, folder, count=2)


@pytest.mark.parametrize("name", OTHER)
def test_parts_of_something_else(two: tuple[Repo, list[str]], tmp_path: Path, name: str) -> None:
    repo, parts = two
    edit, message = OTHER[name]
    shard = json.loads(Path(parts[1]).read_text())
    edit(shard)
    path = tmp_path / "part-2.json"
    path.write_text(json.dumps(shard))
    done = merge(repo, parts[0], str(path), "--format", "json")
    value = json.loads(done.stdout)
    (finding,) = value["findings"]
    assert (done.returncode, value["verdict"], finding["remedy"]) == (3, "error", AGAIN)
    assert finding["message"].startswith(message), finding["message"]


def test_a_part_that_is_missing(two: tuple[Repo, list[str]]) -> None:
    repo, parts = two
    done = merge(repo, parts[0])
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        3,
        "ERROR: the gate could not decide, so it does not pass",
    )
    assert "part 2 of 2 is missing, so 1 of 2 shards were not judged" in done.stdout
    assert "Run 'tunegate verify --shard' for it, and name its file too." in done.stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("{}", "not a part of a verification: "),
        ('{"schema": "tunegate/decision/v1"}', "not a part of a verification: "),
    ],
    ids=["empty", "deep", "nothing", "a decision"],
)
def test_files_that_are_no_part(two: tuple[Repo, list[str]], tmp_path: Path, text: str, message: str) -> None:
    repo, parts = two
    path = tmp_path / "part.json"
    path.write_text(text)
    done = merge(repo, parts[0], str(path), "--format", "json")
    (finding,) = json.loads(done.stdout)["findings"]
    assert (done.returncode, finding["message"][: len(message)]) == (2, message)


def test_options_that_do_not_go_together(two: tuple[Repo, list[str]], tmp_path: Path) -> None:
    repo, parts = two
    part = str(tmp_path / "part.json")
    for more, said in {
        ("--shard", "1/2"): "--shard and --part go together",
        ("--part", part): "--shard and --part go together",
        ("--shard", "1/2", "--part", part, "--statement", str(tmp_path / "s")): "a shard gives no verdict to report or",
        ("--shard", "1/2", "--part", part, "--worktree", "--any-commit"): "shards are of a commit",
        ("--shard", "1/2", "--part", str(tmp_path / "no" / "part.json")): "the part cannot be written",
    }.items():
        done = verify(repo, *more)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    for value in ("0/2", "3/2", "1", "1/", "a/b", "-1/2", "\uff11/2", "1/2/3", "1/00000000000"):
        done = verify(repo, "--shard", value, "--part", part)
        assert (done.returncode, "--shard" in done.stderr) == (2, True), (value, done.stderr)
    done = merge(repo, *parts, "--case", str(tmp_path / "case.json"))
    assert (done.returncode, "no process has the whole case" in done.stderr) == (2, True)


def test_policies_of_ones_own_judge_all_models_at_once(example: Repo, tmp_path: Path) -> None:
    """They may compare models."""
    from tests.process.test_limits import with_policy

    with_policy(example, 'input.schema == "other"')
    done = verify(example, "--shard", "1/2", "--part", str(tmp_path / "part.json"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "policies of your own, and OPA, judge all models at once: they may compare them" in done.stderr
