"""Files that lie beside weights: how they were quantised, how they generate, and the template of a chat.

Sources: transformers 4.57 (``generation_config.json``, ``tokenizer_config.json``, ``quantization_config``);
AutoGPTQ and AutoAWQ (``quantize_config.json``, ``quant_config.json``).
"""

from gate.recognise.recogniser import Declared, has

_JSON = frozenset({"json"})

RECOGNISERS = (
    Declared(
        name="generation",
        files=("generation_config.json",),
        formats=_JSON,
        surfaces={"system_prompt": ("/*",)},
        skip=("/transformers_version", "/_from_model_config"),
    ),
    Declared(
        name="quantisation",
        files=("quantize_config.json", "quant_config.json", "quantization_config.json"),
        formats=_JSON,
        surfaces={"fine_tuned_model": ("/*",)},
    ),
    Declared(
        name="quantised",
        files=("config.json",),
        formats=_JSON,
        identify=has("/quantization_config"),
        surfaces={"fine_tuned_model": ("/quantization_config",)},
    ),
    Declared(
        name="chat-template",
        files=("tokenizer_config.json",),
        formats=_JSON,
        identify=has("/chat_template"),
        surfaces={"system_prompt": ("/chat_template",)},
    ),
)
