"""What else of a training configuration a run depends on, and the switches beside what is deployed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gate.documents import Node
from gate.recognise.options import recipe_surface
from gate.recognise.propose.choice import Pointer
from gate.recognise.vocabulary import is_evaluation, words

# words of keys that say where a run writes, what it prints and who watches it; not what comes out of it
_ASIDE = frozenset(
    "output outputs out save saves saved saving log logs logging logger report wandb mlflow comet swanlab "
    "tensorboard tracking tracker trackio clearml neptune hub push run project entity experiment name id notes "
    "description comment tags author license cache resume overwrite verbose debug plot monitor metrics metric "
    "callbacks profiler profile timeout port host username user email url version schema defaults sample "
    "generation example print dump trace uuid date created suffix prepared workers dir proc slurm partition "
    "cpus gpus nodes wall queue failures".split()
)
_CALLS = frozenset(
    "TrainingArguments Seq2SeqTrainingArguments SFTConfig DPOConfig GRPOConfig ORPOConfig KTOConfig PPOConfig "
    "CPOConfig RLOOConfig RewardConfig LoraConfig BitsAndBytesConfig get_peft_model "
    "prepare_model_for_kbit_training".split()
)
_DEPTH = 3
_SWITCHES = {
    "output_filter": frozenset("guardrail guardrails guard guards moderation safety filter filters shield pii".split()),
    "scope_enforcement": frozenset("tool tools scope scopes permissions allowlist denylist mcp".split()),
    "system_prompt": frozenset("prompt prompts persona instructions".split()),
}
_VERSION = frozenset("name repository version digest revision image uri path id".split())


def is_aside(key: str) -> bool:
    """Whether a key says nothing about the model that comes out: logging, saving, tracking, names, evaluation."""
    said = words(key)
    if recipe_surface(key):
        return False
    if said in (["checkpointing"], ["checkpoint"], ["checkpoints"]):  # when a run stores itself
        return True
    if said[-2:] == ["set", "size"]:  # what is held out is not trained on
        return False
    return is_evaluation(key) or bool({*said} & _ASIDE)


def recipe(root: Node, taken: Iterable[Pointer]) -> Iterator[Pointer]:
    """The values of a configuration that are on no other surface and not aside, as blocks where they can be."""
    known = frozenset(taken)
    if isinstance(root.children, dict):
        yield from _below(root, (), known)


def _below(node: Node, at: Pointer, known: frozenset[Pointer]) -> Iterator[Pointer]:
    for key, child in node.items():
        tokens = (*at, key)
        if is_aside(key) or tokens in known:
            continue
        if any(pointer[: len(tokens)] == tokens for pointer in known):
            if isinstance(child.children, dict) and len(tokens) < _DEPTH:
                yield from _below(child, tokens, known)
        elif isinstance(child.children, dict) and any(is_aside(name) for name, _ in child.items()):
            yield from _below(child, tokens, known)
        else:
            yield tokens


def calls(root: Node, at: Pointer = ()) -> Iterator[Pointer]:
    """The hyperparameters that a script gives to a trainer: the arguments of well-known classes."""
    for key, child in root.items():
        tokens = (*at, key)
        if key in _CALLS:
            for name, value in child.items():
                for inner, _ in value.items() if name.isdigit() else [(name, value)]:
                    if not is_aside(inner) and not inner.isdigit():
                        yield (*tokens, name, inner) if name.isdigit() else (*tokens, name)
        elif child.children is not None and len(tokens) < 8:
            yield from calls(child, tokens)


def switches(root: Node) -> Iterator[tuple[str, Pointer]]:
    """(surface, pointer) of the blocks of a deployment that switch a control, name a prompt or the deployed version."""
    for key, child in root.items():
        said = {*words(key)}
        surface = next((surface for surface, named in _SWITCHES.items() if said & named), None)
        if surface is not None and (child.children is not None or isinstance(child.value, bool)):
            yield surface, (key,)
        elif said == {"model"} and isinstance(child.children, dict) and len(_VERSION & child.children.keys()) > 1:
            yield "fine_tuned_model", (key,)
