"""``upstream`` on the example repository, with a registry on this machine."""

from __future__ import annotations

from tests.bypass.wall import CONFIG, replace, steps, write
from tests.command import EVIDENCE, NOW, check, fits, tunegate
from tests.repo import Repo
from tests.upstream.hub import GIVEN, serving

OBSERVED = f"{EVIDENCE}/upstream.yaml"
ONE, OTHER = "0" * 39 + "1", "0" * 39 + "2"
FLOATING = steps(
    replace(
        "configs/train.yaml", "revision_of_model: 5206a32e0bd3067aef1ce90f5528ade7d866253f", "revision_of_model: main"
    ),
    replace(
        CONFIG,
        "        - deploy/values.yaml#/model\n",
        "        - deploy/values.yaml#/model\n        - deploy/alias.yaml#/uri\n",
    ),
    write("deploy/alias.yaml", "uri: models:/support@champion\n"),
)
HUB = "/api/models/meta-llama/Llama-3.1-8B-Instruct/revision/main"
ALIAS = "/api/2.0/mlflow/registered-models/alias?name=support&alias=champion"


def test_a_changed_observation_fires_the_trigger(example: Repo) -> None:
    FLOATING(example)
    example.commit("what floats")
    with serving() as hub:
        env = {"HF_ENDPOINT": hub.url, "HF_TOKEN": GIVEN, "MLFLOW_TRACKING_URI": hub.url}
        look = ("upstream", "--now", NOW)
        hub.answers = {HUB: {"sha": ONE}}
        half = tunegate(example, *look, env=env)
        assert (half.returncode, "404" in half.stderr, GIVEN in half.stderr + half.stdout) == (3, True, False)
        hub.answers[ALIAS] = {"model_version": {"version": 7}}
        first = tunegate(example, *look, env=env)
        assert (first.returncode, first.stderr) == (1, "")
        assert first.stdout.splitlines() == [
            f"support-assistant  base_model  meta-llama/Llama-3.1-8B-Instruct at main = {ONE}  (unchanged)",
            "support-assistant  fine_tuned_model  models:/support@champion = models:/support/7  (new)",
            f"wrote {OBSERVED}",
        ]
        assert tunegate(example, *look, env=env).returncode == 0
        example.commit("what they stand for")
        before = (example.path / OBSERVED).read_text()
        hub.answers[HUB] = {"sha": OTHER}
        dry = tunegate(example, *look, "--dry-run", env=env)
        assert (dry.returncode, (example.path / OBSERVED).read_text() == before) == (1, True)
        assert f"= {OTHER}  (was {ONE})" in dry.stdout
        example.git("switch", "--quiet", "--create", "topic")
        later = tunegate(example, "upstream", "--now", "2026-11-24T12:00:00Z", env=env)
        assert later.returncode == 1
    example.commit("it moved")
    found = check(example, "--base", "main", "--head", "HEAD", now="2026-11-24T12:00:00Z")
    assert found.returncode == 1
    assert f"error: {OBSERVED}:9: reassessment-required" in found.stdout
    assert "base-model-change" in found.stdout
    assert "models:/support@champion names no fixed version (" in found.stdout
    changes = [line for line in found.stdout.splitlines() if line.startswith("error:") and "reassessment" in line]
    assert len(changes) == 1


def test_what_is_no_observation_is_refused(example: Repo) -> None:
    example.git("switch", "--quiet", "--create", "topic")
    example.write(
        OBSERVED, 'schema: tunegate/upstream/v1\nmodel: "m"\nobservations: {base_model: {a: {stands_for: x}}}\n'
    )
    example.commit("by hand")
    done = check(example, "--base", "main", "--head", "HEAD")
    assert (done.returncode, OBSERVED in done.stdout + done.stderr) == (2, True)
    fits("upstream", {"schema": "tunegate/upstream/v1", "model": "m", "observations": {}})
