"""Prompty: a prompt with its model in the front matter."""

from gate.recognise.recogniser import Declared

RECOGNISERS = (
    Declared(
        name="prompty",
        files=("*.prompty",),
        formats=frozenset({"frontmatter"}),
        surfaces={
            "base_model": (
                "/model/configuration/azure_deployment",
                "/model/configuration/model",
                "/model/configuration/name",
                "/model/id",
                "/model/parameters/model",
            ),
            "system_prompt": ("/body", "/instructions", "/additional_instructions"),
        },
        references={"/model/configuration/azure_deployment": "", "/model/configuration/model": "", "/model/id": ""},
    ),
)
