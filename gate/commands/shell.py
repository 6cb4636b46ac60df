"""``completion``: what a shell has to know to complete the command line."""

from __future__ import annotations

import click

from gate.commands._console import emit

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
    emit(found(context.find_root().command, {}, "tunegate", "_TUNEGATE_COMPLETE").source())
