"""Command lines and environment variables inside structured files: Compose, Helm, KServe, vLLM, job specifications."""

from collections.abc import Iterator

from gate.documents import Node
from gate.documents.arguments import arguments
from gate.recognise.by_name import flags, found_by_name
from gate.recognise.recogniser import Found, Rank, Tokens, deep, has_any
from gate.recognise.vocabulary import is_evaluation, words


class Arguments:
    """Flags in block scalars and argument lists, wherever they stand; ``env`` lists and mappings."""

    name = "arguments"
    rank = Rank.ANY
    formats = frozenset({"yaml", "json"})

    def wants(self, path: str) -> bool:
        return path.endswith((".yaml", ".yml", ".json")) and not path.endswith("package.json")

    def find(self, path: str, root: Node) -> Iterator[Found]:
        yield from self.walk(root, ())

    def walk(self, node: Node, tokens: Tokens) -> Iterator[Found]:
        given = arguments(node)
        if given is not None:
            for name, value in given.items():
                yield from flags(name, value, (*tokens, name))
            return
        for key, child in node.items():
            at = (*tokens, key)
            if key in ("env", "environment", "envVars", "envs") and child.children:
                yield from self.environment(child, at)
            elif key == "storageUri" and isinstance(child.value, str):
                yield Found("base_model", at, child, reference=True)
            else:
                yield from self.walk(child, at)

    def environment(self, node: Node, tokens: Tokens) -> Iterator[Found]:
        """``{NAME: value}``, ``["NAME=value"]`` or ``[{name: NAME, value: ...}]``."""
        for key, child in node.items():
            at = (*tokens, key)
            name, value = child.child("name"), child.child("value")
            if name is not None and value is not None:
                yield from found_by_name(str(name.value), value, (*at, "value"))
            elif isinstance(node.children, dict):
                yield from found_by_name(key, child, at)
            elif isinstance(child.value, str) and "=" in child.value:
                variable, _, text = child.value.partition("=")
                for found in found_by_name(variable, Node(child.line, child.end_line, text), at):
                    yield Found(found.surface, at, child, found.reference)


class Mounts:
    """Data sets and models that a job mounts by name: ``datasets: [{mountPath: ..., source: {...}}]``."""

    name = "mounts"
    rank = Rank.ANY
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
                yield Found(surface, tokens, leaf, reference=key.startswith("model"))


RECOGNISERS = (Arguments(), Mounts(), Serving())
