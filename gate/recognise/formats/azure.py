"""Azure: content filters and model deployments in Bicep and ARM, deployments of Azure Machine Learning."""

from collections.abc import Iterator

from gate.documents import Node
from gate.recognise.recogniser import Declared, Found, Rank, deep, has_any
from gate.recognise.vocabulary import words
from gate.values.regex import regex

_FILTER = regex(r"(?i)/rai(policies|blocklists|topics)")
_DEPLOYMENT = regex(r"(?i)microsoft\.cognitiveservices/accounts/deployments")
_DEFAULT = regex(r"\$\{\w+=(.*)\}")


class Resources:
    """Resources of a template, by their type."""

    name = "azure-resources"
    rank = Rank.FORMAT
    formats = frozenset({"bicep", "json"})

    def wants(self, path: str) -> bool:
        return path.endswith((".bicep", ".json"))

    def find(self, path: str, root: Node) -> Iterator[Found]:
        places = ("**", "resource", "*") if path.endswith(".bicep") else ("**", "resources", "*")
        for tokens, resource in deep(root, places):
            kind = resource.child("type")
            text = str(kind.value) if kind else ""
            if _FILTER.search(text):
                yield from _below("output_filter", resource, tokens, ("properties",))
            elif _DEPLOYMENT.search(text):
                yield from _below("base_model", resource, tokens, ("properties", "model"))
                yield from _below("output_filter", resource, tokens, ("properties", "raiPolicyName"))


class Models:
    """``model: {format: OpenAI, name: ..., version: ...}``, wherever a list of deployments has it."""

    name = "azure-models"
    rank = Rank.FORMAT
    formats = frozenset({"bicep", "json", "yaml"})

    def wants(self, path: str) -> bool:
        return path.endswith((".bicep", ".json", ".yaml", ".yml"))

    def find(self, path: str, root: Node) -> Iterator[Found]:
        for tokens, node in deep(root, ("**", "model")):
            kind = node.child("format")
            if kind is not None and isinstance(kind.value, str) and node.child("name") is not None:
                yield from _below("base_model", node, tokens, ())


def _below(surface: str, resource: Node, tokens: tuple[str, ...], where: tuple[str, ...]) -> Iterator[Found]:
    for at, node in deep(resource, where, tokens):
        version = node.child("version")
        revision = str(version.value) if version is not None else None
        for leaf_at, leaf in node.leaves(at):
            named = surface == "base_model" and leaf_at[-1] == "name"
            yield Found(surface, leaf_at, leaf, named, revision if named else None, "version")


class Parameters:
    """Parameters whose name speaks of a model or a content filter: ``openAiModelName``, ``chatDeploymentVersion``."""

    name = "azure-parameters"
    rank = Rank.FORMAT
    formats = frozenset({"bicep", "json"})

    def wants(self, path: str) -> bool:
        return path.endswith((".bicep", ".parameters.json", ".bicepparam"))

    def find(self, path: str, root: Node) -> Iterator[Found]:
        places = ("param", "*") if path.endswith(".bicep") else ("parameters", "*", "value")
        for tokens, node in deep(root, places):
            if not isinstance(node.value, str) or not node.value:
                continue
            match = _DEFAULT.fullmatch(node.value)
            effective = Node(node.line, node.end_line, match[1]) if match else node
            if surface := _named(words(tokens[1])):
                yield Found(surface, tokens, effective, reference=surface == "base_model")


def _named(name: list[str]) -> str | None:
    known = {*name}
    if "rai" in known or ({"content", "filter"} <= known):
        return "output_filter"
    if known & {"embed", "embedding", "embeddings", "search", "sku", "type", "capacity", "format", "eval"}:
        return None
    about = known & {"ai", "openai", "gpt", "llm", "chat", "foundry"} or "model" in known
    return (
        "base_model"
        if about and known & {"model", "deployment"} and name[-1] in ("name", "version", "model", "id")
        else None
    )


RECOGNISERS = (
    Resources(),
    Models(),
    Parameters(),
    Declared(
        name="azureml",
        files=("*.yaml", "*.yml"),
        identify=lambda root: has_any("/model")(root) and has_any("/endpoint_name", "/instance_type", "/$schema")(root),
        surfaces={"base_model": ("/model",)},
        skip=("/model/description", "/model/tags"),
        references={"/model": "", "/model/path": "version"},
    ),
)
