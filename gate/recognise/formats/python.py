"""Python and notebooks: constants, default arguments, ``from_pretrained``, ``load_dataset``, prompts."""

from collections.abc import Iterator

from gate.documents import Node
from gate.documents.node import Repeated
from gate.recognise.by_name import found_by_name
from gate.recognise.options import recipe_surface, serving_surface
from gate.recognise.recogniser import Found, Rank, Tokens
from gate.recognise.vocabulary import is_evaluation, is_prompt, is_reference, is_source, surface_of

_MODEL_CALLS = frozenset(
    "from_pretrained AutoModel pipeline LLM SentenceTransformer snapshot_download get_peft_model "
    "hf_hub_download load_model FastLanguageModel ChatOpenAI AzureChatOpenAI ChatOllama Ollama "
    "HuggingFaceLLM completion".split()
)
_RECIPE_CALLS = frozenset(
    "TrainingArguments Seq2SeqTrainingArguments SFTConfig DPOConfig KTOConfig ORPOConfig GRPOConfig PPOConfig "
    "CPOConfig RewardConfig LoraConfig AdaLoraConfig IA3Config PromptTuningConfig PrefixTuningConfig".split()
)
_OPTION_CALLS = frozenset(
    "from_pretrained LLM AsyncEngineArgs EngineArgs SamplingParams GenerationConfig BitsAndBytesConfig GPTQConfig "
    "AwqConfig HqqConfig Llama FastLanguageModel pipeline Engine generate".split()
)
_DATA_CALLS = frozenset("load_dataset load_dataset_builder DatasetDict".split())
_DATA_PARTS = frozenset("0 1 path name data_dir data_files split revision".split())
_SKIPPED_CALLS = frozenset(
    "push_to_hub save_pretrained print info warning error debug log write format join replace split "
    "startswith endswith get pop sub match search compile getLogger add_argument upload_file "
    "create_repo option exit append extend filter map isinstance getattr setattr hasattr open Path "
    "exists".split()
)
_BUILDERS = frozenset("json csv parquet text arrow pandas imagefolder audiofolder webdataset".split())
_EVAL_SPLITS = ("test", "validation", "valid", "eval", "dev")


class Python:
    """Names and calls of a module's scopes."""

    name = "python"
    rank = Rank.ANY
    formats = frozenset({"python", "notebook"})

    def wants(self, path: str) -> bool:
        return path.endswith((".py", ".ipynb"))

    def find(self, path: str, root: Node) -> Iterator[Found]:
        if is_evaluation(path.rpartition("/")[2]):
            return
        yield from self.scope(root, ())
        yield from options_of_calls(root, (), training=not _RECIPE_CALLS.isdisjoint(_called(root)))

    def scope(self, node: Node, tokens: Tokens) -> Iterator[Found]:
        for name, child in node.items():
            at = (*tokens, name)
            for index, one in (
                enumerate(child.children)
                if isinstance(child, Repeated) and isinstance(child.children, list)
                else [(None, child)]
            ):
                yield from self.named(name, one, at if index is None else (*at, str(index)))

    def named(self, name: str, node: Node, at: Tokens) -> Iterator[Found]:
        positional = node.child("0")
        if name in _DATA_CALLS:
            yield from self.data_call(node, at)
        elif name == "messages" and node.child("role"):
            yield from self.message(node, at)
        elif name in _MODEL_CALLS and isinstance(node.children, dict):
            yield from self.model_call(positional, node, at)
        elif name in _SKIPPED_CALLS or is_evaluation(name):
            return
        elif isinstance(node.children, dict):
            yield from self.scope(node, at)
        else:
            yield from self.value(name, node, at)

    def value(self, name: str, node: Node, at: Tokens) -> Iterator[Found]:
        """A constant, a default or a keyword argument."""
        if name.isdigit() or name == "prompt":  # the one word is what a record or a question is put in
            return
        if surface_of(name) == "system_prompt" and not isinstance(node.children, list):
            if is_prompt(node.value):
                surface = "training_data" if "train" in name.lower() else "system_prompt"
                yield Found(surface, at, node)
            return
        yield from found_by_name(name, node, at)

    def data_call(self, node: Node, at: Tokens) -> Iterator[Found]:
        split = node.child("split")
        if split is not None and str(split.value).startswith(_EVAL_SPLITS):
            return
        first = node.child("0") or node.child("path")
        builder = first is not None and str(first.value) in _BUILDERS
        named = first is not None and not is_source(first.value)
        for key, part in node.items():
            if key == "split" and not named and "[" not in str(part.value):
                continue  # which part of a set that is named elsewhere
            if key in _DATA_PARTS and not (builder and part is first):
                for leaf_at, leaf in part.leaves((*at, key)):
                    evaluation = any(is_evaluation(step) for step in leaf_at[len(at) :])
                    if not is_source(leaf.value) and not evaluation:
                        revision = node.child("revision")
                        pin = str(revision.value) if revision is not None else None
                        yield Found("training_data", leaf_at, leaf, part is first, pin, "revision")
                    elif part is first:
                        yield Found("training_data", leaf_at, leaf)

    def model_call(self, positional: Node | None, node: Node, at: Tokens) -> Iterator[Found]:
        revision = node.child("revision")
        pin = str(revision.value) if revision is not None else None
        if positional is not None and (is_reference(positional.value) or is_source(positional.value)):
            yield Found("base_model", (*at, "0"), positional, is_reference(positional.value), pin, "revision")
        if revision is not None and isinstance(revision.value, str):
            yield Found("base_model", (*at, "revision"), revision)
        rest = Node(node.line, node.end_line, children={k: v for k, v in node.items() if k not in ("0", "revision")})
        yield from self.scope(rest, at)

    def message(self, node: Node, at: Tokens) -> Iterator[Found]:
        role, content = node.child("role"), node.child("content")
        if (
            role is not None
            and role.value in ("system", "developer")
            and content is not None
            and is_prompt(content.value)
        ):
            yield Found("system_prompt", (*at, "content"), content)


def _called(node: Node) -> Iterator[str]:
    for name, child in node.items():
        yield name
        if child.children is not None:
            yield from _called(child)


def _is_scope(node: Node) -> bool:
    """Whether a name's node is the function of that name, and no call: calls stand in it."""
    below = (part for _, part in node.items())
    return any(part.child("0") is not None and isinstance(part.children, dict) for part in below)


def options_of_calls(node: Node, tokens: Tokens, *, training: bool) -> Iterator[Found]:
    """The keywords of calls that load, quantise, sample or train: the recipe where a file trains."""
    for name, child in node.items():
        at = (*tokens, name)
        if child.children is None or (name == "generate" and _is_scope(child)):
            continue
        surface_of_option = (
            recipe_surface
            if name in _RECIPE_CALLS or (training and name in _OPTION_CALLS)
            else serving_surface
            if name in _OPTION_CALLS
            else None
        )
        if surface_of_option is not None:
            for way, leaf in child.leaves(at):
                key = next((step for step in reversed(way) if not step.isdigit()), "")
                surface = surface_of_option(key) if len(way) > len(at) else None
                if surface is not None and not is_source(leaf.value):
                    yield Found(surface, way, leaf)
        else:
            yield from options_of_calls(child, at, training=training)


RECOGNISERS = (Python(),)
