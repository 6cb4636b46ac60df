"""A chart as Helm renders it: the reviewed values are admitted, and what other values make of it is not."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.admission.manifests import FILTER, IMAGE, NAMESPACE, OTHER, PROMPT, RAILS, RUNTIME, WEIGHTS, Manifest, shapes
from tests.servers.admission.test_decisions import decided, evaluated
from tests.tools import require

TEMPLATE = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
  labels: {app: {{ .Release.Name }}, chart: "{{ .Chart.Name }}-{{ .Chart.Version }}"}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: support}}
  template:
    metadata: {labels: {app: support}}
    spec:
      containers:
        - name: vllm
          image: {{ .Values.runtime | quote }}
          args:
            - --model=/models/support
            - --served-model-name=support
            - --max-model-len={{ .Values.context }}
            {{- range .Values.extraArgs }}
            - {{ . | quote }}
            {{- end }}
          env:
            - {name: PROMPT_FILE, value: /prompt/system.md}
            - {name: API_KEY, valueFrom: {secretKeyRef: {name: vllm, key: api}}}
          volumeMounts:
            - {name: weights, mountPath: /models/support}
            - {name: prompt, mountPath: /prompt}
          {{- with .Values.resources }}
          resources: {{- toYaml . | nindent 12 }}
          {{- end }}
          readinessProbe: {httpGet: {path: /health, port: 8000}}
        {{- if .Values.rails }}
        - name: rails
          image: {{ .Values.rails | quote }}
          volumeMounts: [{name: filter, mountPath: /rails}]
        {{- end }}
      volumes:
        - {name: weights, image: {reference: {{ .Values.weights | quote }}}}
        - {name: prompt, configMap: {name: {{ .Values.prompt }}}}
        - {name: filter, configMap: {name: {{ .Values.filter }}}}
"""
VALUES = {
    "replicas": 2,
    "runtime": RUNTIME,
    "rails": RAILS,
    "weights": IMAGE,
    "context": 8192,
    "extraArgs": [],
    "prompt": PROMPT["metadata"]["name"],
    "filter": FILTER["metadata"]["name"],
    "resources": {"limits": {"nvidia.com/gpu": 1}},
}
OTHERS = {
    "other weights": ("--set", f"weights={IMAGE.replace(WEIGHTS, OTHER)}"),
    "weights by a tag": ("--set", "weights=registry.acme.example/models/support:latest"),
    "a runtime by a tag": ("--set", "runtime=registry.acme.example/vllm:v0.11"),
    "another context": ("--set", "context=32768"),
    "code of the model": ("--set", "extraArgs[0]=--trust-remote-code"),
    "another template": ("--set", "extraArgs[0]=--chat-template=/tmp/t.jinja"),
    "no filter": ("--set", "rails=null"),
    "another prompt": ("--set", "prompt=support-prompt-of-mine"),
    "the filter for the prompt": ("--set", f"prompt={FILTER['metadata']['name']}"),
}


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chart")
    (folder / "templates").mkdir()
    (folder / "Chart.yaml").write_text(json.dumps({"apiVersion": "v2", "name": "support", "version": "1.0.0"}))
    (folder / "values.yaml").write_text(json.dumps(VALUES))
    (folder / "templates/deployment.yaml").write_text(TEMPLATE)
    return folder


def rendered(chart: Path, *values: str) -> Manifest:
    command = [str(require("helm")), "template", "support", str(chart), "--namespace", NAMESPACE, *values]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    (found,) = yaml.safe_load_all(done.stdout)
    return dict(found)


def test_chart_with_the_reviewed_values(chart: Path, tmp_path: Path) -> None:
    rows = {"as reviewed": rendered(chart), "scaled": rendered(chart, "--set", "replicas=9,resources=null")}
    assert decided(tmp_path, shapes(), rows) == set()
    assert [what for what, row in rows.items() if not evaluated(shapes(), row)] == []


def test_chart_with_other_values(chart: Path, tmp_path: Path) -> None:
    rows = {what: rendered(chart, *values) for what, values in OTHERS.items()}
    assert decided(tmp_path, shapes(), rows) == set(rows)
    assert [what for what, row in rows.items() if evaluated(shapes(), row)] == []
