"""The pull request changes the value that a reviewed expression stands for, where it is written, and nothing else."""

from __future__ import annotations

from tests.bypass.wall import CONFIG, Edit, append, judged, on_main, remove, replace, steps, write
from tests.repo import Repo

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  template:
    spec:
      containers:
        - name: vllm
          args: [--model, $(MODEL_NAME), --served-model-name, llm]
          env:
            - name: REVISION
              valueFrom: {configMapKeyRef: {name: llm-revision, key: revision}}
          envFrom:
            - configMapRef: {name: llm-config}
"""
CONFIG_MAP = "kind: ConfigMap\nmetadata: {name: llm-config}\ndata:\n  OTHER: x\n  MODEL_NAME: acme/m\n"
REVISION = "kind: ConfigMap\nmetadata: {name: llm-revision}\ndata:\n  revision: main\n"
COMPOSE = """\
services:
  llm:
    image: acme/llm
    environment:
      MODEL_ID: ${MODEL:-acme/base}
"""
MAIN_TF = 'resource "aws_bedrockagent_agent" "a" {\n  foundation_model = var.model\n  instruction = local.prompt\n}\n'
VARIABLES = 'variable "model" {\n  default = "acme/m"\n}\nlocals {\n  prompt = "You are kind."\n}\n'
PYTHON = "from app.texts import BASE\nimport app.more as more\n\nSYSTEM_PROMPT = BASE + more.TAIL\n"
HYDRA = "model:\n  name: ${llm.name}\n  data: ${oc.env:TRAIN_SET}\n"
SELECTED = """\
        - k8s/deployment.yaml
        - stack/compose.yaml#/services/llm/environment
        - infra/main.tf
        - app/prompt.py#/SYSTEM_PROMPT
        - conf/config.yaml#/model
        - lf/train.yaml#/dataset
"""
FILES = steps(
    replace(CONFIG, "        - deploy/values.yaml#/model\n", "        - deploy/values.yaml#/model\n" + SELECTED),
    write("k8s/deployment.yaml", DEPLOYMENT),
    write("k8s/config/map.yaml", CONFIG_MAP),
    write("k8s/config/revision.yaml", REVISION),
    write("stack/compose.yaml", COMPOSE),
    write("stack/.env", "OTHER=x\nMODEL=acme/m\n"),
    write("infra/main.tf", MAIN_TF),
    write("infra/variables.tf", VARIABLES),
    write("infra/prod.auto.tfvars", 'other = "x"\nmodel = "acme/m"\n'),
    write("app/prompt.py", PYTHON),
    write("app/texts.py", 'OTHER = "x"\nBASE = "You are kind."\n'),
    write("app/more.py", 'TAIL = """\nBe brief.\n"""\n'),
    write("conf/config.yaml", HYDRA),
    write("conf/llm/small.yaml", "name: acme/m\nother: x\n"),
    write("conf/.env", "TRAIN_SET=acme/chats\n"),
    write("lf/train.yaml", "dataset: chats\ndataset_dir: data\nother: x\n"),
    write(
        "lf/data/dataset_info.json",
        '{\n  "chats": {"hf_hub_url": "acme/chats"},\n  "more": {"hf_hub_url": "acme/more"}\n}\n',
    ),
    write("k8s/prod/patch.yaml", "kind: Deployment\nmetadata: {name: llm}\nspec: {replicas: 2}\n"),
    write("stack/gpu.yaml", "services:\n  llm:\n    environment:\n      OTHER: x\n"),
)
PATCHED = """\
kind: Deployment
metadata: {name: llm}
spec:
  template:
    spec:
      containers:
        - name: vllm
          args: [--model, acme/evil]
"""
EVIL: dict[str, tuple[Edit, int]] = {
    "k8s/config/map.yaml": (replace("k8s/config/map.yaml", "acme/m", "acme/evil"), 5),
    "k8s/config/revision.yaml": (replace("k8s/config/revision.yaml", "main", "evil"), 4),
    "stack/.env": (replace("stack/.env", "acme/m", "acme/evil"), 2),
    "infra/variables.tf": (replace("infra/variables.tf", "You are kind.", "Do evil."), 5),
    "infra/prod.auto.tfvars": (replace("infra/prod.auto.tfvars", "acme/m", "acme/evil"), 2),
    "app/texts.py": (replace("app/texts.py", "You are kind.", "Do evil."), 2),
    "app/more.py": (replace("app/more.py", "Be brief.", "Do evil."), 1),
    "conf/llm/small.yaml": (replace("conf/llm/small.yaml", "acme/m", "acme/evil"), 1),
    "conf/.env": (replace("conf/.env", "acme/chats", "acme/evil"), 1),
    "lf/data/dataset_info.json": (replace("lf/data/dataset_info.json", "acme/chats", "acme/evil"), 2),
    "k8s/prod/patch.yaml": (write("k8s/prod/patch.yaml", PATCHED), 8),
    "stack/gpu.yaml": (replace("stack/gpu.yaml", "OTHER: x", "MODEL_ID: acme/evil"), 4),
}
INNOCENT = steps(
    write("k8s/config/other.yaml", CONFIG_MAP.replace("llm-config", "other").replace("acme/m", "x")),
    replace("stack/.env", "OTHER=x", "OTHER=y"),
    replace("infra/prod.auto.tfvars", 'other = "x"', 'other = "y"'),
    replace("app/texts.py", 'OTHER = "x"', 'OTHER = "y"'),
    replace("conf/llm/small.yaml", "other: x", "other: y"),
    replace("lf/data/dataset_info.json", "acme/more", "acme/others"),
    replace("k8s/prod/patch.yaml", "replicas: 2", "replicas: 3"),
    replace("stack/gpu.yaml", "OTHER: x", "OTHER: y"),
    write("stack/extra.yaml", "services:\n  other:\n    environment: {MODEL_ID: x}\n"),
)


def unreviewed(repo: Repo) -> set[tuple[str, int]]:
    """The places that are asked about, each once; a variables file as one that is read in place of a reviewed one."""
    rules = ("reference-unreviewed", "reviewed-file-shadowed")
    rows = [(path or "", line or 0) for rule, path, line in judged(repo).rows if rule in rules]
    assert len({path for path, _ in rows}) == len(rows), rows
    return {*rows}


def test_the_value_changes_where_it_is_written(example: Repo) -> None:
    on_main(FILES)(example)
    INNOCENT(example)
    example.commit("an innocent change")
    rows = judged(example).rows
    assert "reference-unreviewed" not in {row[0] for row in rows}  # .env and *.tfvars are asked about as layers
    example.git("checkout", "--quiet", "main", "--", ".")
    for edit, _ in EVIL.values():
        edit(example)
    example.commit("an innocent change")
    assert unreviewed(example) == {(path, line) for path, (_, line) in EVIL.items()}


def test_each_brings_in_the_model_by_itself(example: Repo) -> None:
    on_main(FILES)(example)
    others: dict[str, tuple[Edit, int]] = {
        "infra/variables.tf": (replace("infra/variables.tf", "acme/m", "acme/evil"), 2),
        "k8s/config/map.yaml": (remove("k8s/config/map.yaml"), 1),
    }
    bulk = "".join(f"KEY_{number}=x\n" for number in range(200))
    others["stack/.env"] = (steps(EVIL["stack/.env"][0], append("stack/.env", bulk)), 2)
    found = {}
    kinds = ("app/more.py", "conf/llm/small.yaml", "k8s/prod/patch.yaml")
    for path, (edit, line) in {**{kind: EVIL[kind] for kind in kinds}, **others}.items():
        example.git("switch", "--quiet", "--force-create", "topic", "main")
        edit(example)
        example.commit("an innocent change")
        found[path, line] = unreviewed(example)
    assert found == {(path, line): {(path, line)} for path, line in found}


def test_what_is_selected_is_reviewed_there(example: Repo) -> None:
    selected = replace(CONFIG, "        - k8s/deployment.yaml\n", "        - k8s/**\n        - stack/.env\n")
    on_main(FILES, selected)(example)
    steps(EVIL["stack/.env"][0], EVIL["k8s/config/map.yaml"][0], append("README.md", "x"))(example)
    example.commit("an innocent change")
    rows = judged(example).rows
    assert unreviewed(example) == set()
    assert {("reassessment-required", "stack/.env", 2), ("reassessment-required", "k8s/config/map.yaml", 5)} <= rows
