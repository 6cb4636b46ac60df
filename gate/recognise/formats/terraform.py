"""Terraform: Bedrock guardrails and custom models, Azure content filters and deployments."""

from gate.recognise.recogniser import Declared

_AGENT = "/resource/aws_bedrockagent_agent/*"
_CUSTOM = "/resource/aws_bedrock_custom_model/*"
_AZURE = "/resource/azurerm_cognitive_deployment/*"

RECOGNISERS = (
    Declared(
        name="terraform",
        files=("*.tf", "*.tofu"),
        formats=frozenset({"hcl"}),
        surfaces={
            "base_model": (
                f"{_CUSTOM}/base_model_identifier",
                f"{_AGENT}/foundation_model",
                f"{_AZURE}/model",
                "/resource/aws_bedrock_provisioned_model_throughput/*/model_arn",
                "/resource/aws_sagemaker_model/*/primary_container/environment/HF_MODEL_ID",
            ),
            "training_data": (f"{_CUSTOM}/training_data_config",),
            "system_prompt": (f"{_AGENT}/instruction", f"{_AGENT}/prompt_override_configuration"),
            "output_filter": (
                "/resource/aws_bedrock_guardrail/*",
                "/resource/aws_bedrock_guardrail_version/*",
                "/resource/azurerm_cognitive_account_rai_policy/*",
                "/resource/azurerm_cognitive_account_rai_blocklist/*",
                f"{_AZURE}/rai_policy_name",
                f"{_AGENT}/guardrail_configuration",
            ),
        },
        skip=(
            "/resource/*/*/tags",
            "/resource/*/*/timeouts",
            "/resource/*/*/lifecycle",
            "/resource/*/*/depends_on",
            "/resource/*/*/kms_key_arn",
            "/resource/*/*/provider",
        ),
        references={
            f"{_CUSTOM}/base_model_identifier": "",
            f"{_AGENT}/foundation_model": "",
            f"{_AZURE}/model/name": "version",
        },
    ),
)
