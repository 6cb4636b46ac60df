"""What Gatekeeper's gator and a CEL evaluator decide on manifests: the reviewed ones are admitted, no other is."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import cel
import pytest
import yaml

from gate.admission import cel as policy
from gate.admission.gatekeeper import constraint, template
from gate.admission.shape import Part, parts_of
from tests.admission.manifests import NAMESPACE, TEXTS, Manifest, admitted, refused, shapes
from tests.tools import require


def decided(folder: Path, allowed: list[list[Part]], manifests: dict[str, Manifest]) -> set[str]:
    """What gator refuses, all at once; a label, which decides nothing, says which is which."""
    rows: list[Manifest] = [template(), constraint(allowed, TEXTS, [NAMESPACE])]
    for number, manifest in enumerate(manifests.values()):
        rows.append({**manifest, "metadata": {**manifest["metadata"], "labels": {"case": str(number)}}})
    place = folder / "all.yaml"
    place.write_text(yaml.safe_dump_all(rows))
    done = subprocess.run(
        [require("gator"), "test", "--filename", str(place), "--output", "json"],
        capture_output=True,
        text=True,
        timeout=300,
    )
    said = [row for row in done.stderr.splitlines() if "is already defined in" not in row]
    assert (done.returncode in (0, 1), said) == (True, [])
    names = list(manifests)
    results = json.loads(done.stdout or "[]") or []
    return {names[int(row["violatingObject"]["metadata"]["labels"]["case"])] for row in results}


def evaluated(allowed: list[list[Part]], manifest: Manifest) -> bool:
    """Whether the ValidatingAdmissionPolicies admit it. An error refuses (``failurePolicy: Fail``)."""
    documents = policy.policies(allowed, TEXTS, [NAMESPACE])
    name = policy.TEXTS if manifest["kind"] == "ConfigMap" else policy.SERVING
    (spec,) = (row["spec"] for row in documents if row["kind"].endswith("Policy") and row["metadata"]["name"] == name)
    found: dict[str, Any] = {}
    try:
        for row in spec.get("variables", []):
            found[row["name"]] = cel.evaluate(row["expression"], {"object": manifest, "variables": found})
        (validation,) = spec["validations"]
        return cel.evaluate(validation["expression"], {"object": manifest, "variables": found}) is True
    except (KeyError, ValueError, RuntimeError, TypeError):
        return False


def without_nothing(value: Any) -> Any:
    """The API server drops fields that are null."""
    if isinstance(value, dict):
        return {key: without_nothing(row) for key, row in value.items() if row is not None}
    return [without_nothing(row) for row in value] if isinstance(value, list) else value


ADMITTED = {what: without_nothing(row) for what, row in admitted().items()}
REFUSED = {what: without_nothing(row) for what, row in refused().items()}


def test_as_many_attempts_as_promised() -> None:
    assert len(REFUSED) >= 100
    assert len({row["kind"] for row in REFUSED.values()}) == 10


def test_gator_admits_the_reviewed_ones_alone(tmp_path: Path) -> None:
    assert decided(tmp_path, shapes(), ADMITTED) == set()
    assert set(REFUSED) - decided(tmp_path, shapes(), REFUSED) == set()


def test_gator_admits_nothing_where_no_review_is_in_force(tmp_path: Path) -> None:
    workloads = {what: row for what, row in ADMITTED.items() if row["kind"] != "ConfigMap"}
    assert decided(tmp_path, [], workloads) == set(workloads)


@pytest.mark.parametrize("what", ADMITTED)
def test_cel_admits_the_reviewed_one(what: str) -> None:
    assert evaluated(shapes(), ADMITTED[what])
    assert ADMITTED[what]["kind"] == "ConfigMap" or not evaluated([], ADMITTED[what])


def test_cel_admits_no_other() -> None:
    assert [what for what, row in REFUSED.items() if evaluated(shapes(), row)] == []


def test_cel_computes_the_parts_that_the_review_was_of() -> None:
    """An error refuses, too; here nothing fails, so that the comparison is what refuses."""
    variables = policy.variables()
    for what, manifest in {**ADMITTED, **REFUSED}.items():
        if manifest["kind"] == "ConfigMap" or " without a" in what:
            continue
        found: dict[str, Any] = {}
        for row in variables:
            found[row["name"]] = cel.evaluate(row["expression"], {"object": manifest, "variables": found})
        assert [sortable(part) for part in found["parts"]] == [sortable(part) for part in parts_of(manifest) or []], (
            what
        )


def sortable(part: Part) -> Part:
    """A part whose unknown fields are in one order: the fields of a map have none."""
    return [*part[:-1], sorted(part[-1])]
