"""PEFT's ``adapter_config.json``: which model an adapter belongs to."""

from gate.recognise.recogniser import Declared, has

RECOGNISERS = (
    Declared(
        name="adapter",
        files=("adapter_config.json",),
        identify=has("/base_model_name_or_path"),
        surfaces={"base_model": ("/base_model_name_or_path", "/revision")},
        references={"/base_model_name_or_path": "revision"},
    ),
)
