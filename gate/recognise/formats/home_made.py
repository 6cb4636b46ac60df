"""Configurations of a project's own making. Conservative: a few well-worn keys, and only values that look the part."""

from collections.abc import Iterator

from gate.documents import Node
from gate.recognise.by_name import found_by_name
from gate.recognise.recogniser import Found, Rank, Tokens, deep
from gate.recognise.vocabulary import is_evaluation, is_prompt, is_reference, surface_of, words

_MODEL = (
    ("model",),
    ("llm",),
    ("base_model",),
    ("models", "*"),
    ("chat_model",),
    ("language_model",),
    ("generator",),
    ("agent",),
    ("training", "model"),
    ("finetune", "model"),
    ("fine_tuning",),
    ("student",),
    ("teacher",),
    ("llm", "params"),
    ("model", "params"),
    ("inference",),
    ("serving",),
)
_NAMES = (
    "base",
    "base_model",
    "model_name_or_path",
    "model",
    "model_id",
    "model_name",
    "name",
    "id",
    "path",
    "hf_id",
    "repo_id",
    "pretrained",
    "pretrained_model_name_or_path",
    "checkpoint",
    "model_path",
    "repo",
    "gguf",
    "hf_repo",
)
_BESIDE = ("revision", "quantization", "version", "model_revision", "filename", "file", "tokenizer", "adapter")
_DATA = (("dataset",), ("data",), ("datasets", "*"), ("training", "dataset"), ("training_data",), ("train_dataset",))
_DATA_KEYS = frozenset(
    "name path id repo repo_id dataset dataset_name split subset config revision train train_path "
    "train_file train_data train_files files file source sources url train_dataset hf_dataset "
    "data_files training_file train_split local_path data_path weight".split()
)
_TOP = frozenset(
    "base_model model_name_or_path model_id base_model_name model_name hf_model base_model_id llm_model".split()
)
_TUNING = frozenset(
    "learning_rate lr batch_size num_epochs epochs num_train_epochs micro_batch_size per_device_train_batch_size "
    "gradient_accumulation_steps max_steps warmup_steps weight_decay lora_r lora_alpha optimizer".split()
)


class HomeMade:
    """Well-worn keys of YAML, TOML and JSON configurations that no other recogniser knows."""

    name = "home-made"
    rank = Rank.REST
    formats = frozenset({"yaml", "toml", "json"})

    def wants(self, path: str) -> bool:
        name = path.rpartition("/")[2].lower()
        if name.endswith(".json"):
            return any(part in words(name) for part in ("config", "settings", "params", "prompts", "prompt"))
        return name.endswith((".yaml", ".yml", ".toml"))

    def find(self, path: str, root: Node) -> Iterator[Found]:
        if not isinstance(root.children, dict) or root.child("apiVersion") or is_evaluation(path.rpartition("/")[2]):
            return
        yield from self.flat(root)
        yield from self.models(root)
        yield from self.data(root)
        yield from self.texts(path, root, ())

    def flat(self, root: Node) -> Iterator[Found]:
        """A flat file of hyperparameters: what its other keys name."""
        if _TUNING & {key.lower().replace("-", "_") for key, _ in root.items()}:
            for key, node in root.items():
                if node.children is None and surface_of(key, text=False) in ("base_model", "training_data"):
                    yield from found_by_name(key, node, (key,), text=False)

    def models(self, root: Node) -> Iterator[Found]:
        for key, node in root.items():
            if key in _TOP and is_reference(node.value):
                beside = root.child("revision") or root.child("model_revision")
                yield Found("base_model", (key,), node, True, str(beside.value) if beside else None, "revision")
        for place in _MODEL:
            for tokens, block in deep(root, place):
                if any(is_evaluation(t) or "embed" in t or "rerank" in t for t in tokens):
                    continue
                yield from self.model(block, tokens)

    def model(self, block: Node, tokens: Tokens) -> Iterator[Found]:
        if block.children is None:
            if len(tokens) == 1 and is_reference(block.value) and ("/" in block.value or "-" in block.value):
                yield Found("base_model", tokens, block, True, None, "revision")
            return
        name = next((n for n in _NAMES if (c := block.child(n)) is not None and is_reference(c.value)), None)
        if name is None or not isinstance(block.children, dict):
            return
        revision = block.child("revision")
        yield Found(
            "base_model",
            (*tokens, name),
            block.children[name],
            True,
            str(revision.value) if revision else None,
            "revision",
        )
        for beside in _BESIDE:
            node = block.child(beside)
            if node is not None and node.children is None and node.value is not None:
                yield Found("base_model", (*tokens, beside), node)

    def data(self, root: Node) -> Iterator[Found]:
        for place in _DATA:
            for tokens, block in deep(root, place):
                for key, node in block.items():
                    if key in _DATA_KEYS:
                        for at, leaf in node.leaves((*tokens, key)):
                            if leaf.value is not None and (is_reference(leaf.value) or key in ("weight", "split")):
                                main = key not in ("split", "subset", "config", "revision", "weight")
                                revision = block.child("revision")
                                yield Found(
                                    "training_data",
                                    at,
                                    leaf,
                                    main,
                                    str(revision.value) if revision else None,
                                    "revision",
                                )
                    elif block.children and isinstance(block.children, list) and is_reference(node.value):
                        yield Found("training_data", (*tokens, key), node, True, None, "revision")

    def texts(self, path: str, node: Node, tokens: Tokens) -> Iterator[Found]:
        """Prompts, filters and scopes by their names, at any depth; everything in a file of prompts."""
        about = "prompt" in words(path) or "prompts" in words(path)
        for tokens, leaf in node.leaves():
            named = [step for step in tokens if not step.isdigit()]
            if any(is_evaluation(step) for step in named):
                continue
            surface = surface_of(named[-1]) if named else None
            if surface is None and any(step in ("prompts", "prompt", "system") for step in named[:-1]):
                surface = "system_prompt"
            if surface in ("output_filter", "scope_enforcement"):
                yield Found(surface, tokens, leaf)
            elif (surface == "system_prompt" or about) and is_prompt(leaf.value):
                yield Found("system_prompt", tokens, leaf)


RECOGNISERS = (HomeMade(),)
