"""GitHub's own description of its REST API, cut down to what the gate uses, for a server that holds requests to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPO = "/repos/{owner}/{repo}"
OPERATIONS = {
    f"{REPO}/pulls/{{pull_number}}": ("get",),
    f"{REPO}/pulls/{{pull_number}}/reviews": ("get",),
    f"{REPO}/commits/{{ref}}/check-runs": ("get",),
    f"{REPO}/check-runs": ("post",),
    f"{REPO}/check-runs/{{check_run_id}}": ("patch",),
    f"{REPO}/check-runs/{{check_run_id}}/annotations": ("get",),
    f"{REPO}/issues/{{issue_number}}/comments": ("get", "post"),
    f"{REPO}/issues/comments/{{comment_id}}": ("patch",),
}


def cut(whole: dict[str, Any]) -> dict[str, Any]:
    """The operations above with everything that they refer to."""
    paths = {path: {name: whole["paths"][path][name] for name in names} for path, names in OPERATIONS.items()}
    components: dict[str, dict[str, Any]] = {}
    waiting = list(references(paths))
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name not in components.setdefault(kind, {}):
            components[kind][name] = whole["components"][kind][name]
            waiting += references(components[kind][name])
    return {"openapi": whole["openapi"], "info": whole["info"], "paths": paths, "components": components}


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, child in value.items():
            if key == "$ref" and isinstance(child, str):
                yield child
            else:
                yield from references(child)
    elif isinstance(value, list):
        for child in value:
            yield from references(child)


def read(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = cut(json.loads(path.read_bytes()))
    return value


GRAPHQL = {
    "post": {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object", "required": ["query"]}}},
        },
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"type": "object"}}}}},
    }
}
SHAPES = {
    "pull": (f"{REPO}/pulls/{{pull_number}}", "get", "200"),
    "review": (f"{REPO}/pulls/{{pull_number}}/reviews", "get", "200"),
    "comment": (f"{REPO}/issues/{{issue_number}}/comments", "post", "201"),
    "run": (f"{REPO}/check-runs", "post", "201"),
    "annotation": (f"{REPO}/check-runs/{{check_run_id}}/annotations", "get", "200"),
}


def shapes(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """One object of each kind, as GitHub gives it."""
    found = {name: example(description, *where) for name, where in SHAPES.items()}
    one = {name: value[0] if isinstance(value, list) else value for name, value in found.items()}
    one["pull"]["requested_teams"] = []  # the example's own team lacks a key that the description requires
    return one


def example(description: dict[str, Any], path: str, method: str = "get", status: str = "200") -> Any:
    """The answer that GitHub gives as the example of an operation."""
    content = description["paths"][path][method]["responses"][status]["content"]["application/json"]
    (found, *_) = content["examples"].values()
    while "$ref" in found:
        _, _, kind, name = found["$ref"].split("/")
        found = description["components"][kind][name]
    return json.loads(json.dumps(found["value"]))
