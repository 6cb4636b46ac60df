"""Whole-process times of the gate, as ratios in one run (``make bench``).

On the example and on a generated repository of 100,000 files, 2,000 commits and 200 models whose pull request touches
one model: ``tunegate check`` against ``git diff --raw`` of the same commits and against ``conftest test`` of the same
case with the same policies. All commands take turns, so that a busy moment of the machine meets all of them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "support-assistant"
NOW = "2026-11-23T12:00:00Z"
MODEL = "support-assistant"
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", "bench"), ("EMAIL", "bench@acme.example"))
    },
}
GATE = [sys.executable, "-I", "-m", "gate"]


def run(*command: str | Path, cwd: Path, stdin: bytes | None = None, check: bool = True) -> str:
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=ENVIRONMENT, input=stdin, capture_output=True)
    if check and done.returncode != 0:
        sys.exit(f"bench: {command} ended with {done.returncode}\n{done.stderr.decode()}")
    return done.stdout.decode()


def edit_prompt(text: str) -> str:
    return text.replace("Promise no dates", "Promise no day, no dates")


# -- the two repositories


def example_repository(folder: Path) -> Path:
    """The example with a second commit that edits the prompt."""
    repository = folder / "example"
    shutil.copytree(EXAMPLE, repository)
    run("git", "init", "--quiet", "--initial-branch=main", cwd=repository)
    commit(repository, "reviewed")
    prompt = repository / "prompts" / "system.md"
    prompt.write_text(edit_prompt(prompt.read_text()))
    commit(repository, "prompt")
    return repository


def commit(repository: Path, message: str) -> None:
    run("git", "add", "--all", cwd=repository)
    run("git", "commit", "--quiet", "--message", message, cwd=repository)


def model_files(name: str) -> dict[str, str]:
    """The example's files as those of one model among many: everything in a folder of its own."""
    found: dict[str, str] = {}
    for path in sorted(EXAMPLE.rglob("*")):
        part = path.relative_to(EXAMPLE).as_posix()
        if not path.is_file() or part.startswith((".github", "data/eval", "README", "tunegate.yaml")):
            continue
        text = path.read_text(encoding="utf-8").replace(f"model: {MODEL}", f"model: {name}")
        if part.startswith("evidence/"):
            if "/states/" not in part:
                found[f"evidence/{name}/{path.name}"] = text.replace("path: data/", f"path: models/{name}/data/")
        else:
            found[f"models/{name}/{part}"] = text
    return found


def configuration(names: Sequence[str]) -> str:
    """The example's selectors, below each model's folder."""
    lines = (EXAMPLE / "tunegate.yaml").read_text().splitlines()
    start = lines.index(f"  {MODEL}:")
    stop = lines.index("settings:")
    blocks: list[str] = []
    for name in names:
        blocks.append(f"  {name}:")
        for line in lines[start + 1 : stop]:
            lead, mark, selector = line.partition("- ")
            line = f"{lead}- models/{name}/{selector}" if mark and "/" in selector else line
            blocks.append(line.replace(f"evidence/{MODEL}", f"evidence/{name}"))
    return "\n".join([*lines[:start], *blocks, *lines[stop:]]) + "\n"


def reviewed(folder: Path, name: str) -> dict[str, str]:
    """One model with evidence that fits, made by the gate's own commands."""
    repository = folder / "one"
    for path, text in {**model_files(name), "tunegate.yaml": configuration([name])}.items():
        target = repository / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    run("git", "init", "--quiet", "--initial-branch=main", cwd=repository)
    commit(repository, "one model")
    kinds = [p.stem for p in (repository / "evidence" / name).glob("*.yaml") if p.stem != "disposition"]
    run(*GATE, "evidence", "renew", *kinds, "--now", NOW, cwd=repository)
    given = ["--decision", "proceed", "--decided-by", "ai-committee@acme.example", "--expires", "2027-10-31"]
    words = ["--rationale", "Generated for a measurement, and for nothing else."]
    run(*GATE, "disposition", "draft", *given, *words, "--now", NOW, cwd=repository)
    files = [p for p in repository.rglob("*") if p.is_file() and ".git" not in p.relative_to(repository).parts]
    return {p.relative_to(repository).as_posix(): p.read_text(encoding="utf-8") for p in files}


def large_repository(folder: Path, *, files: int, commits: int, models: int) -> Path:
    """Written by ``git fast-import``; the last commit edits one model's prompt."""
    repository = folder / "large"
    repository.mkdir()
    run("git", "init", "--quiet", "--bare", "--initial-branch=main", cwd=repository)
    names = [f"model-{number:03}" for number in range(models)]
    touched = names[models // 2]
    tree = reviewed(folder, touched)
    for name in names:
        if name != touched:
            tree.update(model_files(name))
    tree["tunegate.yaml"] = configuration(names)
    for number in range(files - len(tree)):
        tree[f"src/part{number % 400:03}/file{number:06}.txt"] = f"file {number}\n"
    stream: list[bytes] = []

    def add(message: str, changes: dict[str, str]) -> None:
        stream.append(b"commit refs/heads/main\ncommitter bench <bench@acme.example> 1790000000 +0000\n")
        stream.append(b"data %d\n%s\n" % (len(message), message.encode()))
        for path, text in changes.items():
            data = text.encode()
            stream.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))

    add("everything", tree)
    for number in range(commits - 2):
        add(f"commit {number}", {f"src/part{number % 400:03}/file{number:06}.txt": f"changed {number}\n"})
    prompt = f"models/{touched}/prompts/system.md"
    add("prompt", {prompt: edit_prompt(tree[prompt])})
    run("git", "fast-import", "--quiet", cwd=repository, stdin=b"".join(stream))
    work = folder / "work"
    run("git", "clone", "--quiet", "--no-checkout", str(repository), str(work), cwd=folder)
    run("git", "update-ref", "refs/heads/main", "HEAD", cwd=work)
    return work


# -- the measurement


def measure(commands: dict[str, tuple[list[str], Path]], rounds: int) -> dict[str, float]:
    """Median seconds of each command; the commands take turns."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, (command, cwd) in commands.items():
            start = time.perf_counter()
            subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, check=False)
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(row) for name, row in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--commits", type=int, default=2_000)
    parser.add_argument("--models", type=int, default=200)
    given = parser.parse_args()
    conftest = shutil.which("conftest", path=os.pathsep.join([str(ROOT / ".tools" / "bin"), os.environ["PATH"]]))
    with tempfile.TemporaryDirectory(prefix="tunegate-bench-") as name:
        folder = Path(name)
        example = example_repository(folder)
        large = large_repository(folder, files=given.files, commits=given.commits, models=given.models)
        commands: dict[str, tuple[list[str], Path]] = {}
        for label, repository in (("example", example), ("large", large)):
            commands[f"{label}: git diff --raw"] = (["git", "diff", "--raw", "HEAD^", "HEAD"], repository)
            check = [*GATE, "check", "--base", "HEAD^", "--head", "HEAD", "--now", NOW]
            if "reassessment-required" not in run(*check, cwd=repository, check=False):
                sys.exit(f"bench: the check of the {label} repository did not block")
            commands[f"{label}: tunegate check"] = (check, repository)
            case = folder / f"{label}.json"
            case.write_text(run(*GATE, "case", *check[5:], cwd=repository))
            if conftest:
                policies = ["-p", str(ROOT / "policies"), "--namespace", "tunegate"]
                commands[f"{label}: conftest test"] = ([conftest, "test", str(case), *policies], folder)
        medians = measure(commands, given.rounds)
    print(f"medians of {given.rounds} runs")
    print(f"large: {given.files:,} files, {given.commits:,} commits, {given.models} models")
    for label in ("example", "large"):
        own = medians[f"{label}: tunegate check"]
        for other in ("tunegate check", "git diff --raw", "conftest test"):
            if (seconds := medians.get(f"{label}: {other}")) is None:
                print(f"{label:<8} {other:<16} left out: conftest is not here ('make tools' builds it where Go is)")
                continue
            ratio = "" if other == "tunegate check" else f"   tunegate takes {own / seconds:.1f} times as long"
            print(f"{label:<8} {other:<16} {seconds * 1000:7.0f} ms{ratio}")
    gate, git = (
        (medians[f"large: {name}"] - medians[f"example: {name}"]) * 1000
        for name in ("tunegate check", "git diff --raw")
    )
    print(f"large less example: tunegate {gate:+.0f} ms, git {git:+.0f} ms")


if __name__ == "__main__":
    main()
