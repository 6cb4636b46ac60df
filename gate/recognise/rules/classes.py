"""The classes of words that names are made of: the one place to add a habit of naming.

A name is compared word by word (``modelNameOrPath`` -> model, name, or, path). One word says little; the rules
(`gate.recognise.rules.table`) ask for words together with values that look the part.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from gate.values.regex import regex


class Word:
    """What a name speaks of: one bit a class; plain numbers, because they are asked for millions of times."""

    NOTHING: Final = 0
    MODEL: Final = 1 << 0
    MODELISH: Final = 1 << 1
    """Says a model only where the value is one."""
    ID: Final = 1 << 2
    REVISION: Final = 1 << 3
    DATASET: Final = 1 << 4
    DATA: Final = 1 << 5
    """Says a data set only together with an identifier, a file or training."""
    TRAIN: Final = 1 << 6
    PART: Final = 1 << 7
    """Which part of a data set, and how much of it."""
    PROMPT: Final = 1 << 8
    SPEAKER: Final = 1 << 9
    TEXT: Final = 1 << 10
    """With a speaker, a prompt: ``system_message``."""
    GUARD: Final = 1 << 11
    FILTER: Final = 1 << 12
    """Says a filter only in configuration."""
    TOOL: Final = 1 << 13
    SCOPE: Final = 1 << 14
    ALLOW: Final = 1 << 15
    EVAL: Final = 1 << 16
    OUT: Final = 1 << 17
    PROSE: Final = 1 << 18
    """Words for a person: descriptions, labels, examples."""
    TYPE: Final = 1 << 19
    OPERATION: Final = 1 << 20
    """How a thing runs, and not what it is."""
    OTHER_MODEL: Final = 1 << 21
    """A model that answers nobody: embeddings, speech, vision."""
    FILE: Final = 1 << 22
    LIMIT: Final = 1 << 23
    RETRIEVAL: Final = 1 << 24
    """Documents to look answers up in, on which nothing is trained."""
    PATTERN: Final = 1 << 25
    """In a file of a guard, what it looks for."""


_WORDS: dict[int, str] = {
    Word.MODEL: "model models llm llms checkpoint checkpoints ckpt backbone pretrained pretrain chatmodel basemodel "
    "modelid modelname languagemodel student teacher finetuned",
    Word.MODELISH: "base foundation gguf deployment engine chatopenai chatanthropic chatollama adapter tokenizer ref "
    "completion completions from repo llama ollama bedrock agent",
    Word.ID: "name id path repo url uri dir slug identifier file source checkpoint weights variant key",
    Word.REVISION: "revision rev version commit sha tag ref revisions digest checksum",
    Word.DATASET: "dataset datasets corpus corpora mixer mixture datamix traindata trainset trainingdata pretraining",
    Word.DATA: "data jsonl parquet csv samples records",
    Word.TRAIN: "train training trainer sft dpo ppo rlhf grpo kto orpo finetune finetuning instruct "
    "pretrain pretraining "
    "preference preferences rm",
    Word.PART: "split splits subset subsets config configs weight weights ratio fraction proportion "
    "probs proportions "
    "percentage sampling revision shards",
    Word.PROMPT: "prompt prompts persona personas preamble sysprompt systemprompt",
    Word.SPEAKER: "system sys developer agent assistant bot",
    Word.TEXT: "message messages instruction instructions template templates role goal content msg text backstory "
    "guidelines persona rules behavior personality context prefix",
    Word.GUARD: "guardrail guardrails rails moderation safety blocklist denylist toxicity pii jailbreak "
    "scanners scanner "
    "rai shield shields banned blocked llamaguard shieldgemma presidio profanity wildguard forbidden prohibited "
    "disallowed unsafe harmful guard guards redaction anonymize moderate moderator hazard",
    Word.FILTER: "filter filters filtering policy policies threshold thresholds categories category "
    "sanitize sanitizer "
    "toxic sensitive restricted",
    Word.TOOL: "tool tools toolset toolsets toolnames mcp mcpservers plugin plugins",
    Word.SCOPE: "permissions permission scopes capabilities allowlist whitelist toolset toolsets toolnames",
    Word.ALLOW: "allowed allow enabled permitted denied deny disallowed blocked available",
    Word.EVAL: "eval evals evaluate evaluation evaluations evaluator evaluators test tests testing valid "
    "validation val "
    "judge judges judging grader graders grading benchmark benchmarks bench metric metrics scorer holdout heldout "
    "leaderboard scoring rubric rubrics critique",
    Word.OUT: "output outputs out save saved export exported hub push log logs logging logger cache cached result "
    "results run runs served alias prepared upload report reports wandb project experiment tracking tensorboard "
    "dest destination target mount mountpath telemetry pricing price cost costs",
    Word.PROSE: "description descriptions desc help title label labels example examples note notes url "
    "usage placeholder "
    "tooltip summary comment comments docs doc documentation readme about homepage license author authors "
    "suggestion suggestions suggested starter starters "
    "changelog heading caption hint legend display displayname error warning",
    Word.TYPE: "type types dtype class cls provider providers image workspace kind format formats backend framework "
    "library arch architecture device platform runtime extension suffix "
    "icon logo color style css schema namespace",
    Word.OPERATION: "ttl cache port host hostname url workers worker timeout retries replicas memory cpu "
    "gpu endpoint region "
    "interval batch concurrency log logging level path dir directory file debug verbose duration latency",
    Word.OTHER_MODEL: "embed embeds embedding embeddings embedder rerank reranker reranking speech voice "
    "whisper tts stt asr "
    "transcription transcribe vision image images diffusion audio ocr clip vector vectorstore",
    Word.FILE: "file files path paths json url uri dir",
    Word.LIMIT: "max min num size length count tokens limit steps",
    Word.RETRIEVAL: "rag retrieval retriever retrieve ingest ingestion ingested vectorstore vectordb chroma faiss "
    "qdrant pinecone weaviate milvus",
    Word.PATTERN: "pattern patterns regex regexes keyword keywords phrases words terms topics rules list lists "
    "signatures",
}
NEVER = Word.EVAL | Word.OUT | Word.OTHER_MODEL  # no model or data that answers are made from
_BY_WORD: dict[str, int] = {}
for _class, _text in _WORDS.items():
    for _word in _text.split():
        _BY_WORD[_word] = _BY_WORD.get(_word, 0) | _class

_PART = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# steps that say nothing of the value: calls and keys that only hand it on
_SILENT = frozenset(
    "field default get getenv environ env value str string string dedent cleandoc strip add_argument option argument "
    "parse_args literal from into to_string tostring orelse or_else unwrap_or unwrap_or_else setdefault pop of new "
    "trim format lookup_env lookupenv defaultvalue default_value some ok vec list tuple dict set map param parameter "
    "join textwrap property properties variable variables spec values data_config config env_or "
    "getorelse process lookup "
    "object freeze partial enum final as_const tolowercase lower upper args kwargs append extend push cast typing "
    "annotated sprintf".split()
)


@lru_cache(maxsize=1 << 15)
def words_of(step: str) -> tuple[str, ...]:
    """The words of one name, in lower case."""
    return tuple(word.lower() for word in _PART.findall(step[:160]))


def class_of(word: str) -> int:
    """The classes of one word; ``preprompt`` and ``userprompts`` are prompts, too."""
    known = _BY_WORD.get(word)
    if known is not None:
        return known
    return Word.PROMPT if word.endswith(("prompt", "prompts")) else 0


@lru_cache(maxsize=1 << 15)
def classes_of(step: str) -> int:
    """The classes of the words of one name."""
    found = 0
    for word in words_of(step):
        found |= class_of(word)
    return found


@lru_cache(maxsize=1 << 15)
def head_of(step: str) -> int:
    """The class of the word that a name ends with, which says what the thing is; numbers and versions aside."""
    named = [word for word in words_of(step) if not word.isdigit() and len(word) > 1]
    return class_of(named[-1]) if named else 0


def listed(step: str, wanted: int) -> tuple[str, ...]:
    """The words of a name that are of a class."""
    return tuple(word for word in words_of(step) if class_of(word) & wanted)


@lru_cache(maxsize=1 << 14)
def telling(steps: tuple[str, ...]) -> tuple[str, ...]:
    """The steps without those that only hand a value on; the last is kept where nothing else is left."""
    kept = tuple(step for step in steps if step.lower().lstrip("-") not in _SILENT or step[:2] == "--")
    return kept or steps[-1:]
