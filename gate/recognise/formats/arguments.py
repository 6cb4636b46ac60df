"""Command lines and environment variables inside structured files: Compose, Helm, KServe, vLLM, job specifications."""

from collections.abc import Iterable, Iterator, Mapping

from gate.documents import Node, tree_format
from gate.documents.arguments import arguments
from gate.recognise.by_name import HAS_MODEL, command_line, found_by_name
from gate.recognise.options import serving_surface
from gate.recognise.recogniser import Found, Rank, Tokens, deep, has_any
from gate.recognise.revisions import is_revision, normal, revision_of
from gate.recognise.vocabulary import is_evaluation, is_source, surface_of, words

ENVIRONMENTS = ("env", "environment", "envVars", "envs", "ENV", "ARG")
_COMMANDS = (("command", "args"), ("entrypoint", "command"), ("ENTRYPOINT", "CMD"))


class Arguments:
    """Flags in block scalars and argument lists, wherever they stand; ``env`` lists and mappings."""

    name = "arguments"
    rank = Rank.ANY
    formats = frozenset({"yaml", "json", "dockerfile"})

    def wants(self, path: str) -> bool:
        if tree_format(path) == "dockerfile":
            return True
        return path.endswith((".yaml", ".yml", ".json")) and not path.endswith("package.json")

    def find(self, path: str, root: Node) -> Iterator[Found]:
        yield from self.walk(root, (), {})

    def walk(self, node: Node, tokens: Tokens, around: Mapping[str, str]) -> Iterator[Found]:
        """``around`` are the variables of the container that a command is in, and flags of it, by normal names."""
        given = arguments(node)
        if given is not None:
            yield from command_line(given, tokens, around)
            return
        if isinstance(node.children, dict):
            around = dict(said_around(node)) or around
            yield from served(node, tokens, around)
        for key, child in node.items():
            at = (*tokens, key)
            is_map = key == "data" and (kind := node.child("kind")) is not None and kind.value == "ConfigMap"
            if (key in ENVIRONMENTS or is_map) and child.children:
                yield from self.environment(child, at, around)
            elif key == "storageUri" and isinstance(child.value, str):
                yield Found("base_model", at, child, True, around.get("revision"), "")
            else:
                yield from self.walk(child, at, around)

    def environment(self, node: Node, tokens: Tokens, around: Mapping[str, str]) -> Iterator[Found]:
        """The variables of a program, each with the revision beside it."""
        rows = list(variables(node))
        has_model = False
        for name, tail, value, whole in rows:
            at = (*tokens, *tail)
            surface = serving_surface(name, decoding=False) if name.isupper() else None
            if surface is not None:
                yield Found(surface, at, whole)
                continue
            for found in found_by_name(name, value, at):
                has_model = has_model or found.surface == "base_model"
                revision, _ = revision_of(name, found.surface, around.get)
                named = None if whole is value else str(value.value)
                yield Found(found.surface, found.tokens, whole if named else found.node, found.reference, revision,
                            found.pin, None, named)  # fmt: skip
        for name, tail, _, whole in rows:
            if has_model and normal(name) == "revision":
                yield Found("base_model", (*tokens, *tail), whole)


def variables(node: Node) -> Iterator[tuple[str, Tokens, Node, Node]]:
    """(name, tokens, value, the node that holds it) of ``{NAME: value}``, ``["NAME=value"]``, ``[{name:, value:}]``."""
    for key, child in node.items():
        name, value = child.child("name"), child.child("value")
        if name is not None and value is not None:
            yield str(name.value), (key, "value"), value, value
        elif isinstance(node.children, dict):
            yield key, (key,), child, child
        elif isinstance(child.value, str) and "=" in child.value:
            variable, _, text = child.value.partition("=")
            yield variable, (key,), Node(child.line, child.end_line, text), child


def said_around(block: Node) -> Iterator[tuple[str, str]]:
    """The flags and variables of one container that say a revision, in normal form, with their values."""
    for key, child in block.items():
        rows: Iterable[tuple[str, Node]] = ()
        if key in ENVIRONMENTS and child.children:
            rows = [(name, value) for name, _, value, _ in variables(child)]
        elif key in ("args", "command", "cmd", "entrypoint", "arguments", "CMD", "ENTRYPOINT"):
            rows = (arguments(child) or {}).items()
        for name, value in rows:
            if is_revision(name) and isinstance(value.value, str) and not is_source(value.value):
                yield normal(name), value.value
            elif surface_of(name, text=False) == "base_model":
                yield HAS_MODEL, name


def served(block: Node, tokens: Tokens, around: Mapping[str, str]) -> Iterator[Found]:
    """The model of a container whose command is ``[vllm, serve]`` and whose arguments start with it."""
    for name, rest in _COMMANDS:
        command, args = block.child(name), block.child(rest)
        said = command.plain() if command is not None and isinstance(command.children, list) else []
        first = args.child("0") if args is not None else None
        if said[-1:] == ["serve"] and first is not None and isinstance(first.value, str) and first.value[:1] != "-":
            yield Found("base_model", (*tokens, rest, "0"), first, True, around.get("revision"), "--revision")


class Mounts:
    """Data sets and models that a job mounts by name: ``datasets: [{mountPath: ..., source: {...}}]``."""

    name = "mounts"
    rank = Rank.FORMAT
    formats = frozenset({"yaml", "json"})

    def wants(self, path: str) -> bool:
        return path.endswith((".yaml", ".yml", ".json"))

    def find(self, path: str, root: Node) -> Iterator[Found]:
        for tokens, item in deep(root, ("**", "datasets", "*")):
            mount, source = item.child("mountPath"), item.child("source")
            if mount is None or source is None or is_evaluation(str(mount.value)):
                continue
            said = {*words(f"{mount.value} {source.plain()}")}
            surface = "base_model" if said & {"model", "models", "checkpoint", "checkpoints"} else "training_data"
            for at, leaf in source.leaves((*tokens, "source")):
                yield Found(surface, at, leaf)


class Serving:
    """vLLM's own configuration file, and the values of its Helm charts."""

    name = "serving"
    rank = Rank.ANY
    formats = frozenset({"yaml"})
    identify = staticmethod(
        has_any(
            "/tensor-parallel-size",
            "/tensor_parallel_size",
            "/max-model-len",
            "/max_model_len",
            "/gpu-memory-utilization",
            "/servingEngineSpec",
            "/served-model-name",
            "/vllm",
            "/vllmConfig",
        )
    )

    def wants(self, path: str) -> bool:
        return path.endswith((".yaml", ".yml"))

    def find(self, path: str, root: Node) -> Iterator[Found]:
        if not self.identify(root):
            return
        for tokens, leaf in root.leaves():
            key = next((t for t in reversed(tokens) if not t.isdigit()), "")
            surface = serving_surface(key)
            if surface is not None and key not in ("generation-config", "generation_config"):
                yield Found(surface, tokens, leaf)
                continue
            if key in (
                "model",
                "modelURL",
                "modelPath",
                "tokenizer",
                "revision",
                "model_name",
                "modelName",
                "chat-template",
            ):
                surface = "system_prompt" if key == "chat-template" else "base_model"
                beside = root.at(tokens[:-1]).child("revision")
                revision = str(beside.value) if beside is not None and key != "tokenizer" else None
                yield Found(surface, tokens, leaf, key.startswith("model"), revision, "revision")


RECOGNISERS = (Arguments(), Mounts(), Serving())
