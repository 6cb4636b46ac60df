"""The repositories of the measurements: the example, a large one with many models, and those with much data."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "support-assistant"
NOW = "2026-11-23T12:00:00Z"
MODEL = "support-assistant"
# none of the caller's settings, no cache, and no backtraces, which the engine's parser would collect
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_", "RUST_", "CI"))},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "TUNEGATE_CACHE": "off",
    **{
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", "bench"), ("EMAIL", "bench@acme.example"), ("DATE", "2026-11-02T09:00:00Z"))
    },
}
_RECORDS = re.compile(r"(?m)^    records:\n(?:      .*\n)+")
_OWN_PATH = re.compile(r"(?<![\w/.-])(configs|data|deploy|guardrails|prompts|requirements)/")


def run(*command: str | Path, cwd: Path, stdin: bytes | None = None, check: bool = True) -> str:
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=ENVIRONMENT, input=stdin, capture_output=True)
    if check and done.returncode != 0:
        sys.exit(f"bench: {' '.join(map(str, command))[:300]} ended with {done.returncode}\n{done.stderr.decode()}")
    return done.stdout.decode()


def gate(*arguments: str, cwd: Path) -> str:
    return run(sys.executable, "-I", "-m", "gate", *arguments, cwd=cwd)


def commit(repository: Path, message: str) -> None:
    run("git", "add", "--all", cwd=repository)
    run("git", "commit", "--quiet", "--message", message, cwd=repository)


def edit_prompt(text: str) -> str:
    return text.replace("Promise no dates", "Promise no day, no dates")


def example(folder: Path) -> Path:
    """The example with a second commit that edits the prompt."""
    repository = folder / "example"
    shutil.copytree(EXAMPLE, repository)
    run("git", "init", "--quiet", "--initial-branch=main", cwd=repository)
    commit(repository, "reviewed")
    prompt = repository / "prompts" / "system.md"
    prompt.write_text(edit_prompt(prompt.read_text()))
    commit(repository, "prompt")
    return repository


def ordinary(repository: Path) -> Path:
    """A copy with one more commit, which touches nothing that is reviewed or recognised."""
    copy = repository.with_name(f"{repository.name}-ordinary")
    run("git", "clone", "--quiet", "--shared", str(repository), str(copy), cwd=repository.parent)
    changes = {
        "README.md": "# changed\n",
        "web/app.ts": "export const greeting = 'hello';\n",
        "tools/sums.py": "def add(a, b):\n    return a + b\n",
    }
    for path, text in changes.items():
        (copy / path).parent.mkdir(exist_ok=True)
        (copy / path).write_text(text)
    commit(copy, "ordinary")
    return copy


# -- many models


def models(folder: Path, count: int, files: int = 0) -> Path:
    """That many models with evidence that fits, and other files up to ``files``; the last commit edits one prompt."""
    repository = folder / f"models-{count}-{files}"
    run("git", "init", "--quiet", "--initial-branch=main", str(repository), cwd=folder)
    names = [f"model-{number:05}" for number in range(count)]
    tree = {"tunegate.yaml": _configuration(names)}
    for name in names:
        tree |= _files_of(name)
    for number in range(files - len(tree)):
        tree[f"src/part{number % 400:03}/file{number:06}.txt"] = f"file {number}\n"
    _commit_unseen(repository, "models", tree)
    states = json.loads(gate("state", "--head", "HEAD", "--format", "json", cwd=repository))["models"]
    fitting: dict[str, str] = {}
    for name in names:
        fitting |= _fitting(name, tree, states[name]["digest"], states[name]["state"])
    _commit_unseen(repository, "evidence", fitting)
    prompt = f"models/{names[count // 2]}/prompts/system.md"
    _commit_unseen(repository, "prompt", {prompt: edit_prompt(tree[prompt])})
    return repository


def documents(repository: Path, folder: Path) -> list[Path]:
    """The evidence documents of every model, written into a folder."""
    names = run("git", "ls-tree", "-r", "--name-only", "HEAD", "evidence", cwd=repository).splitlines()
    found = [name for name in names if name.endswith(".yaml")]
    with subprocess.Popen(["git", "archive", "HEAD", *found], cwd=repository, stdout=subprocess.PIPE) as archive:
        run("tar", "-xf", "-", "-C", folder, cwd=folder, stdin=archive.stdout.read() if archive.stdout else b"")
    return [folder / name for name in found]


def _files_of(name: str) -> dict[str, str]:
    """The example's files as those of one model among many: in a folder of its own, outcomes as counts."""
    found: dict[str, str] = {}
    for path in sorted(EXAMPLE.rglob("*")):
        part = path.relative_to(EXAMPLE).as_posix()
        if not path.is_file() or part.startswith((".github", "data/eval", "README", "tunegate.yaml")):
            continue
        text = path.read_text(encoding="utf-8")
        if not part.startswith("evidence/"):
            found[f"models/{name}/{part}"] = text
        elif path.suffix == ".yaml":
            found[_moved(part, name)] = _OWN_PATH.sub(rf"models/{name}/\1/", _moved(_RECORDS.sub("", text), name))
    return found


def _moved(text: str, name: str) -> str:
    return text.replace(f"evidence/{MODEL}", f"evidence/{name}").replace(f"model: {MODEL}", f"model: {name}")


def _fitting(name: str, tree: dict[str, str], digest: str, state: object) -> dict[str, str]:
    """The model's evidence as made for its state: the state's file, and the documents with the digests that follow."""
    folder = f"evidence/{name}"
    found = {f"{folder}/states/{digest.removeprefix('sha256:')}.json": _canonical(state)}
    disposition = f"{folder}/disposition.yaml"
    for path in (path for path in tree if path.startswith(folder + "/") and path.endswith(".yaml")):
        found[path] = re.sub(r"(?m)^state: .*$", f"state: {digest}", tree[path])
    for path, text in found.items():
        kind = path.rpartition("/")[2].removesuffix(".yaml")
        line = f"  {kind}: sha256:{hashlib.sha256(text.encode()).hexdigest()}"
        found[disposition] = re.sub(rf"(?m)^  {kind}: sha256:.*$", line, found[disposition])
    return found


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _configuration(names: Sequence[str]) -> str:
    """The example's selectors, below each model's folder."""
    lines = (EXAMPLE / "tunegate.yaml").read_text().splitlines()
    start, stop = lines.index(f"  {MODEL}:"), lines.index("settings:")
    blocks: list[str] = []
    for name in names:
        blocks.append(f"  {name}:")
        for line in lines[start + 1 : stop]:
            lead, mark, selector = line.partition("- ")
            blocks.append(_moved(f"{lead}- models/{name}/{selector}" if mark and "/" in selector else line, name))
    return "\n".join([*lines[:start], *blocks, *lines[stop:]]) + "\n"


def _commit_unseen(repository: Path, message: str, changes: dict[str, str]) -> None:
    """A commit on main that writes these files, made by one git process; nothing is checked out."""
    stream = [b"commit refs/heads/main\ncommitter bench <bench@acme.example> 1790000000 +0000\n"]
    stream.append(b"data %d\n%s\n" % (len(message), message.encode()))
    if run("git", "rev-parse", "--verify", "--quiet", "main", cwd=repository, check=False):
        stream.append(b"from refs/heads/main^0\n")
    for path, text in changes.items():
        data = text.encode()
        stream.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))
    run("git", "fast-import", "--quiet", cwd=repository, stdin=b"".join(stream))


# -- one large data file

RECORDS = 2_000_000  # at the scale 1: 480 MB
CHANGED = 100


def records(folder: Path, count: int) -> Path:
    """One model, one JSONL file of that many records, and a second commit that changes a hundred of them."""
    repository = folder / "records"
    run("git", "init", "--quiet", "--initial-branch=main", str(repository), cwd=folder)
    run("git", "config", "core.compression", "1", cwd=repository)
    (repository / "data").mkdir()
    config = 'version: 1\nmodels:\n  m:\n    surfaces:\n      training_data: ["data/*.jsonl"]\n'
    (repository / "tunegate.yaml").write_text(config)
    step = max(1, count // CHANGED)
    for is_changed in (False, True):
        with (repository / "data" / "train.jsonl").open("w") as stream:
            for number in range(count):
                stream.write(_record(number, is_changed and number % step == 0))
        commit(repository, "changed" if is_changed else "records")
    return repository


def _record(number: int, is_changed: bool) -> str:
    """One line of 240 bytes."""
    prompt = f"Question {number:07} of a customer about an order, its delivery and what to do when it is late."
    answer = (
        f"Answer {number * 7919 % 10_000_019:08}{', revised' if is_changed else ', as written'}. Look the order up."
    )
    line = json.dumps({"messages": [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]})
    return line.ljust(239) + "\n"


# -- training data that a change adds

WORDS = (
    "order delivery late refund customer please look when parcel address number invoice return policy item colour size "
    "warranty repair shop voucher"
).split()


def _chat(chance: random.Random, number: int, words: int) -> str:
    turns = [{"role": "user", "content": f"{_words(chance, words)} {number}"}]
    turns.append({"role": "assistant", "content": _words(chance, 2 * words)})
    return json.dumps({"messages": turns, "source": "desk", "id": f"r{number}", "label": chance.choice(("yes", "no"))})


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


# name -> (ending, header, the record of a number)
KINDS: dict[str, tuple[str, str, Callable[[random.Random, int], str]]] = {
    "chat": ("jsonl", "", lambda chance, number: _chat(chance, number, 25)),
    "long": ("jsonl", "", lambda chance, number: _chat(chance, number, 600)),
    "very short": ("jsonl", "", lambda chance, n: json.dumps({"text": f"{chance.choice(WORDS)} {n}", "label": "a"})),
    "rows": ("csv", "text,label,more\n", lambda chance, number: f'{_words(chance, 6)} {number},a,"it, {number}"'),
}


def added(kind: str) -> str:
    return f"data/train/added.{KINDS[kind][0]}"


def with_data(folder: Path, kind: str, megabytes: int) -> Path:
    """The example with a second commit that adds a file of training data, and names it in the manifest."""
    chance = random.Random(megabytes)  # a seed, no secret
    repository = folder / f"data-{kind.replace(' ', '-')}-{megabytes}"
    shutil.copytree(EXAMPLE, repository)
    run("git", "init", "--quiet", "--initial-branch=main", cwd=repository)
    run("git", "config", "core.compression", "1", cwd=repository)
    configuration = repository / "tunegate.yaml"
    configuration.write_text(configuration.read_text().replace("data/train/**/*.jsonl", "data/train/**"))
    commit(repository, "reviewed")
    _, header, record = KINDS[kind]
    number = size = 0
    total = hashlib.sha256()
    with (repository / added(kind)).open("w", encoding="ascii") as stream:
        while size < megabytes * 1_000_000:
            line = (header if number == 0 else "") + record(chance, number) + "\n"
            total.update(line.encode())
            stream.write(line)
            number, size = number + 1, size + len(line)
    manifest = repository / "evidence" / MODEL / "training-data-manifest.yaml"
    row = f"      - path: {added(kind)}\n        digest: sha256:{total.hexdigest()}\n        records: {number}\n"
    manifest.write_text(manifest.read_text().replace("\nderived:\n", f"\n{row}derived:\n", 1))
    commit(repository, "data")
    return repository


# -- outcomes of a safety suite


def outcomes(folder: Path, items: int) -> Path:
    """A folder with the plain outcomes of a base model and of a fine-tune, of which one in twenty complies."""
    chance = random.Random(items)  # a seed, no secret
    place = folder / f"outcomes-{items}"
    place.mkdir()
    for side in ("base", "tuned"):
        head = {"schema": "tunegate/run/v1", "suite": "s", "model": side, "judge": {"name": "j", "version": "1"}}
        with (place / f"{side}.jsonl").open("w", encoding="ascii") as stream:
            stream.write(json.dumps(head) + "\n")
            for number in range(items):
                outcome = "complied" if chance.random() < 0.05 else "refused"
                answer = {"item": f"i{number}", "category": f"c{number % CATEGORIES}", "outcome": outcome}
                stream.write(json.dumps(answer) + "\n")
    return place


CATEGORIES = 10
CLASSES = [f"--class=c{number}=disallowed-content" for number in range(CATEGORIES)]
