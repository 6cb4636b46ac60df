"""Files that are what something left, and no settings: results, transcripts, logs, records."""

from __future__ import annotations

from gate.extract.triple import Extract
from gate.recognise.vocabulary import words

_PRODUCTS = frozenset(
    "result results output outputs runs traces trace reports report logs log history predictions "
    "generations responses "
    "transcripts transcript artifacts snapshots snapshot cassettes cassette coverage dist build checkpoint-results "
    "leaderboard leaderboards".split()
)
_OUTCOMES = frozenset(
    "response responses score scores verdict refusal chosen rejected completion completions output "
    "outputs generation "
    "predicted prediction answer answers logprobs latency passed label labels elapsed".split()
)
MAX_SETTINGS = 300_000  # bytes of JSON that can be settings
_MANY = 6
_ENDINGS = (".json", ".txt", ".md", ".log", ".yaml", ".yml", ".html", ".csv", ".jsonc")


def is_product(path: str) -> bool:
    """A text or structured file under results, outputs, runs and the like, or named so."""
    if not path.lower().endswith(_ENDINGS):
        return False
    *folders, name = path.split("/")
    if any(folder.lower() in _PRODUCTS for folder in folders):
        return True
    said = words(name.rpartition(".")[0])
    return bool(said) and (
        said[-1] in _PRODUCTS - {"log", "report", "build", "output"} or said[0] in ("results", "result")
    )


_SCHEMAS = frozenset({"openapi", "swagger"})


def _is_schema(read: Extract) -> bool:
    """What a document may hold, and no document: JSON Schema, OpenAPI, a custom resource's definition."""
    for t in read.triples[:400]:
        if "openAPIV3Schema" in t.steps or (len(t.steps) == 1 and t.steps[0] in _SCHEMAS):
            return True
        if t.steps == ("$schema",) and "json-schema.org" in str(t.value):
            return True
    return False


def is_records(path: str, data: bytes, read: Extract) -> bool:
    """JSON that holds records: too long for settings, or mostly list items that have an outcome; and schemas."""
    if read.syntax not in ("json", "jsonc", "yaml"):
        return False
    if _is_schema(read):
        return True
    if read.syntax == "json" and len(data) > MAX_SETTINGS:
        return True
    listed = [t for t in read.triples if t.at is not None and any(step.isdigit() for step in t.at)]
    if len(listed) < _MANY or len(listed) * 2 < len(read.triples):
        return False
    items = {next(n for n, step in enumerate(t.at or ()) if step.isdigit()): t for t in listed}
    outcomes = [t for t in listed if t.steps and t.steps[-1].lower() in _OUTCOMES]
    return bool(items) and len(outcomes) >= 2 and read.syntax == "json"
