"""Presidio: what counts as personal data, and what becomes of it."""

from gate.recognise.recogniser import Declared, has_any

RECOGNISERS = (
    Declared(
        name="presidio",
        files=("*.yaml", "*.yml"),
        identify=has_any(
            "/recognizers/*/supported_entity",
            "/recognizers/*/supported_languages",
            "/recognizer_registry",
            "/recognizers/*/patterns",
            "/recognizers/*/deny_list",
            "/nlp_configuration",
            "/ner_model_configuration",
            "/anonymizers",
            "/global_regex_flags",
        ),
        surfaces={"output_filter": ("/**",)},
    ),
)
