"""``policy``: what the rules ask, and their tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gate.commands._console import print_json, say
from gate.commands._options import TEXT_OR_JSON
from gate.commands.completion import rules as rules_to_complete
from gate.values.errors import UsageError
from gate.values.text import Text

FRAMEWORKS = {
    "nist-ai-rmf": "NIST AI RMF 1.0",
    "iso-42001": "ISO/IEC 42001:2023",
    "eu-ai-act": "EU AI Act, Regulation (EU) 2024/1689",
}


@click.group()
def policy() -> None:
    """Show and test the rules that judge."""


def known_rules(context: click.Context) -> dict[str, dict[str, Any]]:
    """METADATA of the built-in rules, and of the configuration's where the folder is in a repository with one."""
    from gate.commands._gather import here
    from gate.policy import load_builtin
    from gate.policy.in_force import bundle_of

    try:
        at = here(context)
        bundle = bundle_of(at.config, at.snapshot) if at.config else load_builtin()
    except UsageError:  # outside of a repository
        bundle = load_builtin()
    return dict(sorted(bundle.rules().items()))


@policy.command("list")
@click.option("--format", "format_", type=TEXT_OR_JSON, default="text", show_default=True)
@click.pass_context
def policy_list(context: click.Context, format_: str) -> None:
    """List every rule with its severity and title."""
    rules = known_rules(context)
    if format_ == "json":
        print_json({"schema": "tunegate/rules/v1", "rules": rules})
        return
    width = max(len(name) for name in rules)
    for name, record in rules.items():
        say(Text(f"{name:<{width}}  {record.get('severity', ''):<7}  {record.get('title', '')}"))


@policy.command("explain")
@click.argument("rule", shell_complete=rules_to_complete)
@click.pass_context
def policy_explain(context: click.Context, rule: str) -> None:
    """Say what RULE asks, why, and what answers it."""
    from difflib import get_close_matches

    from gate.policy.ask import former_rules

    rules = known_rules(context)
    if rule in former_rules():
        remedy = f"Use one of: {', '.join(former_rules()[rule])}."
        raise UsageError(f"the rule {rule!r} was split", remedy=remedy)
    if rule not in rules:
        near = get_close_matches(rule, rules, 1)
        remedy = f"Did you mean {near[0]!r}?" if near else "'tunegate policy list' shows them."
        raise UsageError(f"there is no rule {rule!r}", remedy=remedy)
    record = rules[rule]
    say(Text(f"{rule} ({record.get('severity', 'error')}): {record.get('title', '')}"))
    for key, words in (("description", "It says"), ("requirement", "It comes from"), ("remedy", "To answer it")):
        if record.get(key):
            say(Text(f"  {words}: {' '.join(str(record[key]).split())}"))
    for key, words in (record.get("mappings") or {}).items():
        say(Text(f"  {FRAMEWORKS.get(key, key)}: {', '.join(map(str, words))}"))


@policy.command("bundle")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--head", metavar="REV", help="The commit whose configuration names further policies (default: on disk).")
@click.option("--revision", metavar="TEXT", help="What the server calls it (default: the digest of the policies).")
@click.pass_context
def policy_bundle(context: click.Context, file: Path, head: str | None, revision: str | None) -> None:
    """Write the policies as FILE, a bundle for an OPA server (.tar.gz).

    It states the digest of the policies and a revision, which the decisions of the server record. The same policies
    give the same bytes.
    """
    from gate.case.context import Head
    from gate.commands._gather import here
    from gate.policy import load_builtin
    from gate.policy.bundle_file import bundle_file
    from gate.policy.in_force import bundle_of

    at = here(context, Head(head=head))
    bundle = bundle_of(at.config, at.snapshot) if at.config else load_builtin()
    if revision is not None and not revision.strip():
        raise UsageError("the revision is empty", remedy="Leave it out, or name one.")
    try:
        file.write_bytes(bundle_file(bundle, revision or bundle.digest))
    except OSError as error:
        raise UsageError(
            f"the bundle cannot be written: {error.strerror}", path=str(file), remedy="Name a file."
        ) from None
    say(Text(f"wrote {file}: {len(bundle.rules())} rules, policies {bundle.digest}"))


@policy.command("test")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--engine", type=click.Choice(["embedded", "opa"]), default="embedded", show_default=True)
@click.option("--opa-binary", metavar="PATH", default="opa", show_default=True, help="The program for --engine opa.")
@click.option("--coverage", is_flag=True, help="Say which lines of the rules no test reached.")
@click.option("--threshold", type=click.FloatRange(0, 100), metavar="PERCENT", help="Fail below this coverage.")
def policy_test(folder: Path | None, engine: str, opa_binary: str, coverage: bool, threshold: float | None) -> int:
    """Check the rules of FOLDER (default: the built-in ones), and run their test_ rules.

    Exit status: 0 all pass, 1 a test fails or the coverage is too low, 2 a policy cannot be read or its METADATA lacks
    what reports show.
    """
    from gate.policy.program import found
    from gate.policy.run_tests import run
    from gate.policy.trees import reading_by
    from gate.process.resources import resource

    where = folder or resource("policies")
    if engine == "opa":
        with reading_by(*found(opa_binary)):
            report = run(where, opa_binary)
    else:
        report = run(where)
    if not report.results:
        raise UsageError("there is no test", path=str(folder), remedy="A test is a rule whose name starts with test_.")
    failed = {name: error for name, error in report.results.items() if error is not None}
    for name, error in failed.items():
        say(Text(f"FAIL {name}: {error}"))
    say(Text(f"{len(report.results) - len(failed)} of {len(report.results)} passed"))
    if coverage or threshold is not None:
        for path, (reached, missed) in report.lines.items():
            if missed:
                numbers = ", ".join(map(str, missed))
                say(Text(f"{path}: {len(reached)} of {len(reached) + len(missed)} lines reached; not: {numbers}"))
        say(Text(f"{report.coverage:.1f}% of the rules' lines reached"))
    return 1 if failed or (threshold is not None and report.coverage < threshold) else 0
