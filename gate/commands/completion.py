"""The names that a shell is told to complete with: models and rules. Whatever cannot be read has none."""

from __future__ import annotations

import re
from pathlib import Path

import click

from gate.commands._console import emit
from gate.values.regex import regex
from gate.values.text import Lines

_ID = regex(r'^id := "([a-z-]+)"$', re.MULTILINE)


def models(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """The models of the configuration in the work tree."""
    from gate.config.load import load
    from gate.values.errors import TunegateError
    from gate.values.terms import CONFIG_PATH

    asked = context.find_root().params
    path = Path(asked.get("directory") or ".") / (asked.get("config") or CONFIG_PATH)
    try:
        return [name for name in load(path.read_bytes(), path.name).models if name.startswith(incomplete)]
    except (OSError, TunegateError):
        return []


def rules(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """The built-in rules."""
    from gate.process.resources import resource

    texts = (path.read_text(encoding="utf-8") for path in sorted(resource("policies").glob("rules/*/*/*.rego")))
    names = [found[1] for text in texts if (found := _ID.search(text))]
    return [name for name in names if name.startswith(incomplete)]


SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script of SHELL.

    bash: put 'eval "$(tunegate completion bash)"' into ~/.bashrc. zsh: the same with zsh, into ~/.zshrc.
    fish: tunegate completion fish > ~/.config/fish/completions/tunegate.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"there is no completion for {shell}")
    script = found(context.find_root().command, {}, "tunegate", "_TUNEGATE_COMPLETE").source()
    emit(Lines(script.split("\n")))
