"""The revision that goes with a model, a tokenizer or a data set: a flag or a variable beside it.

Sources: vLLM 0.11, "Engine Arguments" (``--revision``, ``--tokenizer-revision``, ``--code-revision``); SGLang 0.5,
"Server Arguments" (``--model-path``, ``--revision``); text-generation-inference 3, "Text-generation-launcher arguments"
(``--model-id``, ``--revision``, ``MODEL_ID``, ``REVISION``); KServe 0.15, "Hugging Face serving runtime"
(``--model_id``, ``--model_revision``); TRL, ``ModelConfig.model_revision``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gate.recognise.vocabulary import words

_PARTS = ("name_or_path", "id_or_path", "name", "id", "path", "repo", "repo_id", "dir", "tag")
_OF_MODELS = ("model_revision", "base_model_revision", "hf_model_revision", "hf_revision", "revision")
_OF_DATA = ("dataset_revision", "data_revision")
_REVISION_FLAGS = frozenset((*_OF_MODELS, "code_revision", "tokenizer_revision"))


def normal(name: str) -> str:
    """``--model-id`` and ``MODEL_ID`` -> ``model_id``."""
    return "_".join(words(name))


def revision_names(name: str, surface: str) -> Iterator[str]:
    """What the revision of ``name`` can be called, the closest first; all in normal form."""
    stem = normal(name)
    for part in _PARTS:
        if stem.endswith(f"_{part}"):
            stem = stem.removesuffix(f"_{part}")
            break
    yield f"{stem}_revision"
    if surface == "training_data":
        yield from _OF_DATA
    elif "tokenizer" not in stem and "reward" not in stem:
        yield from _OF_MODELS


def is_revision(name: str) -> bool:
    """Whether a flag or a variable is the revision of a model."""
    return normal(name) in _REVISION_FLAGS


def revision_of(name: str, surface: str, value_of: Callable[[str], str | None]) -> tuple[str | None, str]:
    """(the revision that stands beside a name, what it is called); ``value_of`` takes names in normal form."""
    for candidate in revision_names(name, surface):
        found = value_of(candidate)
        if found is not None:
            return found, candidate
    return None, ""
