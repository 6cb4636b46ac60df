"""promptfoo: the prompts and the models that they are tried on."""

from gate.recognise.recogniser import Declared, has, has_any

RECOGNISERS = (
    Declared(
        name="promptfoo",
        files=("promptfooconfig*.yaml", "promptfooconfig*.yml", "promptfooconfig*.json", "*promptfoo*.yaml"),
        identify=lambda root: has("/prompts")(root) or has_any("/providers", "/targets")(root),
        surfaces={
            "base_model": ("/providers/*/id", "/targets/*/id", "/providers", "/targets"),
            "system_prompt": ("/prompts",),
        },
        skip=tuple(f"/{group}/*/{key}" for group in ("providers", "targets") for key in ("label", "config", "delay")),
        references={"/providers/*": "", "/targets/*": "", "/providers/*/id": "", "/targets/*/id": ""},
    ),
)
