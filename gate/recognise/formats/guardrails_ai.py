"""Guardrails AI: guards and validators as they are served, and RAIL specifications."""

from gate.recognise.recogniser import Declared, has_any

RECOGNISERS = (
    Declared(
        name="guardrails-ai",
        files=("*.yaml", "*.yml", "*.json"),
        identify=has_any("/guards/*/validators", "/validators/*/on_fail", "/validators/*/id", "/guard/validators"),
        surfaces={"output_filter": ("/guards", "/validators", "/guard")},
    ),
)
