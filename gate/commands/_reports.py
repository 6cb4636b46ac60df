"""Reports into files, beside the one on standard output."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate.commands._console import internal_error, say_error
from gate.report import FORMATS, names
from gate.values.errors import EXIT_PASS, TunegateError, UndecidedError, UsageError
from gate.values.text import Json, Output

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from gate.case.gather import Gathered
    from gate.case.shape import Case
    from gate.judge.decision import Decision
    from gate.report.common import Quote
    from gate.report.statement import Parties


class ReportFormat(click.ParamType):  # type: ignore[type-arg]  # click 8.1 has no type arguments
    """A format of `gate.report.formats`. All of them are imported only where the list is shown."""

    name = "choice"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return value if FORMATS.find(value) else self._choice().convert(value, param, ctx)

    def get_metavar(self, *args: Any, **named: Any) -> str | None:
        return self._choice().get_metavar(*args, **named)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return self._choice().shell_complete(ctx, param, incomplete)

    def _choice(self) -> click.Choice[str]:
        return click.Choice(names())


@dataclass(frozen=True, slots=True)
class Report:
    """A format of `gate.report.formats`, and the file that it goes to."""

    format: str
    path: str


def parse_reports(context: click.Context, option: click.Parameter, values: Sequence[str]) -> tuple[Report, ...]:
    """``FORMAT=FILE`` of the command line as reports. Raises click.BadParameter where one is neither."""
    return tuple(_parse(value) for value in values)


def _parse(value: str) -> Report:
    format_, equals, path = value.partition("=")
    if not equals or FORMATS.find(format_) is None:
        raise click.BadParameter(f"{value!r} is not FORMAT=FILE with one of the formats {', '.join(names())}.")
    if not path or Path(path).is_dir():
        raise click.BadParameter(f"{value!r} names no file.")
    return Report(format_, path)


def distinct(reports: Sequence[Report]) -> tuple[Report, ...]:
    """The reports. Raises UsageError where two would go to one file: the later would take the earlier's place."""
    seen: set[str] = set()
    for report in reports:
        place = os.path.realpath(report.path)
        if place in seen:
            raise UsageError("two reports cannot go to one file", path=report.path, remedy="Name another file.")
        seen.add(place)
    return tuple(reports)


def write_reports(reports: Sequence[Report], decision: Decision, quote: Quote) -> int:
    """Write every report, say what could not be written, and return the exit status.

    A verdict that does not pass keeps its status. A pass becomes 2 where a file cannot be written and 3 where a report
    cannot be made: a later step may rely on a file that is not there, or is left from an earlier run.
    """
    worst = EXIT_PASS
    for report in reports:
        try:
            write_file(report.path, FORMATS[report.format].render(decision, quote))
        except OSError as error:
            problem = UsageError(
                f"the report cannot be written: {error.strerror}", path=report.path, remedy="Name a file."
            )
            say_error(problem)
            worst = max(worst, problem.exit_code)
        except Exception as error:
            say_error(internal_error(error))
            worst = max(worst, UndecidedError.exit_code)
    return decision.exit_code or worst


def write_case(path: str, case: Case | None, code: int) -> int:
    """Write the case that was judged, an empty file where there is none, and return the exit status."""
    try:
        if case is None:
            Path(path).write_bytes(b"")
        else:
            write_file(path, Json(case, exact=True))
    except OSError as error:
        say_error(UsageError(f"the case cannot be written: {error.strerror}", path=path, remedy="Name a file."))
        return code or UsageError.exit_code
    return code


def write_statement(
    path: str,
    decision: Decision,
    gathered: Gathered | None,
    who: Parties,
    code: int,
    form: str = "vsa",
    artefacts: Sequence[str] = (),
) -> int:
    """Write the in-toto statement of a verification, and return the exit status.

    ``code`` is the status so far. Where there is nothing to state, or it cannot be made, the file stays empty; so it
    does where an artefact (``[MODEL=]PATH``) is another than the reviewed one.
    """
    from gate.report.statement import statement

    try:
        weights = _weights(gathered, artefacts)
        document = statement(decision, gathered, who, code, weights=weights, form=form)
        if document is not None:
            write_file(path, Json(document, exact=True, sort=False))
    except OSError as error:
        say_error(UsageError(f"the statement cannot be written: {error.strerror}", path=path, remedy="Name a file."))
        return code or UsageError.exit_code
    except TunegateError as error:
        say_error(error)
        return max(code, error.exit_code)
    except Exception as error:
        say_error(internal_error(error))
        return code or UndecidedError.exit_code
    return code


def _weights(gathered: Gathered | None, artefacts: Sequence[str]) -> dict[str, dict[str, str]]:
    """The digests of the artefacts at hand, by model and path. Raises UsageError where none is named that was verified,
    UndecidedError for weights that nobody reviewed."""
    from gate.registry.artefacts import artefact
    from gate.report.statement import reviewed_weights

    found: dict[str, dict[str, str]] = {}
    models = gathered.case["models"] if gathered else {}
    keys = None
    if gathered and gathered.authority and artefacts:
        from gate.commands._statement_keys import weights_keys_at

        keys = weights_keys_at(gathered.authority, gathered.signing, gathered.case["now"])
    for given in artefacts if gathered else ():
        name, equals, place = given.partition("=")
        if not equals:
            if len(models) != 1:
                raise UsageError("several models were verified", remedy="Write --artefact MODEL=PATH.")
            name, place = next(iter(models)), given
        if name not in models:
            raise UsageError(f"the model {name!r} was not verified", remedy=f"Verified: {', '.join(models)}.")
        read = artefact(Path(place), keys)
        if not read.reviewed_by(reviewed_weights(models[name])):
            raise UndecidedError(
                f"these are not the weights of {name} that were reviewed: their digest is {read.digest}",
                path=place,
                remedy="Publish the output of the reviewed training run ('output.digest' in training-run.yaml).",
            )
        found.setdefault(name, {}).update({**read.files, "": read.digest})
    return found


def write_file(path: str, output: Output) -> None:
    """Raises OSError."""
    # other commands of the step may have written to its summary
    mode = "a" if path == os.environ.get("GITHUB_STEP_SUMMARY") else "w"
    with open(path, mode, encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        file.write(output)
