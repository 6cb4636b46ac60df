"""What the path of a file says about it, before anything is read."""

from __future__ import annotations

from gate.config.selectors import Selector
from gate.recognise.vocabulary import is_evaluation, words

_IGNORED = tuple(
    Selector.parse(glob)
    for glob in (
        ".github/**",
        ".circleci/**",
        ".gitlab-ci.yml",
        ".gitlab/**",
        "**/azure-pipelines*.yml",
        ".buildkite/**",
        ".azure-pipelines/**",
        ".pipelines/**",
        "**/.pre-commit-config.yaml",
        "**/.pre-commit-hooks.yaml",
        "**/mkdocs*.yml",
        "**/mkdocs*.yaml",
        "**/.readthedocs.y*ml",
        "**/codecov.yml",
        "**/.codecov.yml",
        "**/CITATION.cff",
        "**/package.json",
        "**/package-lock.json",
        "**/tsconfig*.json",
        "**/renovate.json",
        "**/node_modules/**",
        "**/.vscode/**",
        "**/.devcontainer/**",
        "**/pyproject.toml",
        "**/*.lock.json",
        "**/site-packages/**",
        "**/__tests__/**",
        "**/tests/**",
        "**/test/**",
        "**/test_*.py",
        "**/*_test.py",
        "**/conftest.py",
        "**/.idea/**",
        "**/environment.yml",
        "**/environment.yaml",
        "**/conda*.yml",
        "**/pnpm-lock.yaml",
        "**/.eslintrc*",
        "**/.prettierrc*",
        "**/.markdownlint*",
        "**/.yamllint*",
        "**/_toctree.yml",
        "**/.venv/**",
        "**/vendor/**",
        "**/third_party/**",
        "**/dependabot.yml",
        "**/cspell*.json",
        "**/labeler.yml",
        "**/i18n/**",
        "**/locales/**",
        "**/package.nls*.json",
        "**/jsconfig*.json",
        "**/setup.py",
        "**/*.gen.ts",
        "**/*.gen.go",
        "**/*.pb.go",
        "**/*_pb2*.py*",
        "**/*_generated.go",
        "**/zz_generated*",
    )
)
# what tests are given and what they recorded; tests by their endings
_RECORDED = ("__fixtures__", "spec/fixtures", "cassettes", "vcr_cassettes", "__mocks__", "testdata")
_TESTS = ("_spec.rb", *(f".{kind}.{ending}" for kind in ("spec", "test") for ending in ("ts", "js", "tsx", "jsx")))
RECORDS_ENDINGS = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
_DATA = frozenset(
    "data dataset datasets train training sft dpo ppo rlhf orpo kto grpo instruct instruction "
    "instructions finetune finetuning corpus alpaca sharegpt conversations dialogues preference "
    "preferences pretrain distill synthetic annotated annotations labelled labeled".split()
)
_MEASURES = frozenset("eval evals evaluation evaluations benchmark benchmarks bench".split())
_MODEL_WORDS = frozenset("model models checkpoint checkpoints weights adapter tokenizer".split())
_NO_DATA = frozenset(
    "result results output outputs prediction predictions log logs report reports metric metrics "
    "leaderboard schema trace traces history config configs requirements cache score scores usage "
    "cost benchmarks node fixture fixtures statistics summary index translation translations".split()
)
_RETRIEVAL = frozenset("rag retrieval retriever ingest ingestion".split())  # documents that answers are looked up in
MODEL_ENDINGS = (".safetensors", ".bin", ".pt", ".pth", ".gguf", ".onnx", ".ckpt", ".h5", ".pkl", ".joblib", ".model")
_CODE = (".py", ".sh", ".ipynb", ".yaml", ".yml", ".toml", ".md", ".cfg", ".ini", ".r", ".js", ".ts", ".html", ".png")
_PROMPT_TEXT = (".txt", ".md", ".j2", ".jinja", ".jinja2", ".tmpl", ".prompt", ".mustache", ".hbs", ".xml", "")
_DOCUMENTS = frozenset("readme changelog license contributing index security authors notice todo".split())


def is_ignored(path: str) -> bool:
    """Continuous integration, linters, tests and what others made: never a surface of the model."""
    return ignored_by(path) is not None


def ignored_by(path: str) -> str | None:
    """The glob of what is never a surface that a path matches."""
    folder = next((f"**/{part}/**" for part in _RECORDED if f"/{part}/" in f"/{path}"), None)
    if folder is not None:
        return folder
    ending = next((f"**/*{end}" for end in _TESTS if path.endswith(end)), None)
    return ending or next((selector.text for selector in _IGNORED if selector.matches(path)), None)


_NAMED_TESTS = (
    *_TESTS,
    "_test.py",
    "_test.go",
    "_pb2.py",
    "_pb2_grpc.py",
    ".gen.ts",
    ".gen.go",
    ".pb.go",
    "_generated.go",
)
_NOT_OURS = (
    "tests",
    "test",
    "__tests__",
    "node_modules",
    "site-packages",
    "vendor",
    "third_party",
    ".venv",
    *_RECORDED,
)


def may_hide(path: str) -> bool:
    """Whether a file is named as a test or as generated, but lies where programs lie: a name alone proves neither."""
    *folders, name = path.split("/")
    named = name.endswith(_NAMED_TESTS) or (
        name.startswith(("test_", "zz_generated")) and name.endswith((".py", ".go"))
    )
    return named and not {*folders} & {*_NOT_OURS}


def only_measures(path: str) -> bool:
    """Whether a file lies among tasks and suites that measure models: ``lm_eval/tasks``, ``benchmarks``."""
    return any(not _MEASURES.isdisjoint(words(folder)) for folder in path.split("/")[:-1])


def extension(path: str) -> str:
    name = path.rpartition("/")[2]
    return "." + name.rpartition(".")[2].lower() if "." in name[1:] else ""


def is_records_path(path: str) -> bool:
    """A file that can hold data records; a text does where its path speaks of training on it."""
    kind = extension(path)
    return kind in (*RECORDS_ENDINGS, ".json") or (
        kind == ".txt" and bool({*words(path)} & {"train", "corpus", "pretrain"})
    )


def is_data_path(path: str, *, tracked: bool = False) -> bool:
    """Whether the path alone says training data. ``tracked``: data version control says that it is data or a model."""
    parts = {*words(path)}
    if is_evaluation(path) or extension(path) in (*_CODE, *MODEL_ENDINGS) or parts & _NO_DATA:
        return False
    if parts & _RETRIEVAL or (parts & _MODEL_WORDS and extension(path) not in RECORDS_ENDINGS):
        return False
    return tracked or bool(parts & _DATA)


def looks_like_one(path: str) -> bool:
    """Whether the name alone is one of data records, of a prompt or of a policy."""
    return extension(path) in RECORDS_ENDINGS or is_prompt_text(path) or is_policy_text(path)


def data_word(path: str) -> str:
    """The word of a path that says training data; "" where none does."""
    return next((word for word in reversed(words(path)) if word in _DATA), "") if is_data_path(path) else ""


def why_text(path: str) -> str:
    """What a prompt or a policy was recognised by: its name where that says it, else its folder."""
    name = path.rpartition("/")[2]
    named = is_policy_text(name) or is_prompt_text(name)
    return f"the name {name}" if named else f"the folder {path.rpartition('/')[0]}"


def may_be_data(path: str) -> bool:
    """Whether a file of records is training data unless its content says otherwise."""
    return not is_evaluation(path) and not ({*words(path)} & _NO_DATA)


def is_prompt_text(path: str) -> bool:
    """A file whose whole text is a prompt: ``prompts/*.txt``, ``system_prompt.md``, ``*.prompt``, a chat template."""
    folder, _, name = path.rpartition("/")
    kind = extension(path)
    stem = words(name.removesuffix(kind) if kind else name)
    if kind not in _PROMPT_TEXT or not stem or stem[0] in _DOCUMENTS or is_evaluation(path):
        return False
    if kind == ".prompt":
        return True
    said = {*stem}
    if kind == "" and "." in name:
        return False
    if kind == ".md" and is_documentation(path):
        return False
    if kind == ".md" and not _ends_as_prompt(stem):
        said = set()
    if (
        "prompt" in said
        or "prompts" in said
        or stem[-1].endswith("prompt")
        or {"system", "message"} <= said
        or {"chat", "template"} <= said
    ):
        return True
    folders = [words(part) for part in folder.split("/")] if folder else []
    return any(part and part[-1] in ("prompt", "prompts", "personas") for part in folders)


def is_documentation(path: str) -> bool:
    """Whether a text about prompts is a page for people: among documents, unless its folder or name says a prompt's."""
    *folders, name = path.lower().split("/")
    if not {*folders} & {"docs", "doc", "documentation", "website", "wiki", "blog"}:
        return False
    return folders[-1] not in ("prompts", "personas") and not {"system", "persona"} & {*words(name)}


def _ends_as_prompt(stem: list[str]) -> bool:
    """``system_prompt_v2``, and not ``prompt engineering guide``: a Markdown file may well be about prompts."""
    named = [word for word in stem if len(word) > 1 and not word.isdigit()]
    return bool(named) and (named[-1] in ("prompt", "prompts", "message", "template") or named[0] == "system")


def is_policy_text(path: str) -> bool:
    """A text that says what a safety classifier refuses: Llama Guard's categories, a content policy, RAIL."""
    kind = extension(path)
    if kind == ".rail":
        return True
    if kind not in (".txt", ".md", ".j2", ".jinja", ".jinja2"):
        return False
    said = {*words(path.rpartition("/")[2])}
    guard = said & {"guard", "llamaguard", "shieldgemma", "moderation", "guardrail", "guardrails", "safeguard"}
    return bool(
        (guard and said & {"policy", "policies", "categories", "taxonomy", "prompt", "prompts"})
        or {"unsafe", "categories"} <= said
        or {"content", "policy"} <= said
        or said & {"blocklist", "denylist"}
        or {"banned", "words"} <= said
        or {"blocked", "words"} <= said
    )
