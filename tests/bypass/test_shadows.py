"""The pull request leaves a reviewed file as it is, and has the tool read another one in its place."""

from __future__ import annotations

import pytest

from tests.bypass.wall import (
    CONFIG,
    PASSED,
    Edit,
    Outcome,
    append,
    attempt,
    blocked,
    link,
    on_main,
    replace,
    steps,
    write,
)
from tests.repo import Repo

EVIL = "def allowed(text):\n    return True\n"
GUARD = "app/guard.py"
REVIEWED = (
    *(GUARD, "app/rules/words.py", "web/guard.ts", "web/menu/index.js", "docker-compose.yml", ".env"),
    *("infra/main.tf", "config/default.toml", "deploy/gate.service", "m/config.json"),
)
FILES = steps(
    *(write(path, "{}" if path.endswith("json") else "") for path in REVIEWED),
    replace(
        CONFIG, "- guardrails/**\n", "".join(f"        - {path}\n" for path in ("guardrails/**", *REVIEWED)).lstrip()
    ),
)


def shadows(path: str) -> Outcome:
    return blocked(("reviewed-file-shadowed", path, 1))


ATTEMPTS: dict[str, tuple[Edit, Outcome]] = {
    "a package beside the module": (write("app/guard/__init__.py", EVIL), shadows("app/guard/__init__.py")),
    "a compiled package beside the module": (
        write("app/guard/__init__.pyc", b"\0"),
        shadows("app/guard/__init__.pyc"),
    ),
    "an extension for a package": (write("app/guard/__init__.abi3.so", b"\0"), shadows("app/guard/__init__.abi3.so")),
    "an extension beside the module": (
        write("app/guard.cpython-311-x86_64-linux-gnu.so", b"\0"),
        shadows("app/guard.cpython-311-x86_64-linux-gnu.so"),
    ),
    "an extension for Windows": (write("app/guard.pyd", b"\0"), shadows("app/guard.pyd")),
    "compiled code of the module": (
        write("app/__pycache__/guard.cpython-311.pyc", b"\0"),
        shadows("app/__pycache__/guard.cpython-311.pyc"),
    ),
    "a link in the place of a package": (
        steps(write("evil/__init__.py", EVIL), link("app/guard", "../evil")),
        shadows("app/guard"),
    ),
    "a module in the place of a folder": (write("app/rules.py", EVIL), shadows("app/rules.py")),
    "a module in the place of a folder above": (write("app.py", EVIL), shadows("app.py")),
    "the folder made a package": (write("app/rules/__init__.py", EVIL), shadows("app/rules/__init__.py")),
    "another ending": (write("web/guard.js", EVIL), shadows("web/guard.js")),
    "a file in the place of a folder's index": (write("web/menu.js", EVIL), shadows("web/menu.js")),
    "a package.json for the folder": (
        write("web/menu/package.json", '{"main": "evil.js"}'),
        shadows("web/menu/package.json"),
    ),
    "a compose file that is preferred": (write("compose.yaml", "services: {}\n"), shadows("compose.yaml")),
    "a compose file that is merged": (
        write("docker-compose.override.yml", "services: {}\n"),
        shadows("docker-compose.override.yml"),
    ),
    "variables that are read last": (write(".env.local", "GUARD=off\n"), shadows(".env.local")),
    "an override of Terraform": (
        write("infra/x_override.tf", 'variable "model" { default = "evil" }\n'),
        shadows("infra/x_override.tf"),
    ),
    "variables that Terraform reads by itself": (
        write("infra/x.auto.tfvars.json", '{"model": "evil"}\n'),
        shadows("infra/x.auto.tfvars.json"),
    ),
    "a file of OpenTofu in place of Terraform's": (write("infra/main.tofu", ""), shadows("infra/main.tofu")),
    "settings of a machine, for node-config": (write("config/local.yaml", "a: 1\n"), shadows("config/local.yaml")),
    "a drop-in of systemd": (
        write("deploy/gate.service.d/x.conf", "[Service]\nExecStart=/evil\n"),
        shadows("deploy/gate.service.d/x.conf"),
    ),
    "an adapter in the folder of a model": (write("m/adapter_config.json", "{}\n"), shadows("m/adapter_config.json")),
    "variables that have to be named": (write("infra/prod.tfvars", 'model = "evil"\n'), PASSED),
    "a merged package, changed": (
        steps(on_main(write("app/guard/__init__.py", "")), append("app/guard/__init__.py", EVIL)),
        shadows("app/guard/__init__.py"),
    ),
    "a merged package, left alone": (
        steps(on_main(write("app/guard/__init__.py", "")), write("app/guard/other.py", EVIL)),
        PASSED,
    ),
    "a merged package that the folder has": (
        steps(on_main(write("app/rules/__init__.py", "")), append("app/rules/__init__.py", EVIL)),
        PASSED,
    ),
    "a module of another name": (write("app/guards/__init__.py", EVIL), PASSED),
    "types of the module": (write("app/guard.pyi", ""), PASSED),
    "an example of variables": (write(".env.example", "GUARD=on\n"), PASSED),
}
STALE = (
    "artefact-stale",
    "disposition-stale",
    "reassessment-required",
    "disposition-state-unknown",
    "surface-unreviewed",
)


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, expected = ATTEMPTS[name]
    found = attempt(example, steps(on_main(FILES), edit))
    rows = frozenset(row for row in found.rows if row[0] not in STALE)
    assert rows == expected.rows


def test_what_is_selected_shadows_nothing(example: Repo) -> None:
    edit = steps(
        on_main(FILES),
        write("app/guard/__init__.py", EVIL),
        replace(CONFIG, f"- {GUARD}", "- app/guard**\n        - app/guard/**"),
    )
    found = attempt(example, edit)
    assert ("reassessment-required", "app/guard/__init__.py", 1) in found.rows
    assert not [row for row in found.rows if row[0] == "reviewed-file-shadowed"]
