"""Where the values of expressions are written, as a scan shows them."""

from __future__ import annotations

from pathlib import Path

from gate.git.entry import WORKTREE
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.recognise.resolve import Value
from gate.recognise.resolve.places import Files, assignments, places_of
from gate.recognise.scan import scan
from gate.surfaces.reader import Reader
from tests.repo import Repo

FILES = {
    "k8s/llm.yaml": """\
kind: Deployment
spec:
  containers:
    - args: [--model, $(MODEL_NAME), --port, "80"]
      envFrom: [{configMapRef: {name: llm}}]
""",
    "k8s/maps.yaml": """\
kind: List
items:
  - kind: ConfigMap
    metadata: {name: llm}
    data:
      MODEL_NAME: acme/m
""",
    "stack/compose.yaml": "services:\n  a:\n    environment:\n      MODEL_ID: ${MODEL}\n    env_file: own.env\n",
    "stack/own.env": "# own\nexport MODEL='acme/own'\n",
    "stack/.env": "MODEL=acme/env\n",
    "app/serve.py": "from app.names import MODEL\n\nBASE_MODEL = MODEL\n",
    "app/names.py": "MODEL = 'acme/named'\n",
    "loop/a.py": "from loop.b import X\n\nMODEL_NAME = X\n",
    "loop/b.py": "from loop.a import MODEL_NAME\n\nX = MODEL_NAME\n",
}


def test_a_scan_shows_the_value_that_takes_effect(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    for path, text in FILES.items():
        repo.write(path, text)
    repo.write("models/serve.sh", "vllm serve $MODEL_NAME\n")
    with Repository(repo.path) as repository:
        elements, notices = scan(Snapshot(repository, WORKTREE), lambda _: False)
        shown = [(e.surface, e.key, e.value, e.line, e.recogniser, e.pinned) for e in elements]
        own = {key: (e.value, e.line, e.pinned) for e in elements for key in [e.key]}
    assert notices == []
    assert len(own) == len(shown)
    assert {key: row for key, row in own.items() if not key.startswith("models/")} == {
        "app/names.py#/MODEL": ("acme/named", 1, False),
        "k8s/maps.yaml#/items/0/data/MODEL_NAME": ("acme/m", 6, False),
        "stack/.env#/MODEL": ("acme/env", 1, False),
        "stack/own.env#/MODEL": ("acme/own", 2, False),
    }


def test_loops_end_and_what_cannot_be_read_is_not_there(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    for path, text in FILES.items():
        repo.write(path, text)
    repo.write("k8s/broken.yaml", "kind: ConfigMap\n llm: [\n")
    with Repository(repo.path) as repository:
        files = Files(Snapshot(repository, WORKTREE), Reader())
        loop = Value("loop/a.py", ("MODEL_NAME",), "`X`", 1, 1)
        assert [place.path for place in places_of(loop, files)] == ["loop/b.py"]
        assert list(places_of(Value("k8s/none.yaml", ("a",), "$(X)", 1, 1), files)) == []


def test_assignments() -> None:
    root = assignments('a = 1\nexport B="x y"\n# C=1\nd.e=\'\n')
    assert root.plain() == {"a": "1", "B": "x y", "d.e": "'"}


def test_a_module_of_many_values_is_parsed_once(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("app/texts.py", 'BASE = "You are kind."\n')
    repo.write("app/prompt.py", "from app.texts import BASE\n" + "".join(f"P{n} = BASE\n" for n in range(50)))
    with Repository(repo.path) as repository:
        files = Files(Snapshot(repository, WORKTREE), Reader())
        found = [
            p.path for n in range(50) for p in places_of(Value("app/prompt.py", (f"P{n}",), "`BASE`", 1, 1), files)
        ]
        known = files.imports["app/prompt.py"]
        assert found == ["app/texts.py"] * 50
        list(places_of(Value("app/prompt.py", ("P1",), "`BASE`", 1, 1), files))
        assert files.imports["app/prompt.py"] is known
