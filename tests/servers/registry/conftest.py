"""Real servers of registries. Built by ``make test-servers``; with ``CI=true`` a missing one is an error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.registry.serving import free_port, running
from tests.tools import require


@pytest.fixture(scope="session")
def mlflow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("mlflow")
    port = free_port()
    command = [str(require("mlflow").resolve()), "server", "--backend-store-uri", f"sqlite:///{folder}/mlflow.db"]
    command += ["--artifacts-destination", str(folder / "artifacts"), "--host", "127.0.0.1", "--port", str(port)]
    quiet = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with running([*command, "--workers", "1"], f"http://127.0.0.1:{port}/health", folder, quiet) as url:
        yield url.removesuffix("/health")


CONFIGURATION = """\
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage: {{filesystem: {{rootdirectory: {root}}}, delete: {{enabled: true}}}}
http: {{addr: "127.0.0.1:{port}"}}
"""


@pytest.fixture(scope="session")
def oci_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``HOST:PORT`` of a distribution registry, which has no referrers API."""
    folder = tmp_path_factory.mktemp("oci")
    port = free_port()
    (folder / "config.yml").write_text(CONFIGURATION.format(root=folder / "data", port=port))
    quiet = {"OTEL_TRACES_EXPORTER": "none"}
    with running([str(require("registry")), "serve", "config.yml"], f"http://127.0.0.1:{port}/v2/", folder, quiet):
        yield f"127.0.0.1:{port}"


@pytest.fixture(scope="session")
def aws_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("aws")
    port = free_port()
    command = [str(require("moto_server").resolve()), "-H", "127.0.0.1", "-p", str(port)]
    with running(command, f"http://127.0.0.1:{port}/moto-api/", folder) as url:
        yield url.removesuffix("/moto-api/")
