"""What nobody has to type any more: typing something else than the source says is found."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.bypass.deriving import covered
from tests.bypass.wall import decision, text
from tests.command import EVIDENCE
from tests.repo import Repo

Document = dict[str, Any]
CONTRADICTED, DROPPED = "derived-contradicted", "derived-dropped"


def put(document: Document, pointer: str, value: Any) -> None:
    """The value at a JSON Pointer is another one."""
    *above, last = pointer.removeprefix("/").split("/")
    here: Any = document
    for token in above:
        here = here[int(token)] if isinstance(here, list) else here[token]
    here[int(last) if isinstance(here, list) else last] = value


# document -> JSON Pointer -> (what is typed, the rule that finds it)
TYPED: dict[str, dict[str, tuple[Any, str]]] = {
    "training-data-manifest": {
        # of a scan and of what became of its matches
        "/sources/0/sensitivity_scan/matches": (0, CONTRADICTED),
        "/sources/1/sensitivity_scan/matches_disposition/2/action": ("removed", CONTRADICTED),
        "/sources/3/sensitivity_scan/scanned_at": ("2026-10-15T00:00:00Z", CONTRADICTED),
        # of labels
        "/sources/0/quality_controls/inter_rater_agreement/value": (0.95, CONTRADICTED),
        "/sources/1/quality_controls/inter_rater_agreement/sample_size": (81, CONTRADICTED),
        # of a contract
        "/sources/0/retention/access": (["ml-platform@acme.example"], CONTRADICTED),
        "/sources/1/retention/retention_until": ("2039-06-30", CONTRADICTED),
        "/sources/2/retention/retention_period": ("P9Y", CONTRADICTED),
        "/sources/3/retention/location": ("s3://elsewhere/", CONTRADICTED),
        "/sources/1/legal_basis/personal_data/assessment": ("none was needed", CONTRADICTED),
        # of a receipt
        "/sources/1/legal_basis/personal_data/article6_basis": ("contract", CONTRADICTED),
        "/sources/1/legal_basis/personal_data/contains": ("special-categories", CONTRADICTED),
        "/sources/1/legal_basis/consent/reference": ("another notice", CONTRADICTED),
        "/sources/1/legal_basis/consent/withdrawal": ("By a letter to the registered office.", DROPPED),
        # of a log of what was read
        "/sources/1/inspection/sample_size": (82, CONTRADICTED),
        "/sources/1/inspection/inspected_by": ("ml-platform@acme.example", CONTRADICTED),
        "/sources/1/inspection/findings": ([], CONTRADICTED),
        # of a card
        "/sources/2/legal_basis/copyright/licence": ("MIT", CONTRADICTED),
        "/sources/2/legal_basis/copyright/licence_reference": ("the wiki", CONTRADICTED),
        "/sources/2/legal_basis/copyright/status": ("public-domain", CONTRADICTED),
        "/sources/0/quality_controls/labelling_process": ("A model wrote all of it, and nobody looked.", DROPPED),
        "/sources/0/legal_basis/copyright/original_creation/statement": ("It was found on the web, mostly.", DROPPED),
    },
    "training-run": {
        "/code_repository": ("https://git.acme.example/ml/another", CONTRADICTED),
        "/started_at": ("2026-10-19T09:12:31Z", CONTRADICTED),
        "/environment/image": ("acme/llm-train@sha256:" + "0" * 64, CONTRADICTED),
        "/environment/hardware": ("8 x NVIDIA H100", DROPPED),
        "/checkpoints/0/digest": ("sha256:" + "0" * 64, CONTRADICTED),
        "/checkpoints/1/step": (83, CONTRADICTED),
        "/output/published/0/digest": ("sha256:" + "0" * 64, CONTRADICTED),
    },
    "evaluation-results": {
        "/task_evaluations/0/tuned_value": (0.95, CONTRADICTED),
        "/task_evaluations/0/base_value": (0.5, CONTRADICTED),
        "/task_evaluations/0/higher_is_better": (False, CONTRADICTED),
        "/task_evaluations/0/harness": ("lm-evaluation-harness 0.4.13", CONTRADICTED),
        "/adversarial_tests/0/run_at": ("2026-10-25T09:00:00Z", CONTRADICTED),
        "/adversarial_tests/0/method": ("One person tried for an hour and had no luck.", DROPPED),
    },
    "alignment-regression": {
        "/categories/2/with_controls/refused": (200, CONTRADICTED),
        "/categories/2/with_controls/n": (300, CONTRADICTED),
    },
    "red-team-report": {
        "/performed_at/until": ("2026-10-31", CONTRADICTED),
        "/findings/0/severity": ("low", CONTRADICTED),
        "/findings/2/retest/attempts": (600, CONTRADICTED),
        "/findings/2/title": ("Nothing of note", DROPPED),
        "/in_scope_patterns/0/description": ("A customer asks politely for a refund, once.", DROPPED),
    },
    "base-model-evidence": {
        "/documents/0/retrieved_at": ("2026-10-15T00:00:00Z", CONTRADICTED),
        "/inherited_properties/architecture/claim": ("A context of ten million tokens.", DROPPED),
    },
    "decision-record": {
        "/decided_at": ("2026-09-06T14:30:00Z", CONTRADICTED),
        "/decided_by": ("ml-platform@acme.example", CONTRADICTED),
        "/alternatives/1/reason_not_chosen": ("Nobody looked at it for long.", DROPPED),
    },
    "overhang-statement": {"/intended_use": ("Whatever customers of the shop want to talk about.", DROPPED)},
}


@pytest.mark.parametrize("kind", TYPED)
def test_typed_over(kind: str, example: Repo) -> None:
    path = f"{EVIDENCE}/{kind}.yaml"
    document = yaml.safe_load(text(example, path))
    for pointer, (value, _) in TYPED[kind].items():
        put(document, pointer, value)
    example.write(path, yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100))
    covered(example)
    found = {(f.rule, f.message) for f in decision(example, head="WORKTREE").findings}
    missed = [
        pointer for pointer, (_, rule) in TYPED[kind].items() if not any(is_said(pointer, rule, *one) for one in found)
    ]
    assert missed == [], sorted(found)


def is_said(pointer: str, rule: str, of: str, message: str) -> bool:
    """Whether a finding of the rule names the value, or the list that it is in."""
    parts = pointer.split("/")
    return of == rule and any(
        f"{'/'.join(parts[:length])} " in message.replace(",", " ") for length in range(2, len(parts) + 1)
    )
