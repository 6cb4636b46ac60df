"""What the configuration of a trainer says of a training run, by a table of where each trainer keeps it.

A `Trainer` is that table. `read` turns settings into values of a training-run document, and into facts:

- ``trainer``: the kind of source
- ``data``: [{name, revision, held_out, through, line}]: what is trained on, or measured with; ``through`` names the
  index that says where the data of that name is
- ``output_dir``, ``batch_size`` {value, global}, ``accumulation``, ``quantisation``, ``base_path``, ``data_seed``
- ``reward_model``: {id, revision}
- ``seed_is_random``: the configuration asks for another seed each time
- ``is_output``: the run wrote it; no command names it
- ``essential``: pointers of the hyperparameters that every trainer has a name for, so that no record lacks them
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from gate.derive.given import Given, Note, Value
from gate.derive.meanings import is_number, meaning
from gate.derive.settings import Setting, Settings, is_set_elsewhere, matching, number
from gate.derive.templates import FACT, POINTER, inline
from gate.values.regex import regex

DOCUMENT = "training-run"
MOVING = frozenset({"main", "master", "latest", "head", ""})
_NAME = regex(r"[A-Za-z_][A-Za-z0-9._/-]*")
_FOLDERS = frozenset(
    "model models checkpoint checkpoints ckpt ckpts weights output outputs out data run runs artifacts workspace "
    "pretrained lgck base_models cache mnt tmp home opt".split()
)
_FILES = (".nemo", ".gguf", ".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".tar", ".gz")
_LOADERS = frozenset("json jsonl csv parquet arrow text webdataset imagefolder audiofolder pandas".split())
# words of a name that say the setting is about logs, trackers, checkpoints or measuring
_TOLD = frozenset(
    "log logs logging logger wandb mlflow comet neptune swanlab trackio tensorboard clearml hub profiler tqdm "
    "telemetry verbose verbosity ray secret token webhook eval save saves saving".split()
)
_FIRST = frozenset("evals evaluation do report push overwrite ddp test dataloader plot".split())
_WHOLE = frozenset(
    "run_name project debug local_rank rank disable_tqdm dataset_num_proc preprocessing_num_workers num_workers "
    "data.init_args.num_workers dataset_prepared_path label_names skip_memory_metrics ignore_args_error "
    "include_for_metrics prediction_loss_only batch_eval_metrics include_num_input_tokens_seen enable_jit_checkpoint "
    "load_from_cache_file strict callbacks ckpt_dir".split()
)
# where a configuration says what is optimised, and which weights are trained
_AIM = ("rl", "stage", "rlhf_type", "loss_type", "loss._component_", "reward_model_path", "data.class_path")
_ADAPTED = (
    *("adapter", "finetuning_type", "tuner_type", "train_type", "use_peft", "model._component_"),
    *("model.peft.peft_scheme", "lora.enable", "lora_r", "lora_rank", "ds.lora.rank", "r", "model.lora.r"),
)
_TRACKERS = frozenset({"mlflow", "wandb", "dvc", "training-args"})
_OUTPUTS = frozenset({"args.json", "hyperparameters.yaml", "torchtune_config.yaml"})
_KEPT = frozenset({"dataloader_drop_last"})


@dataclass(frozen=True, slots=True)
class Trainer:
    """Where a trainer keeps what; names are dotted, '*' is one step, the first that is set counts."""

    kind: str
    base: tuple[str, ...]
    revision: tuple[str, ...] = ()
    seed: tuple[str, ...] = ("seed",)
    data_seed: tuple[str, ...] = ("data_seed",)
    output: tuple[str, ...] = ("output_dir",)
    data: tuple[tuple[str, str], ...] = ()
    """(name, its revision: '*' stands for what it does in the name; '' where there is none)."""
    keyed: tuple[str, ...] = ()
    """Mappings whose keys are the names of data sets."""
    held_out: tuple[str, ...] = ()
    micro: tuple[str, ...] = ("per_device_train_batch_size",)
    whole: tuple[str, ...] = ()
    """The batch over all devices and accumulated steps."""
    accumulation: tuple[str, ...] = ("gradient_accumulation_steps",)
    devices: tuple[str, ...] = ()
    """Numbers that are multiplied."""
    reward: tuple[tuple[str, str], ...] = ()
    objective: Callable[[Settings, str], str | None] = lambda settings, path: None
    adaptation: Callable[[Settings], str | None] = lambda settings: None
    quantised: Callable[[Settings], str | None] = lambda settings: None
    aside: tuple[str, ...] = ()
    """First steps of names that are no hyperparameters here."""


@dataclass(slots=True)
class Run:
    """Collects what a source gives of a training run."""

    tool: str | None = None
    values: list[Value] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def give(self, pointer: str, value: Any, place: Setting | int) -> None:
        line, end = (place, place) if isinstance(place, int) else (place.line, place.end_line)
        measured = pointer.startswith(("/final_metrics/", "/duration_seconds"))
        self.values.append(Value(DOCUMENT, pointer, value, line, end, rounded=measured))

    def note(self, msg: str, place: Setting | int = 1, remedy: str = "", pointer: str | None = None) -> None:
        self.notes.append(Note(msg, place if isinstance(place, int) else place.line, remedy, pointer))

    def given(self) -> Given:
        return Given(self.tool, tuple(self.values), facts=self.facts, notes=tuple(self.notes))


def read(trainer: Trainer, settings: Settings, path: str, tool: str | None = None) -> Given:
    run = Run(tool, facts={"trainer": trainer.kind})
    if trainer.kind in _TRACKERS or path.rpartition("/")[2] in _OUTPUTS:
        run.facts["is_output"] = True
    _base(run, trainer, settings)
    _seed(run, trainer, settings)
    _method(run, trainer, settings, path)
    _reward(run, trainer, settings)
    _batch(run, trainer, settings)
    if template := inline(settings):
        run.give(POINTER, *template)
        run.facts[FACT] = template[0]
    run.facts["data"] = [*_data(trainer, settings)]
    if output := first(settings, trainer.output):
        run.facts["output_dir"] = output.value
    hyperparameters(run, settings, _elsewhere(trainer, settings), trainer.aside)
    return run.given()


def first(settings: Settings, names: tuple[str, ...]) -> Setting | None:
    """The first setting of these names that has a value."""
    for name in names:
        found = settings.get(name)
        if found is not None and found.value not in (None, "", []):
            return found
    return None


def value_of(settings: Settings, *names: str) -> Any:
    found = first(settings, names)
    return found.value if found else None


def is_folder(name: str) -> bool:
    """Whether a model is named by a place on a disk or in a store, and not by its id on a hub."""
    head, _, rest = name.partition("/")
    return (
        name.startswith((".", "/", "~", "\\"))
        or "://" in name
        or name.lower().endswith(_FILES)
        or name.endswith("/")
        or "/" in rest
        or (rest != "" and head.lower() in _FOLDERS)
    )


def _base(run: Run, trainer: Trainer, settings: Settings) -> None:
    base = first(settings, trainer.base)
    if base is None or not isinstance(base.value, str):
        return
    if is_set_elsewhere(base.value):
        run.note(f"the base model is set elsewhere: {base.value}", base, pointer="/base_model/id")
        return
    if is_folder(base.value):
        run.facts["base_path"] = base.value
        run.note(
            f"the base model is the folder {base.value}, which says neither id nor revision",
            base,
            "Name the model by its id on the hub, or record the card or 'config.json' in that folder.",
            "/base_model/id",
        )
        return
    run.give("/base_model/id", base.value, base)
    revision = first(settings, trainer.revision)
    if revision is None or not isinstance(revision.value, str | int):
        if trainer.revision:
            run.note(
                "no revision of the base model is pinned", base, f"Set {trainer.revision[0]!r}.", "/base_model/revision"
            )
    elif is_set_elsewhere(revision.value) or str(revision.value).lower() in MOVING:
        run.note(f"the revision {revision.value} moves", revision, "Pin a commit.", "/base_model/revision")
    else:
        run.give("/base_model/revision", str(revision.value), revision)


def _seed(run: Run, trainer: Trainer, settings: Settings) -> None:
    for pattern in trainer.seed:
        if pattern not in settings:
            continue
        seed, value = settings[pattern], number(settings[pattern].value)
        if isinstance(value, int) and value >= 0:
            run.give("/seed", value, seed)
        elif seed.value is None or value == -1:
            run.facts["seed_is_random"] = True
            run.note("the seed is another one each time", seed, f"Set {pattern!r} to a number.", "/seed")
        else:
            run.note(f"the seed is set elsewhere: {str(seed.value)[:60]}", seed, pointer="/seed")
        break
    if (other := number(value_of(settings, *trainer.data_seed))) is not None:
        run.facts["data_seed"] = other


def _method(run: Run, trainer: Trainer, settings: Settings, path: str) -> None:
    place = first(settings, trainer.base) or next(iter(settings.values()), Setting(None))
    aimed, adapted = (first(settings, names) or place for names in (_AIM, _ADAPTED))
    objective, adaptation = trainer.objective(settings, path), trainer.adaptation(settings)
    quantised = trainer.quantised(settings)
    if quantised:
        run.facts["quantisation"] = quantised
    if adaptation == "lora" and quantised == "4 bit":
        adaptation = "qlora"
    if objective:
        run.give("/method/objective", objective, aimed)
    else:
        run.note("what was optimised is not in this file, but in the command", place, pointer="/method/objective")
    if adaptation:
        run.facts["adapter"] = None if adaptation == "full" else adaptation
        run.give("/method/adaptation", adaptation, adapted)


def _reward(run: Run, trainer: Trainer, settings: Settings) -> None:
    for name, revision in trainer.reward:
        found = settings.get(name)
        if found is None or not isinstance(found.value, str) or not found.value or is_set_elsewhere(found.value):
            continue
        pinned = value_of(settings, revision) if revision else None
        run.facts["reward_model"] = {"id": found.value, "revision": pinned}
        run.give("/reward_model/id", found.value, found)
        if isinstance(pinned, str) and pinned.lower() not in MOVING:
            run.give("/reward_model/revision", pinned, settings[revision])
        return


def _batch(run: Run, trainer: Trainer, settings: Settings) -> None:
    whole, micro = (number(value_of(settings, *names)) for names in (trainer.whole, trainer.micro))
    steps = number(value_of(settings, *trainer.accumulation))
    if whole is not None:
        run.facts["batch_size"] = {"value": whole, "global": True}
    elif micro is not None:
        run.facts["batch_size"] = {"value": micro, "global": False}
    if steps is not None:
        run.facts["accumulation"] = steps
        return
    devices = [number(value_of(settings, name)) for name in trainer.devices]
    counts = [*devices, micro]
    if isinstance(whole, int) and trainer.devices and all(isinstance(n, int) and n > 0 for n in counts):
        product = 1
        for count in counts:
            product *= count
        if whole % product == 0:
            run.facts["accumulation"] = whole // product


def _data(trainer: Trainer, settings: Settings) -> Iterator[dict[str, Any]]:
    for name, revision in trainer.data:
        for stars, found in matching(settings, name):
            pinned = settings.get(_filled(revision, stars)) if revision else None
            for each in _names(found.value):
                yield {
                    "name": each,
                    "revision": pinned.value if pinned else None,
                    "held_out": name in trainer.held_out,
                    "line": found.line,
                }
    for prefix in trainer.keyed:
        for name, found in settings.items():
            if name.startswith(f"{prefix}."):
                key = name.removeprefix(f"{prefix}.")
                yield {"name": key, "revision": None, "held_out": False, "line": found.line}


def _names(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and each and each not in _LOADERS:
            yield each


def _filled(pattern: str, stars: tuple[str, ...]) -> str:
    for star in stars:
        pattern = pattern.replace("*", star, 1)
    return pattern


def _elsewhere(trainer: Trainer, settings: Settings) -> frozenset[str]:
    """Names of settings that a document has another place for."""
    rows = (trainer.base, trainer.revision, trainer.seed, trainer.output)
    named = {name for row in rows for name in row}
    named |= {name for pair in (*trainer.data, *trainer.reward) for name in pair if name}
    tops = {name.split(".")[0] for name in named if "*" in name} | {*trainer.keyed}
    return frozenset(name for name in settings if name in named or name.split(".")[0] in tops)


def hyperparameters(run: Run, settings: Settings, without: frozenset[str], aside: tuple[str, ...] = ()) -> None:
    """Give every setting that can influence the result under its name in the trainer."""
    for name, setting in settings.items():
        if name in without or name.split(".")[0] in aside or not influences(name):
            continue
        value = setting.value
        if value in (None, "", []) or not _NAME.fullmatch(name):
            continue
        pointer = "/hyperparameters/" + name.replace("/", "~1")
        if not _is_template(name) and (
            is_set_elsewhere(value) or (isinstance(value, list) and any(map(is_set_elsewhere, value)))
        ):
            run.note(f"{name} is set elsewhere: {str(value)[:60]}", setting, pointer=pointer)
            continue
        if isinstance(value, list) and any(each == "" for each in value):
            continue
        run.give(pointer, number(value, value) if is_number(name) else value, setting)
        if is_number(name) and not (meaning(name) == "max_steps" and value == -1):  # which is none
            run.facts.setdefault("essential", []).append(pointer)


def _is_template(name: str) -> bool:
    """Whether braces in the value are the trainer's own: a chat template, a prompt."""
    return any(word in name for word in ("template", "prompt", "system"))


def influences(name: str) -> bool:
    """Whether a setting of that name can change the weights that come out."""
    if name in _KEPT:
        return True
    parts = name.replace("-", "_").lower().replace(".", "_").split("_")
    return not (name in _WHOLE or parts[0] in _FIRST or _TOLD & {*parts})


def four_or_eight(settings: Settings, four: str = "load_in_4bit", eight: str = "load_in_8bit") -> str | None:
    """The quantisation that bitsandbytes loads the base with."""
    if value_of(settings, four) is True:
        return "4 bit"
    return "8 bit" if value_of(settings, eight) is True else None
