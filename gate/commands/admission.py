"""``admission``: policies for a cluster that admit what a review in force covers, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate.commands._asking import Asking, asking_options
from gate.commands._console import say, warn
from gate.values.errors import EXIT_PASS, ConfigError, Problem, SurfaceError, UsageError
from gate.values.text import Text, one_line

if TYPE_CHECKING:
    from gate.admission.shape import Part
    from gate.registry.answer import Answer

MAX_MANIFEST = 4 << 20


@click.group()
def admission() -> None:
    """Have a cluster admit what a review in force covers, and nothing else."""


@admission.command("generate")
@click.argument("references", metavar="NAME@REF...", nargs=-1, required=True)
@click.option("--registry", "url", metavar="URL", envvar="TUNEGATE_REGISTRY", required=True, help="The registry's URL.")
@click.option(
    "--manifest", "manifests", metavar="PATH", multiple=True, required=True, help="A reviewed manifest, rendered."
)
@click.option(
    "--namespace", "namespaces", metavar="NAME", multiple=True, required=True, help="Where nothing else may run."
)
@click.option("--output", metavar="FOLDER", default="admission", show_default=True, help="Where to write.")
@asking_options
@click.pass_context
def admission_generate(
    context: click.Context,
    references: tuple[str, ...],
    url: str,
    manifests: tuple[str, ...],
    namespaces: tuple[str, ...],
    output: str,
    asking: Asking,
) -> int:
    """Write gatekeeper.yaml, validating-admission-policy.yaml and configmaps.yaml.

    The workloads of the manifests are admitted where the statement of their model is in force, with the weights, the
    prompt and the filter of its commit; any other workload in the namespaces is refused. Of a model that is not in
    force nothing is admitted. Exit status: 0 written, 2 a manifest cannot be admitted as it is, else as
    'registry query' (written all the same).
    """
    from gate.admission.cel import policies
    from gate.admission.gatekeeper import constraint, template

    if asking.environment is None:
        raise UsageError("which statements count depends on where it runs", remedy="Add --environment NAME.")
    shapes: list[list[Part]] = []
    config_maps: list[dict[str, Any]] = []
    code = EXIT_PASS
    for reference in references:
        answer = _answer(context, reference, url, asking)
        if answer.exit_code:
            warn(one_line(f"{reference}: {answer.status}; nothing of it is admitted", 300))
            code = code or answer.exit_code
            continue
        found = _reviewed(context, answer, manifests)
        config_maps += found[0]
        shapes += [shape for shape in found[1] if shape not in shapes]
    texts = {row["metadata"]["name"]: row["data"] for row in config_maps}
    named = [{**row, "metadata": {**row["metadata"], "namespace": name}} for row in config_maps for name in namespaces]
    _write(output, "gatekeeper.yaml", [template(), constraint(shapes, texts, namespaces)])
    _write(output, "validating-admission-policy.yaml", policies(shapes, texts, namespaces))
    _write(output, "configmaps.yaml", named)
    return code


def _answer(context: click.Context, reference: str, url: str, asking: Asking) -> Answer:
    from gate.registry.answer import found
    from gate.registry.port import open_registry

    opened = open_registry(url, os.environ)
    return asking.judge(context, opened, found(opened, reference))


def _reviewed(
    context: click.Context, answer: Answer, manifests: tuple[str, ...]
) -> tuple[list[dict[str, Any]], list[list[Part]]]:
    """The ConfigMaps and the shapes of a model, of the commit that its statement names. Raises TunegateError."""
    from gate.admission.shape import Reviewed, parts_of, problems
    from gate.admission.texts import SURFACES, config_map
    from gate.commands._gather import Here, repository
    from gate.config.snapshot import config_at
    from gate.git.snapshot import Snapshot

    standing = answer.standing or {}
    repo = repository(context)
    snapshot = Snapshot(repo, repo.commit(str(standing["commit"])))
    path = context.obj["config"]
    at = Here(repo, snapshot, path, config_at(snapshot, path), answer.asked.now)
    state = at.state(at.model(str(standing["model"])))
    if state.digest != standing["state"]:
        raise ConfigError("the statement is of another state than its commit has", path=path, remedy="Verify it again.")
    whole = {
        surface: sorted(row.path for row in rows if row.key == row.path) for surface, rows in state.by_surface.items()
    }

    def read(name: str) -> bytes:
        entry = snapshot.entry(name)
        if entry is None or not entry.is_regular:
            raise SurfaceError(
                "is not a regular file of the reviewed commit", path=name, remedy="Commit the file itself."
            )
        return snapshot.read(name, entry, limit=MAX_MANIFEST)

    made = {
        surface: config_map(state.model, surface, {name: read(name) for name in whole[surface]})
        for surface in SURFACES
        if whole.get(surface)
    }
    weights = {*standing["subjects"], *(version.digest for version in answer.versions if version.digest)}
    reviewed = Reviewed(frozenset(weights), {row["metadata"]["name"]: surface for surface, row in made.items()})
    shapes: list[list[Part]] = []
    wrong: list[Problem] = []
    for name in manifests:
        if not any(name in names for names in whole.values()):
            remedy = "Select the whole file on a surface of the model, such as scope_enforcement, and have it reviewed."
            raise ConfigError("the manifest is on no reviewed surface", path=name, remedy=remedy)
        for manifest in _documents(read(name), name):
            if (parts := parts_of(manifest)) is not None:
                wrong += problems(manifest, name, reviewed)
                shapes.append(parts)
    if wrong:
        raise SurfaceError(wrong)
    if not shapes:
        raise UsageError(
            "the manifests have no workload", remedy="Name one with a Pod, a Deployment or an InferenceService."
        )
    return list(made.values()), shapes


def _documents(data: bytes, path: str) -> list[dict[str, Any]]:
    """The objects in a file; those of a List, too."""
    from gate.documents import DocumentError, parse

    try:
        root = parse(data, "yaml").plain()
    except DocumentError as error:
        raise SurfaceError(error.message, path=path, remedy="Render it again: helm template.") from None
    found: list[dict[str, Any]] = []
    for row in root if isinstance(root, list) else [root]:
        rows = row.get("items") if isinstance(row, dict) and str(row.get("kind", "")).endswith("List") else [row]
        found += [one for one in rows or [] if isinstance(one, dict)]
    return found


def _write(folder: str, name: str, rows: list[dict[str, Any]]) -> None:
    import yaml

    from gate.evidence.files import write_beside

    place = Path(folder) / name
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot be made: {error.strerror}", path=folder, remedy="Name another folder.") from None
    text = yaml.safe_dump_all(rows, sort_keys=False, allow_unicode=True, width=10_000)
    write_beside(place, text.encode())
    say(Text(f"wrote {place}"))
