"""Files in which there is nothing to find, by their names. Asked of every changed path: cheap, importing little."""

from __future__ import annotations

from gate.values.regex import regex

MAX_READ = 2 * 1024 * 1024  # bytes; of a longer file nothing is looked at, and that is said
_HINT = regex(
    rb"(?i)model|prompt|llm|data_?set|guard|moderation|persona|instruction|system|gpt-|claude|llama|qwen|mistral|gemini|gemma|"
    rb"deepseek|tools|scopes|blocklist|deny_?list|\bpii\b|toxic|corpus|checkpoint|pretrain|banned|\byou are\b|train"
)
_PATHS = ("guard", "moderat", "prompt", "pii_", "_pii", "/pii")
# endings of what nobody writes settings, prompts or programs of a model in: pictures, styles, pages, locks, archives,
# office documents, and languages without a grammar here
ENDINGS = frozenset(
    "css scss sass less html htm svg png jpg jpeg gif ico webp bmp pdf woff woff2 ttf otf eot mp3 mp4 "
    "wav flac ogg mov avi webm "
    "adoc rego proto sum mod map gz tar tgz bz2 xz zst 7z jar war class so dylib dll exe o pyc whl "
    "db sqlite patch diff "
    "po pot mo srt vtt log c h cc cpp hpp cxx cu cuh swift r scala sql bib tex xlsx docx pptx excalidraw "
    "drawio snap vue svelte "
    "gradle sln csproj vcxproj props targets editorconfig gitignore gitattributes "
    "dockerignore gitkeep".split()
)
_NAMES = frozenset(
    "license notice authors contributors codeowners go.sum requirements.txt py.typed manifest.in .gitignore "
    ".gitattributes .dockerignore .editorconfig .npmrc .nvmrc .prettierignore .eslintignore .python-version "
    "yarn.lock poetry.lock uv.lock pdm.lock pipfile.lock cargo.lock composer.lock gemfile.lock flake.lock bun.lock "
    "deno.lock mix.lock podfile.lock".split()
)
_BUNDLES = (".min.js", ".min.mjs", ".d.ts", ".bundle.js", ".chunk.js")
# a text for people is a prompt, a policy or a model card only where its path has one of these
_PROSE = frozenset({"md", "mdx", "rst"})
_STEMS = (
    "readme",
    "card",
    "prompt",
    "persona",
    "instruction",
    "system",
    "template",
    "guard",
    "moder",
    "shield",
    "polic",
    "list",
    "unsafe",
    "words",
)


def ending_of(path: str) -> str:
    """The ending of a file's name in lower case, without the dot; "" where it has none."""
    name = path.rpartition("/")[2].lower()
    return name.rpartition(".")[2] if "." in name[1:] else ""


def is_cold(path: str) -> bool:
    """Whether nothing can be recognised in the file."""
    name = path.rpartition("/")[2].lower()
    ending = ending_of(path)
    if ending in _PROSE:
        folded = path.lower()
        return not any(stem in folded for stem in _STEMS)
    return ending in ENDINGS or name in _NAMES or name.endswith(_BUNDLES)


def may_say(path: str, data: bytes) -> bool:
    """Whether a file has any word that says something of a model, or is one of a guard or of prompts by its path."""
    return _HINT.search(data) is not None or any(word in path.lower() for word in _PATHS)
