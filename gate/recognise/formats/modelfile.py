"""Ollama's Modelfile."""

from gate.recognise.recogniser import Declared

RECOGNISERS = (
    Declared(
        name="modelfile",
        files=("Modelfile", "Modelfile.*", "Modelfile-*", "*.Modelfile", "*.modelfile", "modelfile"),
        formats=frozenset({"modelfile"}),
        surfaces={
            "base_model": ("/FROM", "/ADAPTER"),
            "system_prompt": ("/SYSTEM", "/TEMPLATE", "/MESSAGE", "/PARAMETER"),
        },
        references={"/FROM": "", "/ADAPTER": ""},
    ),
)
