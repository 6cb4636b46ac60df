"""NeMo Guardrails: ``config.yml``, ``prompts.yml`` and Colang files."""

from gate.documents import Node
from gate.recognise.recogniser import Declared, has_any


def _is_config(root: Node) -> bool:
    models = root.child("models")
    engines = models is not None and any(item.child("engine") for _, item in models.items())
    return engines or has_any("/rails", "/instructions/*/content", "/sample_conversation", "/colang_version")(root)


RECOGNISERS = (
    Declared(
        name="nemo-guardrails",
        files=("*.yml", "*.yaml"),
        identify=_is_config,
        surfaces={
            "base_model": ("/models/*/model", "/models/*/engine"),
            "system_prompt": ("/instructions", "/sample_conversation"),
            "output_filter": (
                "/rails",
                "/prompts",
                "/core",
                "/colang_version",
                "/enable_multi_step_generation",
                "/lowest_temperature",
                "/allow_exceptions",
                "/enable_rails_exceptions",
                "/passthrough",
                "/import_paths",
                "/bot_messages",
                "/user_messages",
                "/flows",
                "/imports",
                "/event_source_uid",
                "/custom_data",
            ),
        },
        unless=lambda parent, leaf: (kind := parent.child("type")) is not None and kind.value == "embeddings",
        references={"/models/*/model": ""},
    ),
    Declared(
        name="nemo-guardrails-prompts",
        files=("*.yml", "*.yaml"),
        identify=lambda root: not _is_config(root) and has_any("/prompts/*/task")(root),
        surfaces={"output_filter": ("/prompts",)},
    ),
    Declared(
        name="colang",
        files=("*.co",),
        formats=frozenset({"colang"}),
        surfaces={"output_filter": ("",)},
    ),
)
