"""``statement``: signs what 'verify' found, and says who signed it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from gate.case.context import parse_now
from gate.commands._console import print_json, say
from gate.commands._gather import here
from gate.commands._options import TEXT_OR_JSON, key_option, now_option
from gate.commands._statement_keys import Known, statement_key_options
from gate.values.errors import EXIT_BLOCKED, EXIT_PASS, UsageError
from gate.values.text import Text, one_line


@click.group()
def statement() -> None:
    """Sign what 'tunegate verify' found, and check who signed it."""


@statement.command("sign")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--repository", metavar="NAME", help="What the signature is bound to (default: signing.repository).")
@key_option
@click.pass_context
def statement_sign(context: click.Context, file: str, repository: str | None, key: str | None) -> None:
    """Sign the statement in FILE: it becomes a DSSE envelope. KEY is an SSH key, or an Ed25519 key in PEM (PKCS #8).

    Signatures that others put on the same statement stay. The signature counts for statements of this repository and
    for nothing else. 'signing.statement_keys' lists whose count. A PEM key's passphrase is TUNEGATE_KEY_PASSPHRASE.
    """
    from gate.approvals.sign import signing_of, usual_key
    from gate.config.namespace import statement_namespace_of
    from gate.evidence.files import write_beside
    from gate.registry import dsse, pem
    from gate.registry.port import refuse_large
    from gate.registry.statements import document, envelope_of

    data = _read(file)
    old = envelope_of(data, file)
    if old and old.bundle:
        raise UsageError(
            "a Sigstore bundle has one signature, and holds no other",
            path=file,
            remedy="Sign the statement that 'tunegate verify --statement' wrote, and publish both.",
        )
    payload = old.payload if old else data
    document(payload, file)
    if repository is None:
        at = here(context)
        repository = signing_of(at.config, at.config_path).repository
    try:
        namespace = statement_namespace_of(repository)
    except ValueError as error:
        raise UsageError(str(error), remedy="Write it like acme/support.") from None
    chosen = Path(key) if key else usual_key(os.environ)
    made = dsse.sign(payload, chosen, namespace, old.seals if old else ())
    refuse_large(made, file)
    write_beside(Path(file), made)
    say(Text(f"signed {dsse.parse(made, file).digest} in {file}, for {namespace}"))
    if line := pem.public_line(chosen):
        say(Text(f'  its line in the file of keys: NAME namespaces="{namespace}" {line}'))


@statement.command("verify")
@click.argument("file", type=click.Path(dir_okay=False))
@statement_key_options
@now_option
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def statement_verify(context: click.Context, file: str, known: Known, now: str | None, format_: str) -> int:
    """Say what the signed statement in FILE says, and who signed it.

    Exit status: 0 a listed key signed it, 1 none did, 2 the keys cannot be read, 3 FILE is no signed statement. Whether
    the statement lets a model run is asked of a registry: 'tunegate registry gate'.
    """
    from gate.registry import dsse
    from gate.registry.keys import verify
    from gate.registry.statements import document, said

    keys = known.open(context)
    moment = parse_now(now)
    found = dsse.parse(_read(file), file)
    signed = verify(found, file, keys, moment)
    rows = list(said(document(found.payload, file)))
    value: dict[str, Any] = {
        "statement": found.digest,
        "signed_by": sorted({row.principal for row in signed.verified}),
        "rejected": [{"reason": row.reason, "message": row.message} for row in signed.rejected],
        "models": rows,
    }
    if format_ == "json":
        print_json(value)
    else:
        _show(value)
    return EXIT_PASS if signed.verified else EXIT_BLOCKED


def _show(value: dict[str, Any]) -> None:
    say(Text(f"statement {value['statement']}"))
    for name in value["signed_by"]:
        say(one_line(f"  signed by {name}"))
    for row in value["rejected"]:
        say(one_line(f"  a signature does not count: {row['message']}", 300))
    for row in value["models"]:
        result = "PASSED" if row["passed"] else "FAILED"
        say(one_line(f"  {row['model']}: {result} at {row['verified_at']}, {row['decision']} until {row['expires']}"))
        for digest in row["subjects"]:
            say(Text(f"    weights {digest}"))


def _read(path: str) -> bytes:
    from gate.registry.port import MAX_ENVELOPE

    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_ENVELOPE + 1)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=path, remedy="Name the statement.") from None
