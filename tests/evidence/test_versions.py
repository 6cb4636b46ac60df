"""Documents of a later version are named as such."""

from __future__ import annotations

import pytest

from gate.documents import parse
from gate.evidence.versions import NewerFormError, refuse_newer


def asked(text: str) -> None:
    refuse_newer("disposition", parse(text.encode(), "yaml"), "d.yaml")


@pytest.mark.parametrize("version", ["2", "10", "999999"])
def test_newer(version: str) -> None:
    with pytest.raises(NewerFormError) as caught:
        asked(f"model: m\nschema: tunegate/disposition/v{version}\n")
    (found,) = caught.value.problems
    assert (found.place, found.message, found.remedy) == (
        "d.yaml:2",
        f"tunegate/disposition/v{version} was written by a newer tunegate; 0.1.0 reads up to v1",
        "Upgrade tunegate.",
    )


@pytest.mark.parametrize(
    "schema", ["tunegate/disposition/v1", "tunegate/disposition/v0", "tunegate/training-run/v2", "v2", "2", "[]", ""]
)
def test_the_schema_says_the_rest(schema: str) -> None:
    asked(f"schema: {schema}\n")
    asked("[]\n")
