from __future__ import annotations

from gate.derive.bind import pointers, spread
from gate.derive.given import Value

MANIFEST = "training-data-manifest"
DOCUMENT = {
    "sources": [
        {"id": "a", "files": [{"path": "data/a.jsonl"}, {"path": "data/train.jsonl"}]},
        {"id": "b", "files": [{"path": "other/train.jsonl"}]},
        {"id": "hub"},
    ]
}


def found(pointer: str, *about: str, named: str | None = None) -> list[str]:
    return pointers(Value(MANIFEST, pointer, 1, about=about), DOCUMENT, named)


def test_without_a_star() -> None:
    assert found("/seed") == ["/seed"]
    assert found("seed") == []
    assert found("/a~2") in ([], ["/a~2"])


def test_source_by_its_files() -> None:
    assert found("/sources/*/sensitivity_scan/matches", "data/a.jsonl") == ["/sources/0/sensitivity_scan/matches"]
    assert found("/sources/*/x", "data/a.jsonl", "other/train.jsonl") == ["/sources/0/x", "/sources/1/x"]
    assert found("/sources/*/x", "data/no.jsonl") == []


def test_file_of_a_source() -> None:
    assert found("/sources/*/files/*/records", "data/train.jsonl") == ["/sources/0/files/1/records"]


def test_path_as_a_tool_saw_it() -> None:
    assert found("/sources/*/x", "/workspace/data/train.jsonl") == ["/sources/0/x"]
    assert found("/sources/*/x", ".\\data\\train.jsonl") == ["/sources/0/x"]
    assert found("/sources/*/x", "mydata/train.jsonl") == []
    assert found("/sources/*/x", "train.jsonl") == []  # which of the two it was, nothing says


def test_row_names_the_source() -> None:
    assert found("/sources/*/x", named="b") == ["/sources/1/x"]
    assert found("/sources/*/x", named="hub") == ["/sources/2/x"]
    assert found("/sources/*/x", named="no") == []
    assert found("/sources/*/x", "data/a.jsonl", named="b") == []  # the report is about another one
    assert found("/sources/*/x") == []


def test_only_source() -> None:
    one = {"sources": [{"id": "a", "files": []}]}
    assert pointers(Value(MANIFEST, "/sources/*/x", 1), one) == ["/sources/0/x"]
    assert pointers(Value(MANIFEST, "/sources/*/x", 1), {"sources": "a"}) == []
    assert pointers(Value(MANIFEST, "/sources/*/x", 1), {}) == []


def test_the_same_value_elsewhere() -> None:
    rows = {(v.document, v.pointer) for v in spread([Value("training-run", "/base_model/id", "m", 4, 5)])}
    assert ("base-model-evidence", "/base_model/id") in rows
    assert ("training-run", "/base_model/id") in rows
    assert len(rows) == 4
