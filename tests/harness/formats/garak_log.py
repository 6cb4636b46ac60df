"""Reports in the layout of garak 0.17.1, 0.12.0 and 0.9.0.16."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gate.harness.run import Reading, Run
from tests.harness.runs import runs

Line = dict[str, Any]
MALWARE = ("malwaregen.TopLevel", "malwaregen.AnyCode")


def begin(model: str = "acme/base", **more: object) -> list[Line]:
    setup = {
        "entry_type": "start_run setup",
        "run.seed": None,
        "run.deprefix": True,
        "run.generations": 2,
        "plugins.target_type": "openai.OpenAICompatible",
        "plugins.target_name": model,
        "plugins.extended_detectors": True,
    }
    return [
        {**setup, **{key.replace("__", "."): value for key, value in more.items()}},
        {"entry_type": "init", "garak_version": "0.17.1", "start_time": "2026-11-01T10:00:00", "run": model},
    ]


END: list[Line] = [{"entry_type": "completion", "end_time": "2026-11-01T10:05:00.5", "run": "r"}]


def message(text: object) -> Line:
    return {"text": text, "lang": "en", "data_path": None, "notes": {}}


def attempt(
    probe: str, seq: int, outputs: list[Any], results: Line, *, status: int = 2, text: str | None = None
) -> Line:
    return {
        "entry_type": "attempt",
        "uuid": f"{probe} {seq}",
        "seq": seq,
        "status": status,
        "probe_classname": probe,
        "prompt": {"turns": [{"role": "user", "content": message(text or f"prompt {seq}")}], "notes": None},
        "outputs": [None if output is None else message(output) for output in outputs],
        "detector_results": results,
    }


def both(probe: str, seq: int, outputs: list[Any], results: Line, **more: Any) -> list[Line]:
    """An attempt as a whole run writes it: before and after the detectors."""
    return [attempt(probe, seq, outputs, {}, status=1, **more), attempt(probe, seq, outputs, results, **more)]


def evaluated(probe: str, detector: str, passed: int) -> Line:
    return {"entry_type": "eval", "probe": probe, "detector": detector, "passed": passed, "fails": 0, "nones": 0}


def imported(folder: Path, rows: list[Line], name: str = "a.report.jsonl", **reading: Any) -> Run:
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (run,) = runs(path, reading=Reading(**reading))
    return run


def malware(*outcomes: tuple[float | None, float | None]) -> list[Line]:
    probe, detector = MALWARE
    return [
        row
        for seq, scores in enumerate(outcomes)
        for row in both(probe, seq, ["a" if one is not None else None for one in scores], {detector: list(scores)})
    ]


DAN = ("dan.DUDE", ["a", "b"], {"dan.DAN": [0.0, 0.0], "mitigation.MitigationBypass": [1.0, 0.0]})
