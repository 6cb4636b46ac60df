"""On which surface a recognised value stands, what it says of its file, and where only a person can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gate.documents import escape, tree_format
from gate.recognise.propose.choice import Doubt, Place, Pointer, literal
from gate.recognise.vocabulary import words
from gate.values.elements import Element
from gate.values.regex import regex
from gate.values.terms import TRAINING_DATA

TRAINERS = frozenset("axolotl llama-factory trl torchtune open-assistant litgpt nemo fine-tuning-job".split())
RECIPE = "training_recipe"
TREES = frozenset({"yaml", "json", "toml"})
# organisations whose models are what others start from
_MAKERS = frozenset(
    "meta-llama mistralai qwen google microsoft openai anthropic deepseek-ai huggingfaceh4 huggingfacetb "
    "tiiuae eleutherai bigscience bigcode ibm-granite nvidia cohereforai allenai 01-ai stabilityai facebook "
    "databricks mosaicml unsloth nousresearch upstage apple baichuan-inc thudm moonshotai utter-project cohere "
    "amazon ai21labs".split()
)
_SERVING = frozenset("arguments mounts serving litellm modelfile terraform azure".split())
_HOSTED = regex(r"(?i)(gpt-|o\d\b|claude|gemini|text-|command-|mistral-|open-mi|llama-?\d|amazon\.|anthropic\.|meta\.)")
_TUNED = regex(r"ft:|projects/[^/]+/locations/[^/]+/(endpoints|models)/|arn:aws:bedrock:.*:(custom|provisioned)-model/")
_INDEX = "dataset_info.json"  # LLaMA-Factory's list of the data sets that there are
_SIDE = frozenset(
    "prepare preprocess prepro generate generation generator synth synthetic collect collection scrape crawl "
    "fetch download upload convert calibration annotate label relabel clean dedup filter_data decontaminate "
    "analysis analyze analyse monitor probe notebook notebooks experiment experiments playground scratch "
    "benchmark smoke check preview utils tools hack inspect push publish export seed seeds audit".split()
)
_DEPLOYED = frozenset(
    "deploy deployment deployments k8s kubernetes helm chart charts infra manifests environments".split()
)


def is_config(path: str) -> bool:
    """Whether a file is a configuration, and no program."""
    return tree_format(path) in TREES


def is_training(elements: Iterable[Element]) -> bool:
    """Whether a file with these elements says how a model is made."""
    found = list(elements)
    if not is_config(found[0].path) or found[0].path.endswith(_INDEX):
        return False
    surfaces = {element.surface for element in found if element.pointer}
    home_made = {TRAINING_DATA, "base_model"} <= surfaces
    return home_made or any(element.recogniser in TRAINERS for element in found)


def is_serving(elements: Iterable[Element]) -> bool:
    """Whether a file with these elements says which model answers: a deployment, a Modelfile, a gateway's list."""
    found = list(elements)
    path = found[0].path
    code = tree_format(path) in ("python", "notebook", "shell")
    return not code and not is_training(found) and any(e.surface == "base_model" and e.pointer for e in found)


def is_deployment(path: str) -> bool:
    """Whether a file is part of a deployment by its path: Helm values, manifests, Compose."""
    if not is_config(path):
        return False
    *folders, name = path.lower().split("/")
    said = {*words(name)}
    return bool(said & {"values", "compose", "deployment"}) or any(folder in _DEPLOYED for folder in folders)


def is_tuned(value: object) -> bool:
    """Whether a name is that of a fine-tune at a provider: OpenAI's ``ft:``, a custom model of Bedrock, Vertex AI."""
    return isinstance(value, str) and _TUNED.match(value) is not None


def is_makers(value: object) -> bool:
    """Whether a name is that of a model that others start from."""
    if not isinstance(value, str):
        return False
    *owners, name = value.split("/")
    return any(owner.lower() in _MAKERS for owner in owners) or _HOSTED.match(name) is not None


def surface_of(element: Element, bases: frozenset[str]) -> str:
    """The surface of an element. A name that is served and no base is of the version that is deployed.

    ``bases`` are the names that training configurations start from. Where something is trained, what the deployment or
    a client's call names and is no base of that, and of no maker of bases, is what came out of it.
    """
    if element.surface != "base_model":
        return element.surface
    if element.recogniser.startswith("nemo-guardrails"):
        return "output_filter"  # the models behind the rails
    if is_tuned(element.value):
        return "fine_tuned_model"
    is_asked = bool(bases) and element.pointer.endswith("/create/model")
    if element.recogniser in _SERVING or is_deployment(element.path) or is_asked:
        served = isinstance(element.value, str) and element.value not in bases and not is_makers(element.value)
        named = element.pointer.rpartition("/")[2].lower().replace("-", "_")
        if served and "revision" not in named and "tokenizer" not in named and named != "engine":
            return "fine_tuned_model"
    return "base_model"


def pointer_of(tokens: Pointer) -> Pointer:
    """The pointer with which a value is selected: the position in a list or of a call says nothing."""
    return tuple("*" if step.isdigit() else step for step in tokens)


def doubt_about(place: Place, element: Element, *, trained: bool) -> str:
    """Why only a person can say whether this is the model's; "" where it is.

    ``trained``: something here says how a model is trained.
    """
    code = tree_format(place.path) in ("python", "notebook", "shell")
    said = {*words(place.path)}
    if code and said & _SIDE:
        word = min(said & _SIDE)
        return f"a script that may only prepare or measure something ({word!r} in its path)"
    if element.recogniser == "statistics":
        return "counts of a data set, not its records"
    if place.surface == TRAINING_DATA and not place.pointer and not trained:
        return "data, but nothing here says that a model is trained"
    if code and place.surface == TRAINING_DATA and trained and len(place.pointer) > 1:
        return "data that code loads, while a configuration says what the model is trained on"
    return ""


def doubt(place: Place, why: str) -> Doubt:
    """The place as a line to take in or not."""
    selector = literal(place.path)
    if place.pointer:
        selector += "#/" + "/".join(step if step == "*" else escape(step) for step in place.pointer)
    return Doubt(place.surface, selector, why)


def named_files(elements: Iterable[Element], paths: Iterable[str]) -> Mapping[str, set[str]]:
    """Data file -> the configurations whose values name it, by its path, its folder or its name."""
    found: dict[str, set[str]] = {}
    values = [
        (element.path, element.value.removeprefix("./").rstrip("/"))
        for element in elements
        if element.surface == TRAINING_DATA and isinstance(element.value, str) and len(element.value) > 2
    ]
    for path in paths:
        for config, value in values:
            if path == value or path.endswith("/" + value) or f"/{path}/".find(f"/{value}/") >= 0:
                found.setdefault(path, set()).add(config)
    return found
