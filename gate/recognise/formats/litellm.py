"""The LiteLLM proxy: models that are served, and the guardrails in front of them."""

from gate.recognise.recogniser import Declared, has_any

RECOGNISERS = (
    Declared(
        name="litellm",
        files=("*.yaml", "*.yml"),
        identify=has_any("/model_list/*/litellm_params", "/guardrails/*/litellm_params", "/litellm_settings"),
        surfaces={
            "base_model": ("/model_list/*/litellm_params/model",),
            "output_filter": (
                "/guardrails",
                "/litellm_settings/guardrails",
                "/litellm_settings/callbacks",
                "/model_list/*/litellm_params/guardrails",
                "/litellm_settings/guardrails_config",
            ),
        },
        references={"/model_list/*/litellm_params/model": ""},
    ),
)
