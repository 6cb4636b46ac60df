"""Which files belong to which model: names from the files, where a repository has several."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gate.recognise.propose.families import common_folder
from gate.recognise.propose.roles import is_config
from gate.values.regex import regex

_PIECES = regex(r"[-_. ]+")
_SIZE = regex(r"v?\d+(\.\d+)*|\d+x?\d*[bm]")
_GENERIC = frozenset(
    "config configs configuration configurations conf cfg settings params parameters hparams args defaults "
    "default base main train training trainer finetune finetuning fine tune tuned tuning qlora lora peft full "
    "sft dpo ppo rm rl grpo orpo kto apo cpt pt mid rlhf reward pretrain pretraining stage phase step recipe "
    "recipes experiment experiments exp run runs job jobs cronjob launch launcher launchers axolotl "
    "llamafactory trl torchtune unsloth mlx litgpt nemo fsdp deepspeed zero2 zero3 accelerate single multi gpu "
    "node local prod production staging stage model models src app apps lib pkg packages service services "
    "server servers api backend deploy deployment deployments k8s kubernetes kustomize overlays helm chart "
    "charts values docker compose dockerfile modelfile infra infrastructure terraform environments env prompt "
    "prompts system guardrails guardrail rails filters filter tools data dataset datasets vllm tgi ollama "
    "litellm serving serve inference llm chat bot agent agents index init mod adapter adapters script scripts "
    "lb ingress pvc svc yaml json ml ai hf openai azure bedrock out output outputs".split()
)
_NAME = regex(r"[a-z0-9][a-z0-9._-]{0,62}")


def model_name(text: str) -> str:
    """A model's name from a folder, a file or a word, as the configuration's schema allows it."""
    name = re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-._")[:63]
    return name if _NAME.fullmatch(name) and name != "control-plane" else "model"


def subjects(paths: Sequence[str]) -> dict[str, str]:
    """What each file is about: what its folder says where several folders say something, else what its name says.

    ``recipes/zephyr-7b-beta/dpo/config_full.yaml`` is about ``zephyr-7b-beta``, ``configs/train-support.yaml`` about
    ``support``, and ``configs/train.yaml`` about nothing but its repository ("").
    """
    by_folder = {path: _said(reversed(path.split("/")[:-1])) for path in paths}
    if len({about for about in by_folder.values() if about}) > 1:
        return {path: about or _said((_stem(path),)) for path, about in by_folder.items()}
    return {path: _said((_stem(path),)) or by_folder[path] for path in paths}


def _stem(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] if "." in name[1:] else name


def _said(parts: Iterable[str]) -> str:
    """The first of the names that says more than what kind of file it is, less the words that say that."""
    for part in parts:
        pieces = [piece for piece in _PIECES.split(part) if piece]
        while pieces and pieces[0].lower() in _GENERIC:
            pieces.pop(0)
        while pieces and pieces[-1].lower() in _GENERIC:
            pieces.pop()
        if any(not _SIZE.fullmatch(piece.lower()) for piece in pieces):
            return model_name("-".join(pieces))
    return ""


@dataclass(frozen=True)
class Unit:
    """One model: its name, the files that made it one, and the folder that is its own ("" where there is none)."""

    name: str
    roots: tuple[str, ...]
    home: str
    trains: bool


class Units:
    """The models of a repository, and which of them a file belongs to."""

    def __init__(
        self, training: Sequence[str], serving: Sequence[str], repository: str, *, together: bool = False
    ) -> None:
        """``training`` are the files that say how a model is made, ``serving`` those that say which one answers.

        ``together`` makes one model of them all, which is called as the repository is.
        """
        groups: dict[str, list[str]] = defaultdict(list)
        for path, about in subjects(training).items():
            groups["" if together or not is_config(path) else about].append(path)
        self._trained = frozenset(groups)
        trained = _homes(groups)
        for path, about in subjects([] if together else serving).items():
            at_home = any(home and path.startswith(home + "/") for home in trained.values())
            if not at_home and not self._named_in(path, trained) and (about or not training):
                groups[about].append(path)
        if not training and len(groups) == 1:
            groups = defaultdict(list, {"": next(iter(groups.values()))})
        if not groups:
            groups[""] = []
        self._about = {about: about or self._free(repository, groups) for about in sorted(groups)}
        homes = _homes(groups)
        self.units = tuple(
            Unit(name, tuple(sorted(groups[about])), homes[about], about in self._trained)
            for about, name in self._about.items()
        )

    @staticmethod
    def _named_in(path: str, groups: Mapping[str, object]) -> str:
        """The longest subject that is spelled out in a path."""
        pieces = "-" + "-".join(piece.lower() for piece in _PIECES.split(path.replace("/", "-")) if piece) + "-"
        said = [about for about in groups if about and f"-{'-'.join(_PIECES.split(about))}-" in pieces]
        return max(said, key=len, default="")

    @staticmethod
    def _free(repository: str, groups: Mapping[str, object]) -> str:
        name = model_name(repository)
        return name if name not in groups else f"{name[:58]}-main"

    def of(self, path: str, words: str = "") -> Unit | None:
        """The model that a file belongs to alone; None where it may be of several. What names none is of the
        repository's own model, where there is one.

        It is one of the files that made it a model, lies in the folder that is its own, or its path says the name;
        so may ``words``, such as the name under which a model is served.
        """
        if len(self.units) == 1:
            return self.units[0]
        for unit in self.units:
            if path in unit.roots:
                return unit
        at_home = [unit for unit in self.units if unit.home and path.startswith(unit.home + "/")]
        if at_home:
            return max(at_home, key=lambda unit: len(unit.home))
        about = self._named_in(path, self._about) or self._named_in(words, self._about)
        return next((unit for unit in self.units if unit.name == self._about.get(about)), None)


def _homes(groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The widest folder of each group that holds none of another's files; "" where there is none.

    A group of the whole repository, which nothing names, has none.
    """
    found: dict[str, str] = {}
    for about, paths in groups.items():
        others = [path for name, rest in groups.items() if name != about for path in rest]
        home = common_folder(paths)
        if not about or any(path.startswith(home + "/") for path in others) or (home and len(groups) == 1):
            found[about] = ""
            continue
        while (up := home.rpartition("/")[0]) and not any(path.startswith(up + "/") for path in others):
            home = up
        found[about] = home
    return found
