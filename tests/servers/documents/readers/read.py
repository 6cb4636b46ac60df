"""Reads texts as Python's libraries do: a JSON object {"format", "text"} a line in, {reader: value or null} a line out.

The arguments are folders that go in front of the path: two PyYAMLs fit into one test, and not into one process.
"""

from __future__ import annotations

import io
import json
import sys
import tomllib
import warnings
from collections.abc import Callable
from typing import Any

sys.path[:0] = sys.argv[1:]
warnings.simplefilter("ignore")

Read = Callable[[str], Any]


def pyyaml() -> dict[str, dict[str, Read]]:
    import yaml

    name = f"PyYAML {yaml.__version__}"
    readers: dict[str, Read] = {name: lambda text: list(yaml.load_all(text, yaml.SafeLoader))}
    if hasattr(yaml, "CSafeLoader"):
        readers[f"{name} with libyaml"] = lambda text: list(yaml.load_all(text, yaml.CSafeLoader))
    return {"yaml": readers}


def others() -> dict[str, dict[str, Read]]:
    from dotenv import dotenv_values
    from ruamel.yaml import YAML

    return {
        "yaml": {"ruamel.yaml": lambda text: list(YAML(typ="safe", pure=True).load_all(text))},
        "json": {"json": json.loads},
        "toml": {"tomllib": tomllib.loads},
        "dotenv": {"python-dotenv": lambda text: dict(dotenv_values(stream=io.StringIO(text)))},
    }


def shown(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(sorted(f"{shown(key)}: {shown(item)}" for key, item in value.items())) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, set):
        return "set " + ", ".join(sorted(map(shown, value)))
    return f"{type(value).__name__} {value!r}"


def main() -> None:
    readers = pyyaml() if sys.argv[1:] else others()
    for line in sys.stdin:
        asked = json.loads(line)
        answers: dict[str, str | None] = {}
        for name, read in readers.get(asked["format"], {}).items():
            try:
                answers[name] = shown(read(asked["text"]))
            except Exception:  # whatever it says: the reader errs
                answers[name] = None
        sys.stdout.write(json.dumps(answers) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
