"""Chat templates: by which digest one is known, and the one that a trainer's configuration has in it."""

from __future__ import annotations

from gate.derive.settings import Setting, Settings
from gate.values.canonical import digest_of

POINTER = "/chat_template_digest"  # of a training run
FACT = "chat_template_digest"  # of a source: what the rules compare with each other
# axolotl (0.19: 'chat_template_jinja'), and trainers that hand 'chat_template' on to the tokenizer (transformers 5.24)
_INLINE = ("chat_template_jinja", "chat_template", "tokenizer.chat_template", "model.chat_template")


def template_digest(template: str) -> str:
    """SHA-256 of a template's UTF-8 text, less the line end that editors put behind the last line."""
    return digest_of(template.rstrip("\n").encode("utf-8", "surrogatepass"))


def inline(settings: Settings) -> tuple[str, Setting] | None:
    """The digest of the template that a configuration has in it; None for one that has a name or a path of one."""
    for name in _INLINE:
        found = settings.get(name)
        if found is not None and isinstance(found.value, str) and "{%" in found.value:
            return template_digest(found.value), found
    return None
