"""The modules of a package are found by their files, in a folder and in a zip, and imported when they are asked for."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

FILES = {
    "shapes/__init__.py": "",
    "shapes/kinds/__init__.py": "",
    "shapes/kinds/square.py": "SIDES = 4\n",
    "shapes/kinds/circle/__init__.py": "from shapes.kinds.circle.sides import SIDES\n",
    "shapes/kinds/circle/sides.py": "SIDES = 0\n",
    "shapes/kinds/_shared.py": "raise RuntimeError('not an entry')\n",
    "shapes/kinds/notes.txt": "not a module",
}
# what was imported so far stands beside each answer
SCRIPT = """
import json, sys
sys.path.insert(0, {place!r})
sys.path.append({root!r})
from gate.process.registry import Registry

found = Registry("shapes.kinds")
imported = lambda: sorted(name for name in sys.modules if name.startswith("shapes.kinds."))
answers = [imported()]
answers.append([found["square"].SIDES, imported()])
answers.append([found.find(name) for name in ("hexagon", "_shared", "__init__", "circle.sides", "", "notes")])
try:
    found["hexagon"]
except KeyError as error:
    answers.append(repr(error))
answers.append([[name, module.SIDES] for name, module in found.all().items()])
print(json.dumps(answers))
"""


def run(place: Path) -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).resolve().parents[2])
    script = SCRIPT.format(place=str(place), root=root)
    return subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "folder"


@pytest.fixture(params=["folder", "zip"])
def place(request: pytest.FixtureRequest, folder: Path, tmp_path: Path) -> Path:
    if request.param == "folder":
        return folder
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
    return tmp_path / "packed.zip"


def test_modules_are_found_and_imported_on_need(place: Path) -> None:
    done = run(place)
    assert done.stderr == ""
    assert json.loads(done.stdout) == [
        [],
        [4, ["shapes.kinds.square"]],
        [None] * 6,
        "KeyError('hexagon')",
        [["circle", 0], ["square", 4]],
    ]


def test_a_module_that_lacks_another_one_is_no_missing_module(folder: Path) -> None:
    (folder / "shapes" / "kinds" / "hexagon.py").write_text("import nowhere_to_be_found\n")
    done = run(folder)
    assert done.returncode == 1
    assert done.stderr.endswith("ModuleNotFoundError: No module named 'nowhere_to_be_found'\n")
