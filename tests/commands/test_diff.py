"""``diff`` shows what changed, without a verdict."""

from __future__ import annotations

import json

from tests.command import MODEL, fits, tunegate
from tests.commands.steps import change, decision
from tests.repo import Repo


def test_diff(example: Repo) -> None:
    change(example, "base-model-revision")
    done = tunegate(example, "diff", "--base", "main", "--head", "HEAD")
    assert done.stdout == (
        f"{MODEL}\n"
        "  modified configs/train.yaml:7  base_model /revision_of_model: "
        "5206a32e0bd3067aef1ce90f5528ade7d866253f -> 0e9e39f249a16976918f6564b8830bc894c89659\n"
    )
    value = json.loads(tunegate(example, "diff", "--base", "main", "--head", "HEAD", "--format", "json").stdout)
    fits("diff", value)
    assert value["changes"] == decision(example, "--base", "main", "--head", "HEAD", expect=1)["changes"]
    assert tunegate(example, "diff", "--base", "HEAD", "--head", "HEAD").stdout == "no change on a reviewed surface\n"
