"""The real readers of each format, as processes that are asked about texts. `make test-servers` puts them in place."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.tools import ROOT

HERE = Path(__file__).resolve().parent
BUILT = ROOT / ".tools" / "readers"
PYYAML = ("6.0.3", "6.0.4")
BATCH = 200  # texts that are under way at once
Answers = dict[str, str | None]
"""Reader -> what it read, None where it erred."""


def commands() -> dict[str, list[str]]:
    """What is in place, by name."""
    found = {"python": [sys.executable, "-I", str(HERE / "read.py")]}
    for version in PYYAML:
        if (BUILT / f"pyyaml-{version}" / "yaml").is_dir():
            found[f"PyYAML {version}"] = [*found["python"], str(BUILT / f"pyyaml-{version}")]
    if (BUILT / "go-readers").exists():
        found["go"] = [str(BUILT / "go-readers")]
    node = shutil.which("node")
    if node and (BUILT / "npm" / "node_modules").is_dir():
        found["npm"] = [node, str(BUILT / "npm" / "read.mjs")]
    return found


class Readers:
    """All readers, until it is closed."""

    def __init__(self) -> None:
        quiet = {**os.environ, "NODE_OPTIONS": ""}
        self.processes = [
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=quiet
            )
            for command in commands().values()
        ]

    def ask(self, texts: Sequence[str], format: str) -> list[Answers]:
        """What every reader of the format reads from every text."""
        answers: list[Answers] = [{} for _ in texts]
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            lines = "".join(json.dumps({"format": format, "text": text}) + "\n" for text in batch)
            threads = [threading.Thread(target=self._feed, args=(process, lines)) for process in self.processes]
            for thread in threads:
                thread.start()
            for process in self.processes:
                assert process.stdout
                for answer in answers[start : start + len(batch)]:
                    answer.update(json.loads(process.stdout.readline()))
            for thread in threads:
                thread.join()
        return answers

    @staticmethod
    def _feed(process: subprocess.Popen[str], lines: str) -> None:
        assert process.stdin
        process.stdin.write(lines)
        process.stdin.flush()

    def close(self) -> None:
        for process in self.processes:
            process.communicate()


def differing(one: Answers, other: Answers, leave: Iterable[str] = ()) -> list[str]:
    """The readers that read something else from the other text."""
    return sorted(name for name in one if name not in leave and one[name] != other[name])
