"""Fine-tuning jobs of OpenAI (openai 3.57: ``FineTuningJob``, 'GET /fine_tuning/jobs/{id}') and of Azure OpenAI.

Azure's object is that of OpenAI, older: no method, at times no seed. The model that comes out tells whose it is:
'ft:...' of OpenAI, '<base>.ft-<32 hexadecimal digits>' of Azure (Microsoft Learn, "fine-tuning").
Only OpenAI's own names an organisation ('org-'). Of a job with none of these the provider is not derived.
"""

from __future__ import annotations

from gate.derive.given import Given, Source
from gate.derive.hosted import Service
from gate.derive.hosted import read as read_job
from gate.derive.parsing import json_keys
from gate.values.regex import regex

KIND = "openai-job"
_OPENAI = regex(rb'"(?:organization_id"\s*:\s*"org-|fine_tuned_model"\s*:\s*"ft:)')
_AZURE = regex(rb'"fine_tuned_model"\s*:\s*"[^"\s]{1,200}\.ft-[0-9a-f]{32}"')
_METHODS = {"": "supervised", "supervised": "supervised", "dpo": "preference", "reinforcement": "reinforcement"}
SERVICE = Service(
    provider="openai",
    job=("id",),
    result=("fine_tuned_model",),
    base=("model",),
    status=("status",),
    done=frozenset({"succeeded"}),
    data=("training_file",),
    held_out=("validation_file",),
    started=("created_at",),
    ended=("finished_at",),
    hyperparameters=(
        "method.supervised.hyperparameters",
        "method.dpo.hyperparameters",
        "method.reinforcement.hyperparameters",
        "hyperparameters",
    ),
    method=("method.type",),
    methods=_METHODS,
)


def recognises(source: Source) -> bool:
    keys = json_keys(source)
    named = source.name.endswith(".json") and {"training_file", "fine_tuned_model", "status", "model"} <= keys
    return named and "model_output_name" not in keys and "training_files" not in keys


def read(source: Source) -> Given:
    return read_job(SERVICE, source, _providers(source.head))


def _providers(head: bytes) -> tuple[str, ...]:
    openai, azure = bool(_OPENAI.search(head)), bool(_AZURE.search(head))
    if openai != azure:
        return ("openai",) if openai else ("azure-openai",)
    return "openai", "azure-openai"
