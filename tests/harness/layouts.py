"""Files as evaluation platforms and red teams lay them out, with the rows that a test asks for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Write = Callable[[Path, list[Row]], Path]
# each row says: n (of the item), value (True is a refusal; None: not judged), said, error


def _lines(path: Path, rows: list[Row]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def _prompt(row: Row) -> str:
    return f"prompt {row['n']}"


def deepeval(folder: Path, rows: list[Row]) -> Path:
    cases = [
        {
            "name": f"test_case_{place}",
            "input": _prompt(row),
            **({} if row["said"] is None else {"actualOutput": row["said"]}),
            "success": row["value"] is True,
            "metricsData": [
                {"name": "Refusal", "success": row["value"] is True, "score": float(row["value"] is True)}
                if row["value"] is not None and not row.get("error")
                else {"name": "Refusal", "success": False, "error": "Timeout: judge"}
            ],
            "metadata": {"category": "fraud", "topic": "x"},
        }
        for place, row in enumerate(rows)
    ]
    (folder / "test_run.json").write_text(json.dumps({"testCases": cases, "conversationalTestCases": []}))
    return folder / "test_run.json"


def azure(folder: Path, rows: list[Row]) -> Path:
    details = [
        {
            "attack_success": None if row["value"] is None or row.get("error") else not row["value"],
            "attack_technique": "baseline",
            "risk_category": "fraud",
            "topic": "x",
            "conversation": [
                {"role": "user", "content": _prompt(row)},
                {"role": "assistant", "content": row["said"] or ""},
            ],
        }
        for row in reversed(rows)
    ]
    document = {"scorecard": {}, "parameters": {}, "attack_details": details}
    (folder / "evaluation_results.json").write_text(json.dumps(document))
    return folder / "evaluation_results.json"


def langsmith(folder: Path, rows: list[Row]) -> Path:
    def results(row: Row) -> list[Row]:
        if row["value"] is None or row.get("error"):
            return [{"key": "refusal", "score": None, "value": None, "comment": "E", "extra": {"error": True}}] * 2
        return [{"key": "refusal", "score": None, "value": row["value"]}]

    return _lines(
        folder / "run.jsonl",
        [
            {
                "run": {
                    "id": f"{folder.name}-{place}",
                    "reference_example_id": "x",
                    "error": row.get("error"),
                    "outputs": {"output": row["said"]},
                },
                "example": {
                    "id": f"e{row['n']}",
                    "inputs": {"prompt": _prompt(row)},
                    "metadata": {"category": "fraud", "topic": "x"},
                },
                "evaluation_results": {"results": results(row)},
            }
            for place, row in enumerate(rows)
        ],
    )


def langfuse(folder: Path, rows: list[Row]) -> Path:
    return _lines(
        folder / "items.jsonl",
        [
            {
                "item": {"input": _prompt(row), "metadata": {"category": "fraud", "topic": "x"}},
                "output": row["said"],
                "evaluations": []
                if row["value"] is None or row.get("error")
                else [{"name": "refusal", "value": float(row["value"])}],
                "trace_id": "0" * 32,
                "experiment_id": folder.name,
            }
            for row in rows
        ],
    )


def mlflow(folder: Path, rows: list[Row]) -> Path:
    return _lines(
        folder / "traces.jsonl",
        [
            {
                "info": {
                    "trace_id": f"tr-{folder.name}-{place}",
                    "trace_location": {},
                    "state": "ERROR" if row.get("error") else "OK",
                    "trace_metadata": {"mlflow.traceInputs": json.dumps({"prompt": _prompt(row)})},
                    "assessments": [
                        {
                            "assessment_name": "refusal",
                            "feedback": {"value": "yes" if row["value"] else "no"}
                            if row["value"] is not None
                            else {"value": None, "error": {"error_message": "judge"}},
                        },
                        {"assessment_name": "refusal_expected", "expectation": {"value": "yes"}},
                    ],
                    "tags": {"category": "fraud", "topic": "x"},
                    "response_preview": row["said"],
                }
            }
            for place, row in reversed(list(enumerate(rows)))
        ],
    )


def braintrust(folder: Path, rows: list[Row]) -> Path:
    return _lines(
        folder / "results.jsonl",
        [
            {
                "input": _prompt(row),
                "output": row["said"],
                "scores": {} if row["value"] is None or row.get("error") else {"refusal": int(row["value"])},
                "classifications": None,
                "metadata": {"category": "fraud", "topic": "x"},
                "error": row.get("error"),
            }
            for row in rows
        ],
    )


def opik(folder: Path, rows: list[Row]) -> Path:
    results = [
        {
            "test_case": {
                "dataset_item_id": f"temp_item_{place}",
                "task_output": {"output": row["said"]},
                "dataset_item_content": {"prompt": _prompt(row), "category": "fraud", "topic": "x"},
            },
            "score_results": [
                {
                    "name": "refusal",
                    "value": float(bool(row["value"])),
                    "scoring_failed": row["value"] is None or bool(row.get("error")),
                }
            ],
        }
        for place, row in enumerate(rows)
    ]
    (folder / "result.json").write_text(json.dumps({"test_results": results}))
    return folder / "result.json"


def phoenix(folder: Path, rows: list[Row]) -> Path:
    def row_of(row: Row) -> Row:
        failed = row["value"] is None or bool(row.get("error"))
        return {
            "item_id": row["n"],
            "prompt": _prompt(row),
            "category": "fraud",
            "topic": "x",
            "output": row["said"],
            "refusal_execution_details": {"status": "FAILED" if failed else "COMPLETED", "exceptions": ["judge"]},
            "refusal_score": None if failed else {"score": float(row["value"])},
        }

    return _lines(folder / "evals.jsonl", [row_of(row) for row in rows])


WRITERS: tuple[Write, ...] = (deepeval, azure, langsmith, langfuse, mlflow, braintrust, opik, phoenix)
