"""``evidence edit``: the open values of documents, asked for at the terminal one by one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from gate.commands._console import ask_value, plain, say
from gate.commands._gather import Here, here
from gate.commands._options import now_option
from gate.commands.completion import models
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
@now_option
@click.pass_context
def edit(
    context: click.Context,
    names: tuple[str, ...],
    model: str | None,
    is_list: bool,
    given: tuple[str, ...],
    now: str | None,
) -> int:
    """Ask for what documents of KINDS, or all of a pack, leave open: one value at a time, with its rule.

    Documents that are missing are started first. An answer that does not fit is refused on the spot; one that does is
    written at once, so you can leave and go on later.

    Exit status: 0 nothing is open, 1 something still is, 2 an answer or a document that cannot be used.
    """
    from gate.evidence.filling import Filling

    at = here(context, now=now)
    kinds, model = _named(names, model)
    block = at.model_to_write(model)
    if given and len(kinds) != 1:
        raise UsageError("--set answers in one document", remedy="Name its kind: tunegate evidence edit KIND --set ...")
    if not (is_list or given or sys.stdin.isatty()):
        raise UsageError(
            "there is no terminal to ask at", remedy="--list shows what is open; --set NAME=VALUE answers it."
        )
    if not is_list:
        _start(at, block, kinds)
    pack = {kind: Filling.of(at.root, block, kind) for kind in (*ARTEFACT_KINDS, DISPOSITION)}
    there = {kind: filling for kind, filling in pack.items() if filling is not None}
    found = [there[kind] for kind in kinds or there if kind in there]
    if kinds and len(found) < len(kinds):
        raise UsageError(f"there is no {kinds[0]}", remedy=f"Run 'tunegate disposition draft --model {block.name}'.")
    if given:
        found[0].answer_all([_pair(text) for text in given], at.now)
    elif not is_list:
        _ask(found, Said(at, [*there.values()]), at.now)
    return _told(found, is_list)


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
    """Start the artefacts that are missing."""
    from gate.commands._collect import collect
    from gate.evidence.files import existing

    wanted = [kind for kind in kinds or ARTEFACT_KINDS if kind != DISPOSITION]
    missing = [kind for kind in wanted if existing(at.root, block.evidence, kind) is None]
    if missing:
        for line in collect(at, block, missing, ()):
            say(line)


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


@dataclass
class Said:
    """What was said before of the same thing: the defaults."""

    at: Here
    found: Sequence[Filling]
    last: dict[str, Any] = field(default_factory=dict)

    def default(self, kind: str, asked: Question) -> Any:
        """What is probably meant: the last answer to the same question about another item, or who edits."""
        key = asked.tokens[-1]
        names = "/".join("*" if token.isdigit() else token for token in asked.tokens)
        if f"{kind}#{names}" in self.last and key not in ("id", "name"):
            return self.last[f"{kind}#{names}"]
        if key in ("prepared_by", "performed_by", "inspected_by", "owner", "decided_by", "attested_by"):
            mailbox = self.at.repository.settings(r"^user\.email$") if key == "prepared_by" else {}
            return self.last.get(key) or mailbox.get("user.email") or self.before(key)
        if asked.tokens in (("tested_model", "id"), ("tuned_model", "id"), ("output", "id")):
            return self.model_id()
        return asked.default()

    def keep(self, kind: str, asked: Question, value: Any) -> None:
        names = "/".join("*" if token.isdigit() else token for token in asked.tokens)
        self.last |= {f"{kind}#{names}": value, asked.tokens[-1]: value}

    def before(self, key: str) -> Any:
        """What another document says under the same key."""
        return next((value for value in (one.value((key,)) for one in self.found) if isinstance(value, str)), None)

    def model_id(self) -> Any:
        places = (("output", "id"), ("tuned_model", "id"), ("tested_model", "id"))
        return next((value for one in self.found for place in places if (value := one.value(place))), None)


def _ask(found: Sequence[Filling], said: Said, now: str) -> None:
    """Ask for everything that is open, document by document, until it is answered or the person leaves."""
    total = sum(len(filling.questions()) for filling in found)
    if not total:
        return
    say(Text(f"{total} open values. {HELP}"))
    try:
        for filling in found:
            _ask_one(filling, said, now)
    except click.Abort:
        say(Text(""))
        say(Text("left; run the same command again to go on"))


def _ask_one(filling: Filling, said: Said, now: str) -> None:
    skipped: set[tuple[str, ...]] = set()
    before: list[Question] = []
    rows = filling.questions()
    if not rows:
        return
    say(Text(""))
    say(Text(f"{filling.kind} ({filling.path})"))
    while left := [asked for asked in filling.questions() if asked.tokens not in skipped]:
        asked = left[0]
        word = _answer(asked, said.default(filling.kind, asked), f"{len(left)} left")
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
        said.keep(filling.kind, asked, word)
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
