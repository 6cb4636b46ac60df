"""Walks through pages of the documentation: each command is run as it stands, and what is typed is counted."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gate.config.shared import shared_of
from gate.derive.knowable import is_knowable
from gate.derive.scanners import SCANNERS
from gate.derive.scanners.record import Run, path_of, text_of, with_run
from gate.documents import parse, tokens_of
from tests.command import NOW, tunegate
from tests.keys import key
from tests.project import newcomer
from tests.repo import Repo
from tests.terminal import Terminal
from tests.tools import ROOT

BLOCK = re.compile(r"^<!-- run: (\w+) -->\n```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
TIMED = (
    *("check", "plan", "report", "adopt", "verify", "disposition draft", "controls statement"),
    *(f"evidence {name}" for name in ("new", "edit", "import", "collect", "renew")),
)


def commands(page: str, who: str) -> list[tuple[str, int]]:
    """The commands of a page that somebody runs, each with its exit status."""
    found = []
    for name, block in BLOCK.findall((ROOT / page).read_text()):
        for line in block.splitlines() if name == who else ():
            command, _, comment = line.partition(" #")
            code = re.match(r"\s*exit (\d)", comment)
            found.append((command.strip(), int(code[1]) if code else 0))
    return [row for row in found if row[0]]


def timed(words: list[str]) -> list[str]:
    return [*words, "--now", NOW] if any(" ".join(words).startswith(name) for name in TIMED) else words


def dated(path: Path) -> Repo:
    """A repository of November, with the key of the committee where ssh looks for one."""
    made = Repo(path)
    made.env |= {"GIT_AUTHOR_DATE": "2026-11-18T08:00:00Z", "GIT_COMMITTER_DATE": "2026-11-18T08:00:00Z"}
    made.git("config", "user.email", "ml@acme.example")
    home = path.parent / "home"
    (home / ".ssh").mkdir(parents=True)
    for suffix in ("", ".pub"):
        shutil.copy(f"{key()}{suffix}", home / ".ssh" / f"id_ed25519{suffix}")
    made.env["HOME"] = os.fspath(home)
    return made


Answers = Mapping[str, Mapping[str, str]]  # document -> name of a question -> what is typed


@dataclass(frozen=True)
class Typed:
    """What a person typed.

    ``attested`` are the values of documents that `docs/derived.md` counts so, by model; ``unproven`` are those of the
    unproven ones that were typed at the terminal, as commands write the others. ``options`` are values on command
    lines, but for those of a command that another one printed; ``shared`` are the defaults of all models.
    """

    attested: Mapping[str, int]
    unproven: Mapping[str, int]
    options: int
    shared: int

    @property
    def total(self) -> int:
        return sum(self.attested.values()) + sum(self.unproven.values()) + self.options + self.shared


class Newcomer:
    """Runs the commands of a page in a repository, and counts what is typed. ``known``: a model -> its answers."""

    def __init__(self, repo: Repo, known: Callable[[str], Answers] = lambda _: {}) -> None:
        self.repo, self.known = repo, known
        self.answered: dict[tuple[str, str], set[str]] = {}  # by model and document: what was typed at the terminal
        self.ran: list[tuple[str, int]] = []
        self.printed = ""

    def follow(self, page: str, who: str, **names: str) -> None:
        """Run the commands; ``names`` are put in place of words of the page."""
        for line, code in commands(page, who):
            for word, other in names.items():
                line = line.replace(word, other)
            self.run(line, code, page)

    def run(self, line: str, code: int = 0, page: str = "") -> str:
        got, said = self._run(shlex.split(line))
        self.ran.append((line, got))
        self.printed += said
        assert got == code, f"{page}: {line}\nended with {got}\n{said}"
        return said

    def _run(self, words: list[str]) -> tuple[int, str]:
        if words[0] == "git":
            self.repo.git(*words[1:])
            return 0, ""
        if words[:2] == ["hf", "download"]:  # asks the hub; this is what it leaves
            self.repo.write(f"{words[words.index('--local-dir') + 1]}/{words[3]}", newcomer.CARD)
            return 0, ""
        if words[0] == "cp":
            self.repo.write(words[2], (ROOT / words[1].removeprefix("$TUNEGATE/")).read_bytes())
            return 0, ""
        assert words[0] == "tunegate"
        if words[1:3] == ["evidence", "scan-data"]:
            return self._scan(words)
        if words[1:3] == ["evidence", "edit"] and not {"--list", "--set", "--defaults"} & set(words):
            return self._answer(timed(words[1:]))
        done = tunegate(self.repo, *timed(words[1:]))
        return done.returncode, done.stdout + done.stderr

    def _scan(self, words: list[str]) -> tuple[int, str]:
        """The gate's own scanner runs; gitleaks and presidio as if they were here and found nothing, which
        `tests/servers/test_scan_data.py` runs."""
        for name in self._models(words):
            folder = f"evidence/{name}"
            (source,) = yaml.safe_load((self.repo.path / folder / "training-data-manifest.yaml").read_text())["sources"]
            digests = {file["path"]: file["digest"] for file in source["files"]}
            record = None
            for scanner in ("gitleaks", "presidio"):
                ran = Run(scanner, "1.0.0", "2026-11-12T09:00:00Z", tuple(SCANNERS[scanner].SEARCHES), ())
                record = with_run(record, source["id"], digests, ran)
            assert record is not None
            self.repo.write(path_of(folder, source["id"]), text_of(record))
        done = tunegate(self.repo, *words[1:], "--scanner", "published-marks", "--now", NOW)
        return done.returncode, done.stdout + done.stderr

    def _models(self, words: list[str]) -> list[str]:
        """The models that a command is about."""
        return [words[words.index("--model") + 1]] if "--model" in words else models(self.repo)

    def _answer(self, words: list[str]) -> tuple[int, str]:
        """Answer the questions at a terminal, as whoever knows the values does."""
        at = Terminal(self.repo, *words)
        asks = r"(?m)^(?:([a-z_/0-9-]+)  \(\d+ left\)\n(?:.*\n)*?>(.*) |Another item of \S+\? \[y/N\] )$"
        while (asked := at.until_or_end(asks)) is not None:
            kind, model = re.findall(r"^([a-z-]+) \(evidence/([^/\s]+)/\S+\)$", at.seen, re.MULTILINE)[-1]
            known = self.known(model).get(kind, {})
            found = re.findall(r"^([a-z_/0-9-]+)  \(\d+ left\)$", asked, re.MULTILINE)
            if not found:
                (name,) = re.findall(r"Another item of (\S+)[?]", asked)
                second = f"{name}/1/"
                start = at.seen.rindex(f"{kind} (evidence/{model}/")
                has = any(one.startswith(second) for one in known) and second not in at.seen[start:]
                at.type("y\n" if has else "\n")
                continue
            typed = known.get(found[-1], "")
            if typed:
                self.answered.setdefault((model, kind), set()).add(f"/{found[-1]}")
            at.type(typed + "\n")
        return at.end(), at.seen

    # -- what it took

    @property
    def failed(self) -> int:
        return sum(code != 0 for _, code in self.ran)

    def typed(self) -> Typed:
        """What stands in the documents and followed from nothing, and what was typed on command lines."""
        case = json.loads(tunegate(self.repo, "case", "--all-models", "--now", NOW).stdout)
        attested, unproven = {}, {}
        for name, model in case["models"].items():
            found = model["evidence"]["artefacts"]
            attested[name] = sum(len(document["derived"]["attested"]) for document in found.values())
            unproven[name] = sum(
                is_knowable(kind, tokens_of(pointer)) and pointer not in _agreed(document)
                for kind, document in found.items()
                for pointer in self.answered.get((name, kind), ())
            )
        on_lines = sum(options(line) for line, _ in self.ran if line not in self.printed)
        root = parse((self.repo.path / "tunegate.yaml").read_bytes(), "yaml")
        return Typed(attested, unproven, on_lines, len(shared_of(root, "tunegate.yaml")))


def _agreed(document: Any) -> set[str]:
    return {value["pointer"] for value in document["derived"]["values"] if value["agrees"]}


def models(repo: Repo) -> list[str]:
    return sorted(yaml.safe_load((repo.path / "tunegate.yaml").read_text())["models"])


def options(line: str) -> int:
    """How many values the options of a command line have; WHO=KEY has two."""
    words = shlex.split(line)
    given = [
        word for at, word in enumerate(words[1:], 1) if words[at - 1].startswith("--") and not word.startswith("--")
    ]
    return sum(2 if re.match(r"[^ =]+=[^ ]+$", word) else 1 for word in given) if words[0] != "git" else 0
