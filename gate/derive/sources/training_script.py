"""Training scripts in Python that use transformers, TRL, PEFT or Unsloth, by the arguments of their calls.

Unsloth 2026.10 (``unsloth/models/{loader,llama}.py``: ``FastLanguageModel.from_pretrained`` loads in 4 bits unless told
otherwise), TRL 1.16 (``SFTConfig``, ``DPOConfig``, ...), transformers 5 (``TrainingArguments``), PEFT (``LoraConfig``).
"""

from __future__ import annotations

from gate.derive import trainer
from gate.derive.given import Given, Note, Source
from gate.derive.scripts import Call, Script
from gate.derive.settings import Setting, Settings
from gate.derive.trainer import Trainer, four_or_eight, value_of
from gate.values.regex import regex

KIND = "training-script"
_CLASSES = "~classes"
_CONFIGS = (
    "SFTConfig TrainingArguments Seq2SeqTrainingArguments UnslothTrainingArguments DPOConfig ORPOConfig KTOConfig "
    "CPOConfig RewardConfig PPOConfig GRPOConfig RLOOConfig GKDConfig OnlineDPOConfig"
).split()
_TRAINERS = {
    "SFTTrainer": "supervised",
    "UnslothTrainer": "supervised",
    "DPOTrainer": "preference",
    "ORPOTrainer": "preference",
    "KTOTrainer": "preference",
    "CPOTrainer": "preference",
    "RewardTrainer": "preference",
    "PPOTrainer": "reinforcement",
    "GRPOTrainer": "reinforcement",
    "RLOOTrainer": "reinforcement",
    "OnlineDPOTrainer": "reinforcement",
    "GKDTrainer": "distillation",
}
_BESIDE = ("Tokenizer", "TokenizerFast", "Processor", "Config", "PeftModel")  # loaded beside the model
_SAVED = ("max_seq_length", "load_in_4bit", "load_in_8bit", "dtype", "torch_dtype", "attn_implementation")
_SAYS = regex(
    rb"TrainingArguments|(?:SFT|DPO|ORPO|KTO|CPO|GRPO|PPO|Reward)(?:Config|Trainer)|FastLanguageModel|FastModel"
)


def _objective(settings: Settings, path: str) -> str | None:
    found = {_TRAINERS[name] for name in value_of(settings, _CLASSES) or () if name in _TRAINERS}
    return found.pop() if len(found) == 1 else None


def _adaptation(settings: Settings) -> str:
    classes = {*(value_of(settings, _CLASSES) or ())}
    return "lora" if classes & {"LoraConfig", "get_peft_model"} else "full"


TRAINER = Trainer(
    kind=KIND,
    base=("base",),
    revision=("revision",),
    data=(("data", ""),),
    reward=(("reward_model", ""),),
    objective=_objective,
    adaptation=_adaptation,
    quantised=four_or_eight,
    aside=(_CLASSES,),
)


def recognises(source: Source) -> bool:
    return source.name.endswith(".py") and _SAYS.search(source.head) is not None and b"xtuner" not in source.head


def read(source: Source) -> Given:
    script = Script(source)
    settings: dict[str, Setting] = {}
    notes: list[Note] = []
    configs, adapters = script.calls(*_CONFIGS), script.calls("LoraConfig", "get_peft_model")
    for call in (*_only(configs, notes), *(call for call in adapters if _has_numbers(call))):
        settings |= {name: found for name, found in call.arguments.items() if not name.isdigit()}
        if call.open:
            notes.append(Note(f"{call.name} gets arguments that are set elsewhere: '**'", call.line))
    _base(script, settings, notes)
    _data(script, settings)
    settings.pop("model", None)
    settings[_CLASSES] = Setting(sorted(script.classes()))
    given = trainer.read(TRAINER, settings, source.path)
    return Given(given.tool, given.values, facts=given.facts, notes=(*given.notes, *notes))


def _has_numbers(call: Call) -> bool:
    return bool(call.arguments.keys() & {"r", "lora_alpha", "lora_dropout", "target_modules"})


def _only(calls: list[Call], notes: list[Note]) -> list[Call]:
    """The call that makes the settings; none where several could."""
    if len(calls) > 1:
        notes.append(Note(f"{len(calls)} calls make settings of a trainer; it is not clear which count", calls[1].line))
        return []
    return calls


def _base(script: Script, settings: dict[str, Setting], notes: list[Note]) -> None:
    rows = [
        (call, value)
        for call in script.calls("from_pretrained")
        if not call.owner.endswith(_BESIDE) and (value := _model(call)) is not None
    ]
    names = {str(value.value) for _, value in rows}
    if len(names) > 1:
        notes.append(Note("several models are loaded; it is not clear which is trained", rows[1][0].line))
        return
    for call, value in rows:
        settings.setdefault("base", value)
        if "revision" in call.arguments:
            settings.setdefault("revision", call.arguments["revision"])
        for name in _SAVED:
            if name in call.arguments:
                settings.setdefault(name, call.arguments[name])
    unsloth = any(call.owner in ("FastLanguageModel", "FastModel", "FastVisionModel") for call, _ in rows)
    if unsloth and "load_in_4bit" not in settings and not rows[0][0].open:
        settings["load_in_4bit"] = Setting(True, rows[0][0].line, rows[0][0].line)  # the default of Unsloth


def _model(call: Call) -> Setting | None:
    for name in ("model_name", "pretrained_model_name_or_path", "0"):
        if name in call.arguments:
            return call.arguments[name]
    return None


def _data(script: Script, settings: dict[str, Setting]) -> None:
    rows = []
    for call in script.calls("load_dataset"):
        rows += [call.arguments[name] for name in ("0", "path", "data_files") if name in call.arguments]
    names = [each for row in rows for each in (row.value if isinstance(row.value, list) else [row.value])]
    plain = [name for name in names if isinstance(name, str) and not name.startswith("`")]
    if plain:
        settings["data"] = Setting(plain, rows[0].line, rows[-1].end_line)
