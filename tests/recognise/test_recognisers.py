"""Every recogniser on a file of its kind, and on files that only look like one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.documents import parse
from gate.git.entry import WORKTREE
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.recognise import recognisers
from gate.recognise.scan import scan
from gate.values.terms import SURFACES
from tests.repo import Repo

# name: (path, text, (surface, pointer and value, lines, recogniser, pinned or floating))
KNOWN: dict[str, tuple[str, str, str]] = {
    "axolotl": (
        "configs/sft.yml",
        """\
# base_model: acme/commented
base_model: acme/base-8b
revision_of_model: 0123456789abcdef0123456789abcdef01234567
datasets:
  - path: acme/chats
    split: train
  - path: data/own.jsonl
test_datasets:
  - path: acme/held-out
default_system_message: You answer for Acme.
hub_model_id: acme/tuned
output_dir: ./out
micro_batch_size: 2
""",
        """\
base_model /base_model "acme/base-8b" 2-2 axolotl pinned
base_model /revision_of_model "0123456789abcdef0123456789abcdef01234567" 3-3 axolotl
training_data /datasets/0/path "acme/chats" 5-5 axolotl floating
training_data /datasets/0/split "train" 6-6 axolotl
training_data /datasets/1/path "data/own.jsonl" 7-7 axolotl
system_prompt /default_system_message "You answer for Acme." 10-10 axolotl
""",
    ),
    "llama-factory": (
        "examples/lora.yaml",
        """\
model_name_or_path: acme/base-8b
stage: sft
dataset: own_chats,acme_en
eval_dataset: held_out
template: llama3
default_system: "You answer for Acme."
output_dir: saves/x
""",
        """\
base_model /model_name_or_path "acme/base-8b" 1-1 llama-factory floating
training_data /dataset "own_chats,acme_en" 3-3 llama-factory
system_prompt /default_system "You answer for Acme." 6-6 llama-factory
""",
    ),
    "llama-factory-datasets": (
        "data/dataset_info.json",
        """\
{
  "own": {"file_name": "own.json"},
  "acme": {
    "hf_hub_url": "acme/chats",
    "columns": {"prompt": "q"}
  }
}
""",
        """\
training_data /own/file_name "own.json" 2-2 llama-factory-datasets
training_data /acme/hf_hub_url "acme/chats" 4-4 llama-factory-datasets floating
training_data /acme/columns/prompt "q" 5-5 llama-factory-datasets
""",
    ),
    "trl": (
        "recipes/sft/config.yaml",
        """\
model_name_or_path: acme/base-8b
model_revision: main
dataset_mixer:
  acme/chats: 0.5
  acme/code: 1.0
dataset_splits:
- train_sft
- test_sft
system_prompt: "You answer for Acme."
hub_model_id: acme/tuned
""",
        """\
base_model /model_name_or_path "acme/base-8b" 1-1 trl floating
base_model /model_revision "main" 2-2 trl
training_data /dataset_mixer/acme~1chats "acme/chats: 0.5" 4-4 trl floating
training_data /dataset_mixer/acme~1code "acme/code: 1.0" 5-5 trl floating
training_data /dataset_splits/0 "train_sft" 7-7 trl
system_prompt /system_prompt "You answer for Acme." 9-9 trl
""",
    ),
    "trl-mixture": (
        "recipes/dpo/config.yaml",
        """\
model_name_or_path: acme/base-8b
model_revision: 0123456789abcdef0123456789abcdef01234567
dataset_mixture:
  datasets:
    - id: acme/pairs
      split: train
      weight: 0.5
  seed: 1
""",
        """\
base_model /model_name_or_path "acme/base-8b" 1-1 trl pinned
base_model /model_revision "0123456789abcdef0123456789abcdef01234567" 2-2 trl
training_data /dataset_mixture/datasets/0/id "acme/pairs" 5-5 trl floating
training_data /dataset_mixture/datasets/0/split "train" 6-6 trl
training_data /dataset_mixture/datasets/0/weight 0.5 7-7 trl
""",
    ),
    "torchtune": (
        "recipes/configs/lora.yaml",
        """\
model:
  _component_: torchtune.models.llama3.lora_llama3_8b
tokenizer:
  _component_: torchtune.models.llama3.llama3_tokenizer
  path: /tmp/base/tokenizer.model
checkpointer:
  _component_: torchtune.training.FullModelHFCheckpointer
  checkpoint_dir: /tmp/base
  checkpoint_files: [
    model-1.safetensors,
  ]
  output_dir: /tmp/out
dataset:
  _component_: torchtune.datasets.chat_dataset
  source: acme/chats
  packed: False
  new_system_prompt: You answer for Acme.
batch_size: 2
""",
        """\
base_model /model/_component_ "torchtune.models.llama3.lora_llama3_8b" 2-2 torchtune
base_model /tokenizer/path "/tmp/base/tokenizer.model" 5-5 torchtune
base_model /checkpointer/checkpoint_dir "/tmp/base" 8-8 torchtune
base_model /checkpointer/checkpoint_files/0 "model-1.safetensors" 10-10 torchtune
training_data /dataset/_component_ "torchtune.datasets.chat_dataset" 14-14 torchtune
training_data /dataset/source "acme/chats" 15-15 torchtune floating
system_prompt /dataset/new_system_prompt "You answer for Acme." 17-17 torchtune
""",
    ),
    "mistral-finetune": (
        "example/7B.yaml",
        """\
model_id_or_path: models/base-7b
data:
  instruct_data: data/train.jsonl
  eval_instruct_data: data/eval.jsonl
run_dir: out
""",
        """\
base_model /model_id_or_path "models/base-7b" 1-1 mistral-finetune
training_data /data/instruct_data "data/train.jsonl" 3-3 mistral-finetune
""",
    ),
    "open-assistant": (
        "model/configs/config.yaml",
        """\
defaults:
  learning_rate: 1e-5
  datasets: []
chat:
  model_name: acme/base-8b
  datasets:
    - own_chats
    - acme_code:
        fraction: 0.5
        val_split: 0.1
""",
        """\
training_data /defaults/datasets [] 3-3 open-assistant
base_model /chat/model_name "acme/base-8b" 5-5 open-assistant floating
training_data /chat/datasets/0 "own_chats" 7-7 open-assistant
training_data /chat/datasets/1/acme_code/fraction 0.5 9-9 open-assistant
""",
    ),
    "litgpt": (
        "config/lora.yaml",
        """\
checkpoint_dir: checkpoints/acme/base-8b
out_dir: out
data:
  class_path: litgpt.data.JSON
  init_args:
    json_path: data/train.json
    seed: 1
""",
        """\
base_model /checkpoint_dir "checkpoints/acme/base-8b" 1-1 litgpt
training_data /data/class_path "litgpt.data.JSON" 4-4 litgpt
training_data /data/init_args/json_path "data/train.json" 6-6 litgpt
""",
    ),
    "nemo": (
        "conf/sft.yaml",
        """\
model:
  restore_from_path: /models/base.nemo
  data:
    train_ds:
      file_names: [data/train.jsonl]
      global_batch_size: 8
    validation_ds:
      file_names: [data/val.jsonl]
""",
        """\
base_model /model/restore_from_path "/models/base.nemo" 2-2 nemo
training_data /model/data/train_ds/file_names/0 "data/train.jsonl" 5-5 nemo
""",
    ),
    "unsloth": (
        "train.yaml",
        """\
model: acme/base-8b
data:
  dataset: acme/chats
  format_type: auto
training:
  max_steps: 10
""",
        """\
base_model /model "acme/base-8b" 1-1 unsloth floating
training_data /data/dataset "acme/chats" 3-3 unsloth floating
""",
    ),
    "mergekit": (
        "merge.yml",
        """\
merge_method: slerp
base_model: acme/base-8b
slices:
  - sources:
      - model: acme/base-8b
        layer_range: [0, 8]
      - model: acme/code-8b
        layer_range: [0, 8]
parameters:
  t: 0.5
""",
        """\
base_model /base_model "acme/base-8b" 2-2 mergekit floating
base_model /slices/0/sources/0/model "acme/base-8b" 5-5 mergekit floating
base_model /slices/0/sources/1/model "acme/code-8b" 7-7 mergekit floating
""",
    ),
    "fine-tuning-job": (
        "jobs/tune.json",
        """\
{
  "model": "gpt-4o-mini-2024-07-18",
  "training_file": "file-abc123",
  "validation_file": "file-def456",
  "suffix": "acme"
}
""",
        """\
base_model /model "gpt-4o-mini-2024-07-18" 2-2 fine-tuning-job pinned
training_data /training_file "file-abc123" 3-3 fine-tuning-job floating
""",
    ),
    "adapter": (
        "adapter/adapter_config.json",
        """\
{
  "base_model_name_or_path": "acme/base-8b",
  "revision": null,
  "r": 16
}
""",
        """\
base_model /base_model_name_or_path "acme/base-8b" 2-2 adapter floating
""",
    ),
    "model-card": (
        "README.md",
        """\
---
license: apache-2.0
base_model: acme/base-8b
datasets:
- acme/chats
---
# Card
base_model: acme/prose
""",
        """\
base_model /base_model "acme/base-8b" 3-3 model-card floating
training_data /datasets/0 "acme/chats" 5-5 model-card floating
""",
    ),
    "modelfile": (
        "ollama/Modelfile",
        """\
# FROM acme/commented
FROM llama3.1:8b
PARAMETER temperature 0.2
SYSTEM \"\"\"You answer for Acme.
# Not a comment.\"\"\"
""",
        """\
base_model /FROM "llama3.1:8b" 2-2 modelfile floating
system_prompt /SYSTEM "You answer for Acme.\\n# Not a comment." 4-5 modelfile
""",
    ),
    "prompty": (
        "chat.prompty",
        """\
---
name: chat
model:
  api: chat
  configuration:
    azure_deployment: gpt-4o-mini
  parameters:
    max_tokens: 100
---
system:
You answer for Acme.
""",
        """\
base_model /model/configuration/azure_deployment "gpt-4o-mini" 6-6 prompty floating
system_prompt /body "system:\\nYou answer for Acme.\\n" 10-11 prompty
""",
    ),
    "promptfoo": (
        "promptfooconfig.yaml",
        """\
prompts:
  - "You answer for Acme. {{question}}"
providers:
  - openai:gpt-4o-2024-08-06
  - id: openai:gpt-4o
    config: {temperature: 0}
tests:
  - vars: {question: hi}
""",
        """\
system_prompt /prompts/0 "You answer for Acme. {{question}}" 2-2 promptfoo
base_model /providers/0 "openai:gpt-4o-2024-08-06" 4-4 promptfoo pinned
base_model /providers/1/id "openai:gpt-4o" 5-5 promptfoo floating
""",
    ),
    "nemo-guardrails": (
        "rails/config.yml",
        """\
models:
  - type: main
    engine: openai
    model: gpt-4o-mini
  - type: embeddings
    engine: FastEmbed
    model: all-MiniLM-L6-v2
instructions:
  - type: general
    content: |
      You answer for Acme.
      # Not a comment.
rails:
  input:
    flows:
      # - commented rail
      - self check input
streaming: True
""",
        """\
base_model /models/0/engine "openai" 3-3 nemo-guardrails
base_model /models/0/model "gpt-4o-mini" 4-4 nemo-guardrails floating
system_prompt /instructions/0/type "general" 9-9 nemo-guardrails
system_prompt /instructions/0/content "You answer for Acme.\\n# Not a comment.\\n" 10-12 nemo-guardrails
output_filter /rails/input/flows/0 "self check input" 17-17 nemo-guardrails
""",
    ),
    "nemo-guardrails-prompts": (
        "rails/prompts.yml",
        """\
prompts:
  - task: self_check_input
    content: >-
      Block what is rude.
""",
        """\
output_filter /prompts/0/task "self_check_input" 2-2 nemo-guardrails-prompts
output_filter /prompts/0/content "Block what is rude." 3-4 nemo-guardrails-prompts
""",
    ),
    "colang": (
        "rails/flows.co",
        """\
define bot refuse
  "No."

define flow
  user insults
  bot refuse
""",
        """\
output_filter /bot refuse "define bot refuse\\n  \\"No.\\"" 1-2 colang
output_filter /flow "define flow\\n  user insults\\n  bot refuse" 4-6 colang
""",
    ),
    "litellm": (
        "litellm_config.yaml",
        """\
model_list:
  - model_name: main
    litellm_params:
      model: openai/gpt-4o-2024-08-06
      api_key: os.environ/KEY
guardrails:
  - guardrail_name: pii
    litellm_params:
      guardrail: presidio
      mode: pre_call
""",
        """\
base_model /model_list/0/litellm_params/model "openai/gpt-4o-2024-08-06" 4-4 litellm pinned
output_filter /guardrails/0/guardrail_name "pii" 7-7 litellm
output_filter /guardrails/0/litellm_params/guardrail "presidio" 9-9 litellm
output_filter /guardrails/0/litellm_params/mode "pre_call" 10-10 litellm
""",
    ),
    "guardrails-ai": (
        "guards.yaml",
        """\
guards:
  - name: tone
    validators:
      - id: guardrails/toxic_language
        on_fail: exception
        kwargs: {threshold: 0.5}
""",
        """\
output_filter /guards/0/name "tone" 2-2 guardrails-ai
output_filter /guards/0/validators/0/id "guardrails/toxic_language" 4-4 guardrails-ai
output_filter /guards/0/validators/0/on_fail "exception" 5-5 guardrails-ai
output_filter /guards/0/validators/0/kwargs/threshold 0.5 6-6 guardrails-ai
""",
    ),
    "presidio": (
        "presidio.yaml",
        """\
recognizers:
  - name: account
    supported_entity: ACCOUNT
    patterns:
      - {name: digits, regex: "[0-9]{8}", score: 0.6}
""",
        """\
output_filter /recognizers/0/name "account" 2-2 presidio
output_filter /recognizers/0/supported_entity "ACCOUNT" 3-3 presidio
output_filter /recognizers/0/patterns/0/name "digits" 5-5 presidio
output_filter /recognizers/0/patterns/0/regex "[0-9]{8}" 5-5 presidio
output_filter /recognizers/0/patterns/0/score 0.6 5-5 presidio
""",
    ),
    "terraform": (
        "infra/guard.tf",
        """\
resource "aws_bedrock_guardrail" "main" {
  name = "acme"
  content_policy_config {
    filters_config {
      type           = "HATE"
      input_strength = "HIGH" # as reviewed
    }
  }
  tags = { team = "ml" }
}
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}
""",
        """\
output_filter /resource/aws_bedrock_guardrail/main/name "acme" 2-2 terraform
output_filter /resource/aws_bedrock_guardrail/main/content_policy_config/filters_config/type "HATE" 5-5 terraform
output_filter /resource/aws_bedrock_guardrail/main/content_policy_config/filters_config/input_strength "HIGH" 6-6 terraform
""",
    ),
    "bicep": (
        "infra/main.bicep",
        """\
param chatModelName string = 'gpt-4o-mini'
param embeddingModelName string = 'text-embedding-3-large'
resource policy 'Microsoft.CognitiveServices/accounts/raiPolicies@2024-10-01' = {
  name: 'acme'
  properties: {
    contentFilters: [
      { name: 'hate', severityThreshold: 'Low' } // as reviewed
    ]
  }
}
""",
        """\
base_model /param/chatModelName "gpt-4o-mini" 1-1 azure-parameters floating
output_filter /resource/policy/properties/contentFilters/0/name "hate" 7-7 azure-resources
output_filter /resource/policy/properties/contentFilters/0/severityThreshold "Low" 7-7 azure-resources
""",
    ),
    "arm": (
        "infra/azuredeploy.json",
        """\
{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "resources": [
    {
      "type": "Microsoft.CognitiveServices/accounts/deployments",
      "name": "chat",
      "properties": {
        "model": {"name": "gpt-4o", "version": "2024-08-06"},
        "raiPolicyName": "acme"
      }
    },
    {"type": "Microsoft.Storage/storageAccounts", "properties": {"model": "x"}}
  ]
}
""",
        """\
base_model /resources/0/properties/model/name "gpt-4o" 8-8 azure-resources pinned
base_model /resources/0/properties/model/version "2024-08-06" 8-8 azure-resources
output_filter /resources/0/properties/raiPolicyName "acme" 9-9 azure-resources
""",
    ),
    "arm-parameters": (
        "infra/main.parameters.json",
        """\
{
  "parameters": {
    "openAiModelName": {"value": "${CHAT_MODEL=gpt-4o-mini}"},
    "location": {"value": "westeurope"}
  }
}
""",
        """\
base_model /parameters/openAiModelName/value "gpt-4o-mini" 3-3 azure-parameters floating
""",
    ),
    "azureml": (
        "deploy/deployment.yml",
        """\
name: blue
endpoint_name: chat
model: azureml:acme-chat:7
instance_type: Standard_DS3_v2
""",
        """\
base_model /model "azureml:acme-chat:7" 3-3 azureml pinned
""",
    ),
    "dvc": (
        "data/train.jsonl.dvc",
        """\
outs:
- md5: 0123456789abcdef0123456789abcdef
  size: 1000
  path: train.jsonl
""",
        """\
training_data /outs/0/md5 "0123456789abcdef0123456789abcdef" 2-2 dvc
training_data /outs/0/size 1000 3-3 dvc
training_data /outs/0/path "train.jsonl" 4-4 dvc
""",
    ),
    "dvc-lock": (
        "dvc.lock",
        """\
schema: '2.0'
stages:
  train:
    cmd: python train.py
    deps:
    - path: data/train
      md5: 0123456789abcdef0123456789abcdef.dir
    - path: src/train.py
      md5: fedcba9876543210fedcba9876543210
    outs:
    - path: models/tuned
      md5: 00000000000000000000000000000000.dir
""",
        """\
training_data /stages/train/deps/0/path "data/train" 6-6 dvc
training_data /stages/train/deps/0/md5 "0123456789abcdef0123456789abcdef.dir" 7-7 dvc
""",
    ),
    "statistics": (
        "data/dataset_stats.json",
        """\
{
  "total_examples": 1200,
  "train_examples": 1100
}
""",
        """\
training_data /total_examples 1200 2-2 dataset-statistics
training_data /train_examples 1100 3-3 dataset-statistics
""",
    ),
    "scope": (
        "deploy/tools.yaml",
        """\
version: 1
default: deny
allowed:
  - name: lookup_order
    access: read
""",
        """\
scope_enforcement /default "deny" 2-2 scope
scope_enforcement /allowed/0/name "lookup_order" 4-4 scope
scope_enforcement /allowed/0/access "read" 5-5 scope
""",
    ),
    "shell": (
        "scripts/train.sh",
        """\
#!/bin/bash
# MODEL_NAME=acme/commented
MODEL_NAME="acme/base-8b"
export DATASET_NAME=${DATASET_NAME:-acme/chats}
accelerate launch train.py \\
    --model_name_or_path $MODEL_NAME \\
    --reward_model_path acme/reward-1b \\
    --dataset_mixer_list acme/a 1.0 acme/b 0.5 \\
    --dataset_mixer_eval_list acme/held-out 32 \\
    --system_prompt_override_file prompts/x.txt \\
    --hub_model_id acme/tuned --output_dir out
""",
        """\
base_model /MODEL_NAME "acme/base-8b" 3-3 shell floating
training_data /DATASET_NAME "acme/chats" 4-4 shell floating
base_model /--reward_model_path "acme/reward-1b" 7-7 shell floating
training_data /--dataset_mixer_list/0 "acme/a" 8-8 shell floating
training_data /--dataset_mixer_list/1 "1.0" 8-8 shell
training_data /--dataset_mixer_list/2 "acme/b" 8-8 shell floating
training_data /--dataset_mixer_list/3 "0.5" 8-8 shell
system_prompt /--system_prompt_override_file "prompts/x.txt" 10-10 shell
""",
    ),
    "arguments": (
        "jobs/train.yaml",
        """\
apiVersion: batch/v1
spec:
  template:
    spec:
      containers:
        - name: train
          args: ["--model", "acme/base-8b", "--port=80"]
          env:
            - name: DATASET_NAME
              value: acme/chats
        - name: tune
          command:
            - sh
            - -c
            - |
              python train.py \\
                --model_name_or_path acme/other-8b \\
                --dataset_name acme/code
""",
        """\
base_model /spec/template/spec/containers/0/args/--model "acme/base-8b" 7-7 arguments floating
training_data /spec/template/spec/containers/0/env/0/value "acme/chats" 10-10 arguments floating
base_model /spec/template/spec/containers/1/command/2/--model_name_or_path "acme/other-8b" 17-17 arguments floating
training_data /spec/template/spec/containers/1/command/2/--dataset_name "acme/code" 18-18 arguments floating
""",
    ),
    "compose": (
        "compose.yaml",
        """\
services:
  vllm:
    image: vllm/vllm-openai:v0.11.0
    command: --model acme/tuned-8b --max-model-len 4096
    environment:
      - HF_MODEL_ID=acme/base-8b
      - LOG_LEVEL=info
""",
        """\
base_model /services/vllm/command/--model "acme/tuned-8b" 4-4 arguments floating
base_model /services/vllm/environment/0 "HF_MODEL_ID=acme/base-8b" 6-6 arguments floating
""",
    ),
    "kserve": (
        "deploy/isvc.yaml",
        """\
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
spec:
  predictor:
    model:
      modelFormat: {name: huggingface}
      storageUri: hf://acme/tuned-8b
""",
        """\
base_model /spec/predictor/model/storageUri "hf://acme/tuned-8b" 7-7 arguments floating
""",
    ),
    "vllm": (
        "vllm.yaml",
        """\
model: acme/tuned-8b
tensor-parallel-size: 2
""",
        """\
base_model /model "acme/tuned-8b" 1-1 serving floating
""",
    ),
    "python": (
        "train.py",
        """\
'''Train. Example: train.py --model acme/docstring'''
import argparse
from datasets import load_dataset

BASE_MODEL = "acme/base-8b"
SYSTEM_PROMPT = (
    "You answer for Acme, "
    "and for nobody else."
)
JUDGE_PROMPT = "You judge answers by a rubric."


def main(data_path: str = "data/own.jsonl", output_dir: str = "out"):
    parser = argparse.ArgumentParser()
    parser.add_argument("--reward-model", default="acme/reward-1b")
    model = AutoModel.from_pretrained(
        BASE_MODEL, revision="0123456789abcdef0123456789abcdef01234567"
    )
    tokenizer = AutoTokenizer.from_pretrained("acme/base-8b")
    train = load_dataset("acme/chats", split="train")
    test = load_dataset("acme/chats", split="test")
    assert data_path, "say --model acme/message"
    answer = client.chat.completions.create(model="gpt-4o", messages=[
        {"role": "system", "content": "You answer for Acme only."},
        {"role": "user", "content": "hello there my dear friend"},
    ])
    model.push_to_hub("acme/tuned")
""",
        """\
base_model /BASE_MODEL "acme/base-8b" 5-5 python floating
system_prompt /SYSTEM_PROMPT "You answer for Acme, and for nobody else." 6-8 python
training_data /main/data_path "data/own.jsonl" 13-13 python
base_model /main/reward_model "acme/reward-1b" 15-15 python floating
base_model /main/from_pretrained/0/revision "0123456789abcdef0123456789abcdef01234567" 17-17 python
base_model /main/from_pretrained/1/0 "acme/base-8b" 19-19 python floating
training_data /main/load_dataset/0/0 "acme/chats" 20-20 python floating
training_data /main/load_dataset/0/split "train" 20-20 python
base_model /main/create/model "gpt-4o" 23-23 python floating
system_prompt /main/messages/0/content "You answer for Acme only." 24-24 python
""",
    ),
    "notebook": (
        "train.ipynb",
        """\
{
 "cells": [
  {"cell_type": "markdown", "source": ["model_name = \\"acme/prose\\""]},
  {
   "cell_type": "code",
   "execution_count": 3,
   "outputs": [{"text": ["model_name = \\"acme/output\\""]}],
   "source": [
    "!pip install trl\\n",
    "model_name = \\"acme/base-8b\\"\\n",
    "data = load_dataset(\\"acme/chats\\")"
   ]
  }
 ],
 "metadata": {"kernelspec": {"name": "python3"}},
 "nbformat": 4
}
""",
        """\
base_model /model_name "acme/base-8b" 10-10 python floating
training_data /load_dataset/0 "acme/chats" 11-11 python floating
""",
    ),
    "home-made": (
        "configs/assistant.yaml",
        """\
llm:
  model: acme/base-8b
  quantization: int8
dataset:
  name: acme/chats
prompts:
  greeting: Hello, you are speaking to the assistant of Acme.
embedding:
  model: acme/embed
""",
        """\
base_model /llm/model "acme/base-8b" 2-2 home-made floating
base_model /llm/quantization "int8" 3-3 home-made
training_data /dataset/name "acme/chats" 5-5 home-made floating
system_prompt /prompts/greeting "Hello, you are speaking to the assistant of Acme." 7-7 home-made
""",
    ),
    "prompt-text": (
        "prompts/system.md",
        """\
You answer for Acme.
""",
        """\
system_prompt - null 1-1 text
""",
    ),
    "policy-text": (
        "safety/llama_guard_policy.txt",
        """\
O1: Violence.
""",
        """\
output_filter - null 1-1 text
""",
    ),
    "jsonl": (
        "sft/chats.jsonl",
        """\
{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}
""",
        """\
training_data - null 1-None data
""",
    ),
    "json": (
        "alpaca_own.json",
        """\
[{"instruction": "i", "input": "", "output": "o"}]
""",
        """\
training_data - null 1-None data
""",
    ),
    "csv": (
        "data/labels.csv",
        """\
text,label
hello,1
""",
        """\
training_data - null 1-None data
""",
    ),
    "lfs": (
        "data/train.jsonl",
        """\
version https://git-lfs.github.com/spec/v1
oid sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
size 12
""",
        """\
training_data - null 1-None data
""",
    ),
    "flat": (
        "configs/old.yaml",
        """\
model_checkpoint: /models/base
dataset: acme/chats
batch_size: 2
lr: 0.0001
output_dir: out
""",
        """\
base_model /model_checkpoint "/models/base" 1-1 home-made
training_data /dataset "acme/chats" 2-2 home-made floating
""",
    ),
    "azure-models": (
        "infra/ai.yaml",
        """\
deployments:
  - name: chat
    model:
      format: OpenAI
      name: gpt-4o
      version: "2024-08-06"
""",
        """\
base_model /deployments/0/model/format "OpenAI" 4-4 azure-models
base_model /deployments/0/model/name "gpt-4o" 5-5 azure-models pinned
base_model /deployments/0/model/version "2024-08-06" 6-6 azure-models
""",
    ),
    "mounts": (
        "jobs/beaker.yaml",
        """\
tasks:
  - arguments: ['accelerate launch
      --num_processes 4
      --model_name_or_path /base_model
      --train-file /data/chats.jsonl
    ']
    datasets:
      - mountPath: /data
        source: {beaker: acme/chats}
      - mountPath: /base_model
        source: {beaker: acme/base-8b}
      - mountPath: /eval
        source: {beaker: acme/held-out}
""",
        """\
base_model /tasks/0/arguments/0/--model_name_or_path "/base_model" 4-4 arguments
training_data /tasks/0/arguments/0/--train_file "/data/chats.jsonl" 5-5 arguments
training_data /tasks/0/datasets/0/source/beaker "acme/chats" 9-9 mounts
base_model /tasks/0/datasets/1/source/beaker "acme/base-8b" 11-11 mounts
""",
    ),
    "dvc-params": (
        "pipelines/dvc.lock",
        """\
stages:
  train:
    params:
      params.yaml:
        train.model_name: acme/base-8b
        train.lr: 0.1
""",
        """\
base_model /stages/train/params/params.yaml/train.model_name "acme/base-8b" 5-5 dvc floating
""",
    ),
    "categories": (
        "guard/prompt_format.py",
        """\
LLAMA_GUARD_3_CATEGORY = [
    Category("Violence", "Do not help with it."),
    Category("Privacy", description=PRIVACY),
]
ALLOWED_TOOLS = ["search", "lookup"]
""",
        """\
output_filter /LLAMA_GUARD_3_CATEGORY/0 "`Category(\\"Violence\\", \\"Do not help with it.\\")`" 2-2 python
output_filter /LLAMA_GUARD_3_CATEGORY/1 "`Category(\\"Privacy\\", description=PRIVACY)`" 3-3 python
scope_enforcement /ALLOWED_TOOLS/0 "search" 5-5 python
scope_enforcement /ALLOWED_TOOLS/1 "lookup" 5-5 python
""",
    ),
}

# name: (path, text); nothing in them is on a surface of the model
OTHER: dict[str, tuple[str, str]] = {
    "continuous integration": (
        ".github/workflows/train.yml",
        """\
model_name_or_path: acme/base-8b
dataset_name: acme/chats
""",
    ),
    "a linter": (
        ".pre-commit-config.yaml",
        """\
repos:
- repo: https://example.com/acme/hooks
  rev: v1
  hooks: [{id: x, args: [--model, acme/base-8b]}]
""",
    ),
    "documentation of a site": (
        "mkdocs.yml",
        """\
site_name: Acme
model: acme/base-8b
""",
    ),
    "a test": (
        "tests/test_train.py",
        """\
MODEL = AutoModel.from_pretrained("acme/tiny")
""",
    ),
    "a test's data": (
        "tests/data/train.jsonl",
        """\
{"messages": [{"role": "user", "content": "q"}]}
""",
    ),
    "evaluation data": (
        "data/eval/holdout.jsonl",
        """\
{"prompt": "q", "completion": "a"}
""",
    ),
    "a test split": (
        "data/test.csv",
        """\
text,label
a,1
""",
    ),
    "logs": (
        "logs/run.jsonl",
        """\
{"messages": [], "level": "info"}
""",
    ),
    "events": (
        "events.jsonl",
        """\
{"level": "info", "msg": "started"}
""",
    ),
    "predictions": (
        "out/predictions.jsonl",
        """\
{"prompt": "q", "completion": "a"}
""",
    ),
    "metrics": (
        "results/metrics.csv",
        """\
epoch,loss
1,0.5
""",
    ),
    "a card without front matter": (
        "README.md",
        """\
# Acme
base_model: acme/base-8b
""",
    ),
    "a guide to prompts": (
        "docs/prompt-engineering.md",
        """\
# Prompts
You answer for Acme.
""",
    ),
    "a readme among prompts": (
        "prompts/README.md",
        """\
# Prompts
""",
    ),
    "a judge's prompt": (
        "evals/judge_prompt.txt",
        """\
You judge answers.
""",
    ),
    "a package": (
        "package.json",
        """\
{"name": "acme", "scripts": {"x": "run --model acme/base-8b"}}
""",
    ),
    "translations": (
        "locales/en.json",
        """\
{"prompt": "Are you sure that you want to leave?"}
""",
    ),
    "output names": (
        "cfg/out.yaml",
        """\
hub_model_id: acme/tuned
output_dir: out/model
run_name: acme/run
""",
    ),
    "a docstring": (
        "serve.py",
        """\
'''Run it: serve.py --model acme/base-8b

MODEL = "acme/base-8b"
'''

PORT = 80
""",
    ),
    "a message": (
        "cli.py",
        """\
def main(port: int):
    assert port, "say --model acme/base-8b"
    print("model acme/base-8b")
""",
    ),
    "what is pushed": (
        "push.py",
        """\
model.push_to_hub("acme/tuned")
tokenizer.save_pretrained("out/tuned")
""",
    ),
    "an evaluation script": (
        "evaluate.py",
        """\
MODEL = AutoModel.from_pretrained("acme/base-8b")
""",
    ),
    "an embedding model": (
        "index.py",
        """\
EMBEDDING_MODEL = "acme/embed-small"
model = SentenceTransformer("all-MiniLM-L6-v2")
""",
    ),
    "variables that are set elsewhere": (
        "run.sh",
        """\
python train.py --model_name_or_path "$1" --output_dir out
""",
    ),
    "another program's flags": (
        "build.sh",
        """\
docker build --tag acme/base-8b --file Dockerfile .
""",
    ),
    "a deployment of something else": (
        "deploy/web.yaml",
        """\
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
      - name: web
        image: acme/web:1
        args: ["--port", "80"]
""",
    ),
    "another resource": (
        "infra/net.tf",
        """\
resource "aws_s3_bucket" "models" {
  bucket = "acme-models"
}
""",
    ),
    "a storage account": (
        "infra/storage.bicep",
        """\
param storageName string = 'acme'
resource s 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: storageName
}
""",
    ),
    "a tracked model": (
        "models/tuned.dvc",
        """\
outs:
- md5: 0123456789abcdef0123456789abcdef
  path: tuned.safetensors
""",
    ),
    "a web interface's description": (
        "api/tools.yaml",
        """\
openapi: 3.1.0
tools: [a]
""",
    ),
    "settings of an application": (
        "config/app.yaml",
        """\
database: {name: acme, host: db}
model: user
logging: {level: info}
""",
    ),
    "a tensor index": (
        "model.safetensors.index.json",
        """\
{"metadata": {"total_size": 1}, "weight_map": {"a": "model-1.safetensors"}}
""",
    ),
    "a hyperparameter file": (
        "ds_config.json",
        """\
{"train_batch_size": 8, "zero_optimization": {"stage": 2}}
""",
    ),
    "a schema of data": (
        "data/schema.json",
        """\
{"type": "object", "properties": {"messages": {"type": "array"}}}
""",
    ),
    "a binary under the name of a configuration": (
        "train.yaml",
        """\
\0\1\2base_model: acme/base-8b
""",
    ),
}


def recognised(tmp_path: Path, path: str, text: str) -> tuple[str, list[str]]:
    """What a scan of a work tree with one file finds, a line each, and the notices."""
    repo = Repo(tmp_path / "repo")
    repo.write(path, text)
    with Repository(repo.path) as repository:
        elements, notices = scan(Snapshot(repository, WORKTREE), lambda _: False)
    lines = []
    for e in elements:
        state = {None: "", True: " pinned", False: " floating"}[e.pinned]
        value = json.dumps(e.value if e.has_value else None)
        pointer = e.key.partition("#")[2] or "-"
        lines.append(f"{e.surface} {pointer} {value} {e.line}-{e.end_line} {e.recogniser}{state}\n")
    return "".join(lines), [f"{n.path}:{n.line}" for n in notices]


@pytest.mark.parametrize("name", KNOWN)
def test_known_formats(name: str, tmp_path: Path) -> None:
    path, text, expected = KNOWN[name]
    if path.endswith(".tf"):
        pytest.importorskip("hcl2", reason="reading Terraform needs the extra 'terraform'")
    assert recognised(tmp_path, path, text) == (expected, [])


@pytest.mark.parametrize("name", [name for name in KNOWN if name != "lfs"])  # git-lfs writes its pointers one way
def test_line_endings_and_a_byte_order_mark_are_no_difference(name: str, tmp_path: Path) -> None:
    path, text, expected = KNOWN[name]
    if path.endswith(".tf"):
        pytest.importorskip("hcl2", reason="reading Terraform needs the extra 'terraform'")
    found, notices = recognised(tmp_path, path, "\ufeff" + text.replace("\n", "\r\n"))
    assert (found, notices) == (expected, [])


def test_every_recogniser_is_tried() -> None:
    lines = "".join(expected for _, _, expected in KNOWN.values()).splitlines()
    rows = [line.removesuffix(" pinned").removesuffix(" floating") for line in lines]
    assert {recogniser.name for recogniser in recognisers()} <= {row.rpartition(" ")[2] for row in rows}


@pytest.mark.parametrize("name", OTHER)
def test_other_files(name: str, tmp_path: Path) -> None:
    path, text = OTHER[name]
    notices = [f"{path}:1"] if name.startswith("a binary") else []
    assert recognised(tmp_path, path, text) == ("", notices)


KEYS = sorted(
    {part for _, text, rows in KNOWN.values() for part in re.findall(r"[A-Za-z_][\w-]*", text + rows) if len(part) < 30}
    | {"0", "1", "--model", "format", "type", "²", "", "params", "env", "name", "value", "experts", "gate_mode"}
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 9)
    | st.sampled_from(["", "acme/m", "--model a", "$X", "`x`", "a b c d e f g h i j k"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=14,
)


@settings(max_examples=400, deadline=None)
@given(value=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), name=st.sampled_from(sorted(KNOWN)))
def test_no_recogniser_fails_on_any_values(value: dict[str, object], name: str) -> None:
    """Keys that they look for, with values that they do not expect."""
    path = KNOWN[name][0]
    root = parse(json.dumps(value).encode(), "json")
    for recogniser in recognisers():
        for found in recogniser.find(path, root):
            assert root.at(found.tokens) is not None
            assert found.surface in SURFACES
