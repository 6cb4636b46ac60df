"""Fine-tuning jobs of the OpenAI and Azure OpenAI interfaces, as the JSON that is posted."""

from gate.recognise.recogniser import Declared, has, has_any

RECOGNISERS = (
    Declared(
        name="fine-tuning-job",
        files=("*.json", "*.yaml", "*.yml"),
        identify=lambda root: has("/training_file")(root) and has_any("/model", "/base_model")(root),
        surfaces={"base_model": ("/model", "/base_model"), "training_data": ("/training_file",)},
        references={"/model": "", "/base_model": "", "/training_file": ""},
    ),
)
