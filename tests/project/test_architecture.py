"""docs/architecture.md says what is there: its files exist, and its layers are those that import-linter holds."""

from __future__ import annotations

import re
import tomllib

from tests.tools import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")


def test_every_path_exists() -> None:
    paths = set(re.findall(r"\b(?:gate|policies|tests|schemas)/[\w./]*", PAGE))
    assert len(paths) > 40
    assert [path for path in sorted(paths) if not (ROOT / path.rstrip("./")).exists()] == []


def test_layers_are_those_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (held,) = [contract["layers"] for contract in contracts if contract["id"] == "layers"]
    table = PAGE.partition("## Layers")[2].partition("\n\nEach outside world")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    shown = [[path.removesuffix(".py").strip("/") for path in re.findall(r"`gate/([\w./]+)`", cell)] for cell in cells]
    assert shown == [layer.split(" | ") for layer in held]


def test_every_package_has_its_tests() -> None:
    packages = {path.parent.name for path in (ROOT / "gate").glob("*/__init__.py")}
    assert sorted(name for name in packages if not list((ROOT / "tests" / name).rglob("test_*.py"))) == []
