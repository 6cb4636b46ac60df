"""``evidence edit``: the open values of documents, asked for at the terminal one by one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from gate.commands._console import ask_value, plain, say
from gate.commands._gather import Here, here
from gate.commands._options import now_option
from gate.commands._suggest import Suggestions
from gate.commands.completion import models
from gate.documents.schema import misfit
from gate.values.errors import UsageError
from gate.values.terms import ARTEFACT_KINDS
from gate.values.text import Text

if TYPE_CHECKING:
    from gate.config.load import Model
    from gate.evidence.filling import Filling
    from gate.evidence.questions import Question

DISPOSITION = "disposition"
BACK = "<"
HELP = "Enter skips a value or takes the one in brackets, '<' goes back, Ctrl-D leaves. Each answer is saved at once."


@click.command("edit")
@click.argument("names", nargs=-1, metavar="[MODEL] [KIND]...")
@click.option("--model", metavar="NAME", shell_complete=models, help="The model, where the configuration has several.")
@click.option("--list", "is_list", is_flag=True, help="Print what is open, and ask for nothing.")
@click.option(
    "--set",
    "given",
    metavar="NAME=VALUE",
    multiple=True,
    help="Answer without a terminal, in the one document of KIND: 'method=TEXT'. Can be given several times.",
)
@click.option("--defaults", is_flag=True, help="Take what would stand in brackets, and ask for nothing.")
@now_option
@click.pass_context
def edit(
    context: click.Context,
    names: tuple[str, ...],
    model: str | None,
    is_list: bool,
    given: tuple[str, ...],
    defaults: bool,
    now: str | None,
) -> int:
    """Ask for what documents of KINDS, or all of a pack, leave open: one value at a time, with its rule.

    Documents that are missing are started first. An answer that does not fit is refused on the spot; one that does is
    written at once, so you can leave and go on later.

    Exit status: 0 nothing is open, 1 something still is, 2 an answer or a document that cannot be used.
    """
    at = here(context, now=now)
    kinds, model = _named(names, model)
    if given and len(kinds) != 1:
        raise UsageError("--set answers in one document", remedy="Name its kind: tunegate evidence edit KIND --set ...")
    if not (is_list or given or defaults or sys.stdin.isatty()):
        raise UsageError(
            "there is no terminal to ask at", remedy="--list shows what is open; --set and --defaults answer it."
        )
    blocks = [at.model_to_write(name) for name in ([model] if given else at.models(model))]
    if len(blocks) > 1:
        say(Text(f"models: {', '.join(block.name for block in blocks)}"))
    wanted = _Wanted(kinds, is_list, given, defaults)
    code = 0
    for block in blocks:
        found, is_left = _edited(lambda: here(context, now=now), block, wanted)
        code = max(code, found)
        if is_left:
            break
    return code


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the command line asks for."""

    kinds: tuple[str, ...]
    is_list: bool
    given: tuple[str, ...]
    defaults: bool


def _edited(anew: Callable[[], Here], block: Model, wanted: _Wanted) -> tuple[int, bool]:
    """Ask for what one model's documents leave open, or answer it: (the exit status, whether the person left)."""
    at, kinds, is_list, is_left = anew(), wanted.kinds, wanted.is_list, False
    if not is_list:
        _start(at, block, kinds)
    there = _there(at, block)
    found = [there[kind] for kind in kinds or there if kind in there]
    if kinds and len(found) < len(kinds):
        raise UsageError(f"there is no {kinds[0]}", remedy=f"Run 'tunegate disposition draft --model {block.name}'.")
    before = {filling.kind: filling.text for filling in found}
    if wanted.given:
        found[0].answer_all([_pair(text) for text in wanted.given], at.now)
    known = Suggestions(at, block, [*there.values()])
    if wanted.defaults:
        _take(found, known, at.now)
    elif not (is_list or wanted.given):
        is_left = _ask(found, known, at.now)
    changed = [one.kind for one in found if one.text != before[one.kind] and one.kind != DISPOSITION]
    if changed:
        _follow(anew(), block, known, changed)
        there = _there(at, block)
    return _told([there[one.kind] for one in found], is_list), is_left


def _follow(at: Here, block: Model, known: Suggestions, changed: Sequence[str]) -> None:
    """Write what follows from the answers: values of sources, digests of controls and of the run's output."""
    from gate.commands._collect import collect
    from gate.evidence.controls import put_digests
    from gate.evidence.editor import Editor
    from gate.evidence.files import write

    for filling in known.found:
        if (missing := known.digest_of_output(filling)) is not None:
            filling.set(*missing, at.now)
    for _ in collect(at, block, changed, ()):
        pass
    for filling in known.found:
        if filling.kind in changed and not any("controls" in asked.tokens for asked in filling.questions()):
            editor = Editor(at.root, filling.path)
            put_digests(editor, at.state(block))
            write(at.root, filling.path, editor.text())


def _there(at: Here, block: Model) -> dict[str, Filling]:
    """The documents of the pack that are there, by their kinds."""
    from gate.evidence.filling import Filling

    found = {kind: Filling.of(at.root, block, kind) for kind in (*ARTEFACT_KINDS, DISPOSITION)}
    return {kind: filling for kind, filling in found.items() if filling is not None}


def _named(names: Sequence[str], model: str | None) -> tuple[tuple[str, ...], str | None]:
    """(the kinds, the model) of the arguments, which may come in any order."""
    kinds = tuple(name for name in names if name in (*ARTEFACT_KINDS, DISPOSITION))
    others = [name for name in names if name not in kinds]
    if len(others) > 1 or (others and model is not None):
        raise UsageError(
            f"{others[-1]!r} is neither a model nor a kind",
            remedy=f"Kinds: {', '.join((*ARTEFACT_KINDS, DISPOSITION))}.",
        )
    return kinds, others[0] if others else model


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise UsageError(f"--set {text!r} has no value", remedy="Write it like --set method='what was done'.")
    return name, value


def _start(at: Here, block: Model, kinds: Sequence[str]) -> None:
    """Start the artefacts that are missing, and name the base model's card where it came since."""
    from gate.commands._collect import CARD, collect
    from gate.derive.within import BASE
    from gate.evidence.files import existing

    wanted = [kind for kind in kinds or ARTEFACT_KINDS if kind != DISPOSITION]
    missing = [kind for kind in wanted if existing(at.root, block.evidence, kind) is None]
    if missing:
        for line in collect(at, block, missing, ()):
            say(line)
    packs = at.config.models.values() if at.config is not None else ()
    if BASE in wanted and BASE not in missing and any((at.root / one.evidence / CARD).exists() for one in packs):
        for _ in collect(at, block, [BASE], ()):
            pass


def _told(found: Sequence[Filling], is_list: bool) -> int:
    """Say what is open; the exit status."""
    left = 0
    for filling in found:
        rows = filling.questions()
        left += len(rows)
        if rows or is_list:
            say(Text(f"{filling.path}: {len(rows) or 'nothing'} open"))
        for asked in rows if is_list else ():
            say(Text(f"  {asked.name}{f' ({asked.rule})' if asked.rule else ''}"))
    if not left:
        say(Text("nothing is open; next: tunegate evidence validate"))
    return int(left > 0)


# -- at the terminal


def _ask(found: Sequence[Filling], known: Suggestions, now: str) -> bool:
    """Ask for everything that is open, document by document, until it is answered or the person leaves; whether so."""
    total = sum(len(filling.questions()) for filling in found)
    if not total:
        return False
    say(Text(f"{total} open values. {HELP}"))
    try:
        for filling in found:
            _ask_one(filling, known, now)
    except click.Abort:
        say(Text(""))
        say(Text("left; run the same command again to go on"))
        return True
    return False


def _take(found: Sequence[Filling], known: Suggestions, now: str) -> None:
    """Put in what is suggested, and say each value."""
    for filling in found:
        skipped: set[tuple[str, ...]] = set()
        while left := [asked for asked in filling.questions() if asked.tokens not in skipped]:
            asked = left[0]
            value = known.of(filling, asked)
            skipped.add(asked.tokens)
            if value not in (None, "") and not misfit(asked.schema, value):
                filling.set(asked.tokens, value, now)
                say(Text(f"{filling.path}: {asked.name}: {_word(value)}"))


def _ask_one(filling: Filling, known: Suggestions, now: str) -> None:
    skipped: set[tuple[str, ...]] = set()
    before: list[Question] = []
    rows = filling.questions()
    if not rows:
        return
    say(Text(""))
    say(Text(f"{filling.kind} ({filling.path})"))
    while left := [asked for asked in filling.questions() if asked.tokens not in skipped]:
        asked = left[0]
        word = _answer(asked, known.of(filling, asked), f"{len(left)} left")
        if word == BACK:
            if before:
                again = before.pop()
                skipped.discard(again.tokens)
                filling.forget(again.tokens)
            continue
        before.append(asked)
        if word is None:
            skipped.add(asked.tokens)
            continue
        filling.set(asked.tokens, word, now)
        known.keep(filling.kind, asked, word)
        _more(filling, asked, now)


def _answer(asked: Question, default: Any, left: str) -> Any:
    """A value that fits; None where it is skipped, BACK for the question before."""
    from gate.evidence.questions import answer, sentence

    say(Text(""))
    say(Text(f"{asked.name}  ({left})"))
    say(Text(f"  {asked.says}"))
    if asked.rule and not asked.choices:
        say(Text(f"  {sentence(asked.rule)}"))
    for number, choice in enumerate(asked.choices, 1):
        say(Text(f"  {number}  {_word(choice)}"))
    shown = f" [{_word(default)}]" if default not in (None, "") else ""
    while True:
        text = ask_value(Text(f">{shown}")).strip()
        if not text:
            return default if default not in (None, "") else None
        if text == BACK:
            return BACK
        value, wrong = answer(asked, _chosen(asked, text))
        if not wrong:
            return value
        say(Text(f"  {wrong}{f'. {sentence(asked.rule)}' if asked.rule and asked.rule not in wrong else ''}"))


def _chosen(asked: Question, text: str) -> str:
    """The words of an answer, with the numbers of choices replaced by what they stand for."""
    if not asked.choices:
        return text
    parts = [part.strip() for part in text.split(",")]
    known = {str(number): _word(choice) for number, choice in enumerate(asked.choices, 1)}
    return ", ".join(known.get(part, part) for part in parts)


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_word(part) for part in value)
    return "null" if value is None else plain(value)


def _more(filling: Filling, asked: Question, now: str) -> None:
    """After the last value of an item: whether there is another one."""
    places = [index for index, token in enumerate(asked.tokens) if token.isdigit()]
    if not places:
        return
    item = asked.tokens[: places[-1] + 1]
    if any(other.tokens[: len(item)] == item for other in filling.questions()):
        return
    say(Text(""))
    text = ask_value(Text(f"Another item of {'/'.join(item[:-1])}? [y/N]")).strip().lower()
    if text in ("y", "yes"):
        filling.begin((*item[:-1], str(int(item[-1]) + 1)), now)
