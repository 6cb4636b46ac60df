"""What is pinned, what floats, and what is an alias by its looks."""

from __future__ import annotations

from gate.recognise.floating import how_to_pin, is_alias, is_hosted_alias, is_moving_name, is_pinned

COMMIT = "0123456789abcdef0123456789abcdef01234567"
DIGEST = "sha256:" + "0" * 64
PINNED = (
    "ft:gpt-4o-mini-2024-07-18:acme:support:9abcDEF",
    "ft:gpt-4o-mini-2024-07-18:acme::9abcDEF",
    "gpt-4o-mini-2024-07-18.ft-0e208cf33a6a466994aff31a08aba678",
    "models:/support/7", "models:/m-" + "0" * 32, "runs:/" + "0" * 32 + "/model", "acme/support/model:v3",
    f"acme/m@{COMMIT}",
    "wandb:acme/support/model:v12", f"registry.acme.example/m@{DIGEST}", f"registry.acme.example/m:1.2@{DIGEST}",
    f"oci://ghcr.io/acme/m@{DIGEST}", f"hf://acme/m:{COMMIT}", f"hf://acme/m@{COMMIT}", "azureml:support:7",
)  # fmt: skip
ALIASES = (
    "models:/support@champion", "models:/support/Production", "models:/support", "acme/support/model:latest",
    "acme/support/model:prod", "wandb-artifact://acme/support/model:latest", "registry.acme.example/models/m:2026.10",
    "ghcr.io/acme/m:latest", "oci://ghcr.io/acme/m:1.2", "oci://ghcr.io/acme/m", "localhost.test:5000/acme/m:1",
    "llama3:latest",
)  # fmt: skip
HOSTED = ("gpt-4o", "openai/gpt-4.1-mini", "claude-sonnet-4-5", "gemini-2.5-pro", "o3", "mistral-large-latest")
DATED = ("gpt-4o-2024-08-06", "claude-sonnet-4-5-20250929", "gpt-4-0613")
NEITHER = (
    "acme/m",
    "llama-3.1-8b",
    "registry.acme.example/models/m",
    "https://acme.example/m",
    "data/train.jsonl",
    "7",
)


def test_a_version_a_commit_and_a_digest_pin() -> None:
    assert [value for value in PINNED if not is_pinned(value, None) or is_alias(value)] == []
    assert is_pinned("acme/m", COMMIT)


def test_aliases_float() -> None:
    assert [value for value in ALIASES if is_pinned(value, None) is not False or not is_alias(value)] == []
    assert is_pinned("models:/support@champion", "main") is False


def test_hosted_models_float_without_a_day() -> None:
    assert [value for value in HOSTED if not is_hosted_alias(value) or is_pinned(value, None)] == []
    assert [value for value in DATED if is_hosted_alias(value) or not is_pinned(value, None)] == []


def test_what_is_no_alias() -> None:
    assert [value for value in NEITHER if is_alias(value) or is_hosted_alias(value)] == []
    named = [("tag", "Latest"), ("tag", "v0.11.0"), ("mode", "prod")]
    assert [is_moving_name(key, value) for key, value in named] == [True, False, False]


def test_the_remedy_fits_the_registry() -> None:
    said = {
        value: how_to_pin(value, "", "base_model") for value in ("models:/m@a", "ghcr.io/a/m:1", "a/b/c:prod", "gpt-4o")
    }
    assert said == {
        "models:/m@a": "Name a numbered version, such as 'models:/name/7', in place of the alias.",
        "ghcr.io/a/m:1": "Name the digest in place of the tag: name@sha256:...",
        "a/b/c:prod": "Name a version that stays, such as ':v3', or a digest, in place of the alias.",
        "gpt-4o": "Name a dated snapshot or a digest in place of an alias.",
    }
