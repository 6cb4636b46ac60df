"""Lock files: which version of each package a training environment is installed from.

Names are normalised as PEP 503 says. A local label of a version (``2.8.0+cu128``, PEP 440) is no part of what is
compared. Facts: ``packages`` (how many), ``hashes`` (every package is bound to the bytes of its distributions),
``unpinned`` (names of frameworks without one version).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gate.derive.given import Given
from gate.derive.trainer import Run
from gate.values.regex import regex

_RUN = regex(r"[-_.]+")
MAX_PACKAGES = 20_000
# what decides the numbers that come out of a training run
FRAMEWORKS = frozenset(
    "python torch torchvision torchaudio torchao torchtune transformers peft trl accelerate datasets tokenizers "
    "safetensors bitsandbytes deepspeed flash-attn xformers triton liger-kernel axolotl unsloth unsloth-zoo "
    "llamafactory litgpt lightning pytorch-lightning nemo-toolkit megatron-core transformer-engine ms-swift "
    "xtuner mmengine openrlhf vllm ray jax jaxlib flax optax tensorflow keras numpy scipy sentencepiece tiktoken "
    "mistral-common huggingface-hub auto-gptq autoawq gptqmodel hqq llm-foundry composer".split()
)


@dataclass(frozen=True, slots=True)
class Package:
    """``version`` is None where no single one is named."""

    name: str
    version: str | None
    line: int
    hashed: bool = False


def normal(name: str) -> str:
    """PEP 503: lower case, one dash for each run of '-', '_' and '.'."""
    return _RUN.sub("-", name.strip()).lower()


def public(version: str) -> str:
    """Without the local label (PEP 440, 'Local version identifiers')."""
    return version.strip().partition("+")[0]


def locked(packages: Iterable[Package], tool: str | None = None) -> Given:
    """What a lock file of these packages gives."""
    run = Run(tool)
    found: dict[str, Package] = {}
    unclear: set[str] = set()
    rows = list(packages)[:MAX_PACKAGES]
    for package in rows:
        before = found.setdefault(package.name, package)
        if before.version != package.version:
            unclear.add(package.name)
    versions = {name: p.version for name, p in found.items() if p.version is not None and name not in unclear}
    run.facts |= {
        "packages": len(found),
        "hashes": bool(rows) and all(package.hashed for package in rows),
        "unpinned": sorted(FRAMEWORKS & (found.keys() - versions.keys())),
    }
    for name in sorted(FRAMEWORKS & found.keys()):
        pointer, package = f"/environment/frameworks/{name}", found[name]
        if name in versions:
            run.give(pointer, public(versions[name]), package.line)
        else:
            many = name in unclear
            said = f"{name} has several versions, by platform or Python" if many else f"{name} has no exact version"
            run.note(said, package.line, "Lock the environment that was used.", pointer)
    if not rows:
        run.note("the lock file names no package", 1, "Lock the environment that was used.")
    return run.given()
