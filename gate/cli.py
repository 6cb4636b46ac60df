"""The command line. Only this module and the commands print, write reports and exit."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import click

from gate import __version__
from gate.commands._console import internal_error, say, say_error, say_usage, warn
from gate.process.limits import RUN_SECONDS, Watch
from gate.process.terminal import prepare, progress
from gate.values.errors import TunegateError, UndecidedError
from gate.values.terms import CONFIG_PATH
from gate.values.text import Text

COMMANDS = (
    *(
        "check",
        "verify",
        "merge-decisions",
        "report",
        "case",
        "diff",
        "scan",
        "init",
        "adopt",
        "state",
        "evidence",
        "disposition",
    ),
    *("controls", "records", "incident"),
    *("migrate", "drift", "plan", "waiver", "policy", "replay", "upstream", "completion"),
    *("statement", "registry", "log", "hold", "admission"),
)
MOST_UNCOLLECTED = 100_000  # objects: a run makes few cycles, and looking for them so often took a tenth of its time
EXIT_INTERRUPTED = 130  # 128 and the number of SIGINT, as shells say it


def main() -> None:
    """Entry point: run the command, and turn whatever happens into a message and an exit code."""
    gc.set_threshold(MOST_UNCOLLECTED)
    prepare()
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        say_usage(error)
        code = 2
    except (click.Abort, KeyboardInterrupt):
        warn(Text("interrupted: there is no verdict"))
        code = EXIT_INTERRUPTED
    except TunegateError as error:
        say_error(error)
        code = error.exit_code
    except Exception as error:
        say_error(internal_error(error))
        code = 3
    progress.stop()
    gc.freeze()  # all of it ends here: nobody looks through it for cycles once more
    sys.exit(code if isinstance(code, int) else 0)


def version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """What judges: the gate's version, its policies by their digest, and the engine that evaluates them."""
    if not asked or context.resilient_parsing:
        return
    from gate.policy import load_builtin
    from gate.policy.embedded import EmbeddedEngine

    bundle = load_builtin()
    try:
        engine = EmbeddedEngine(bundle).version
    except UndecidedError:  # the system has no wheel of it
        engine = "not installed"
    say(Text(f"tunegate {__version__}"))
    say(Text(f"policies {bundle.digest} ({len(bundle.rules())} rules)"))
    say(Text(f"engine embedded, {engine}"))
    context.exit(0)


class Commands(click.Group):
    """Loads a command when it is used: each is the function of its module's name."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = name.replace("-", "_")
        found: click.Command = getattr(import_module(f"gate.commands.{module}"), module)
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=version, help="Show the versions.")
@click.option("-C", "directory", default=".", metavar="DIR", help="Run as if started in this directory.")
@click.option("--config", default=CONFIG_PATH, metavar="PATH", show_default=True, help="Configuration, from the root.")
@click.option(
    "--timeout",
    type=click.IntRange(1, 86400),
    default=RUN_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="End with exit status 3 where there is no outcome by then.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour in text reports; NO_COLOR and FORCE_COLOR are heeded.",
)
@click.pass_context
def cli(context: click.Context, directory: str, config: str, timeout: int, color: str) -> None:
    """The re-assessment gate for fine-tuned models."""
    watch = Watch(timeout, say_error)
    context.obj = {
        "directory": directory,
        "config": config.removeprefix("./"),
        "timeout": timeout,
        "color": color,
        "watch": watch,
    }
    progress.start(Text(f"tunegate {context.invoked_subcommand}"))
