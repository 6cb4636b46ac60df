"""The front matter of model cards: what a model was made from."""

from gate.recognise.recogniser import Declared, has_any

RECOGNISERS = (
    Declared(
        name="model-card",
        files=("README.md", "*model_card*.md", "*model-card*.md", "*modelcard*.md", "MODEL_CARD.md", "ModelCard.md"),
        formats=frozenset({"frontmatter"}),
        identify=has_any("/base_model", "/datasets"),
        surfaces={"base_model": ("/base_model",), "training_data": ("/datasets",)},
        references={"/base_model": "", "/datasets": ""},
    ),
)
