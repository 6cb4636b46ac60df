"""Files that take the place of others by their names: as the table says, and as Python itself has it."""

from __future__ import annotations

import py_compile
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.stand_ins import places_taken
from tests.repo import Repo

TAG = sys.implementation.cache_tag


def places(folder: Path, path: str, *others: str, is_new: bool = True) -> list[tuple[str, str]]:
    repo = Repo(folder)
    for name in (path, *others):
        repo.write(name, "x = 1\n")
    head = repo.commit()
    with Repository(repo.path) as git:
        return [(place.path, place.reader) for place in places_taken(Snapshot(git, head), path, is_new=is_new)]


PYTHON = [
    ("guard/__init__.py", ["guard.py"], ["guard.py"]),
    ("guard/__init__.pyc", ["guard.py"], ["guard.py"]),
    ("guard/__init__.abi3.so", ["guard.py", "guard/__init__.py"], ["guard/__init__.py", "guard.py"]),
    ("app/guard/__init__.py", ["app/guard.py", "guard.py"], ["app/guard.py"]),
    ("guard.so", ["guard.py"], ["guard.py"]),
    ("guard.cpython-311-x86_64-linux-gnu.so", ["guard.py"], ["guard.py"]),
    ("guard.cp311-win_amd64.pyd", ["guard.py"], ["guard.py"]),
    ("__pycache__/guard.cpython-311.pyc", ["guard.py"], ["guard.py"]),
    ("app/__pycache__/guard.cpython-313.opt-2.pyc", ["app/guard.py"], ["app/guard.py"]),
    ("guard.py", ["guard/a.py", "guard/deep/b.py"], ["guard/a.py", "guard/deep/b.py"]),
    ("guard.abi3.so", ["guard/a.py"], ["guard/a.py"]),
    ("guard.py", ["guard/__init__.py", "guard/a.py"], []),
    ("guard/__init__.py", ["guard/a.py", "guard/deep/b.py"], ["guard/a.py"]),
    ("__init__.py", ["guard.py"], ["guard.py"]),
    ("guard.pyi", ["guard.py"], []),
    ("guard.pyc", ["guard.py"], []),
    ("guards/__init__.py", ["guard.py"], []),
    ("guard/other.py", ["guard.py"], []),
    ("a.guard.so", ["guard.py"], []),
    ("__pycache__/guard.pyc", ["guard.py"], []),
]


@pytest.mark.parametrize(("path", "others", "expected"), PYTHON)
def test_python(tmp_path: Path, path: str, others: list[str], expected: list[str]) -> None:
    assert places(tmp_path / "r", path, *others) == [(other, "Python") for other in expected]


def test_what_was_there_is_no_new_package(tmp_path: Path) -> None:
    assert places(tmp_path / "a", "guard/__init__.py", "guard/a.py", is_new=False) == []
    assert places(tmp_path / "b", "guard.py", "guard/a.py", is_new=False) == []
    assert places(tmp_path / "c", "guard/__init__.py", "guard.py", is_new=False) == [("guard.py", "Python")]


OTHERS = [
    ("guard.js", "guard.ts", "Node.js"),
    ("guard.ts", "guard.js", "Node.js"),
    ("guard.mjs", "guard.js", "Node.js"),
    ("guard.tsx", "guard.ts", "Node.js"),
    ("guard", "guard.js", "Node.js"),
    ("lib/guard.js", "lib/guard/index.ts", "Node.js"),
    ("lib/package.json", "lib/index.js", "Node.js"),
    ("guard.d.ts", "guard.js", None),
    ("guard.json", "guard.js", None),
    ("guard/index.js", "guard.js", None),
    ("compose.yaml", "compose.yml", "Docker Compose"),
    ("compose.yml", "docker-compose.yml", "Docker Compose"),
    ("deploy/docker-compose.override.yml", "deploy/docker-compose.yml", "Docker Compose"),
    ("docker-compose.yml", "compose.yaml", None),
    (".env.local", ".env", "dotenv"),
    (".env.production", ".env", "dotenv"),
    (".env.production.local", ".env.production", "dotenv"),
    (".env.example", ".env", None),
    ("GNUmakefile", "Makefile", "GNU make"),
    ("Containerfile", "Dockerfile", "Podman"),
    ("npm-shrinkwrap.json", "package-lock.json", "npm"),
    ("m/chat_template.jinja", "m/tokenizer_config.json", "transformers"),
    ("m/generation_config.json", "m/config.json", "transformers"),
    ("m/model.safetensors", "m/pytorch_model.bin", "transformers"),
    ("m/adapter_model.safetensors", "m/adapter_model.bin", "PEFT"),
    ("m/tokenizer_config.json", "m/chat_template.jinja", None),
    ("values.yml", "values.yaml", None),
    ("README.md", "README", None),
    (".env", "compose.yaml", "Docker Compose"),
    (".env.prod", ".env", "dotenv"),
    (".env.local.php", ".env", "dotenv"),
    ("infra/override.tf", "infra/main.tf", "Terraform"),
    ("infra/x_override.tf.json", "infra/main.tf", "Terraform"),
    ("infra/x.auto.tfvars", "infra/main.tf", "Terraform"),
    ("infra/x.auto.tfvars.json", "infra/terraform.tfvars", "Terraform"),
    ("infra/terraform.tfvars", "infra/main.tf", "Terraform"),
    ("infra/main.tofu", "infra/main.tf", "OpenTofu"),
    ("infra/prod.tfvars", "infra/main.tf", None),
    ("infra/other.tf", "infra/main.tf", None),
    ("infra/override.tf", "main.tf", None),
    ("appsettings.Production.json", "appsettings.json", ".NET"),
    ("src/application-prod.yml", "src/application.yaml", "Spring Boot"),
    ("config/application.properties", "application.yml", "Spring Boot"),
    ("config/local.yaml", "config/default.json", "node-config"),
    ("config/local-production.json", "config/production.json", "node-config"),
    ("config/custom-environment-variables.yaml", "config/default.yaml", "node-config"),
    ("config/other.yaml", "config/default.yaml", None),
    ("settings.local.toml", "settings.toml", "Dynaconf"),
    ("settings.ini", ".env", "python-decouple"),
    ("roles/x/vars/main.yml", "roles/x/defaults/main.yml", "Ansible"),
    ("gate.service.d/10.conf", "gate.service", "systemd"),
    ("k8s/kustomization.yaml", "k8s/deploy.yaml", "Kustomize"),
    ("k8s/.argocd-source.yaml", "k8s/values.yaml", "Argo CD"),
    ("chart/charts/x-1.0.0.tgz", "chart/Chart.yaml", "Helm"),
    ("chart/values-prod.yaml", "chart/values.yaml", None),
    ("m/adapter_config.json", "m/config.json", "transformers"),
    ("rails/evil.co", "rails/config.yml", "NeMo Guardrails"),
    ("rails/config.py", "rails/rails.co", "NeMo Guardrails"),
    ("ci/BUILD.bazel", "ci/BUILD", "Bazel"),
]


@pytest.mark.parametrize(("path", "other", "reader"), OTHERS)
def test_others(tmp_path: Path, path: str, other: str, reader: str | None) -> None:
    assert places(tmp_path / "r", path, other) == ([(other, reader)] if reader else [])


def test_link_and_submodule_in_the_place_of_a_package(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r")
    repo.write("guard.py", "")
    repo.write("other.py", "")
    repo.link("guard", "evil")
    repo.add()
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},other")
    repo.git("commit", "--quiet", "--message", "x")
    with Repository(repo.path) as git:
        head = Snapshot(git, git.commit("HEAD"))
        for path in ("guard", "other"):
            assert list(places_taken(head, path, is_new=True)) == [(f"{path}.py", "Python")]


# -- what Python reads


def reads(folder: Path) -> str:
    """Where the module ``guard`` comes from, or what it says."""
    code = "import guard; print(getattr(guard, 'said', 'nothing'))"
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or done.stderr.strip().rpartition("\n")[2].partition(":")[0]


def test_what_python_reads(tmp_path: Path) -> None:
    (tmp_path / "guard.py").write_text("said = 'reviewed'\n")
    assert reads(tmp_path) == "reviewed"
    (tmp_path / "guard").mkdir()
    assert reads(tmp_path) == "reviewed"  # a folder alone is no package yet
    (tmp_path / "guard" / "__init__.py").write_text("said = 'package'\n")
    assert reads(tmp_path) == "package"
    (tmp_path / "guard" / f"__init__{EXTENSION_SUFFIXES[0]}").write_bytes(b"no library")
    assert reads(tmp_path) == "ImportError"  # it goes before the source


@pytest.mark.parametrize("suffix", EXTENSION_SUFFIXES)
def test_extension_goes_before_source(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "guard.py").write_text("said = 'reviewed'\n")
    (tmp_path / f"guard{suffix}").write_bytes(b"no library")
    assert reads(tmp_path) == "ImportError"


def test_compiled_code_that_nobody_checks(tmp_path: Path) -> None:
    (tmp_path / "guard.py").write_text("said = 'reviewed'\n")
    evil = tmp_path / "evil.py"
    evil.write_text("said = 'evil'\n")
    target = tmp_path / "__pycache__" / f"guard.{TAG}.pyc"
    py_compile.compile(str(evil), str(target), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    assert reads(tmp_path) == "evil"
    target.rename(tmp_path / "guard.pyc")  # source goes before compiled code of the same folder
    assert reads(tmp_path) == "reviewed"
