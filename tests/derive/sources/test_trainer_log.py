"""``trainer_log.jsonl`` and ``logging.jsonl``."""

from __future__ import annotations

from tests.derive.sources.samples import expected, line, notes, read, refused, sample, source, values

KIND = "trainer-log"
ROW = '{{"current_steps": {0}, "total_steps": 10, "loss": 1.{0}, "lr": 1e-4, "epoch": 0.2}}\n'
LOG = "".join(ROW.format(step) for step in range(1, 11))
END = '{"current_steps": 10, "total_steps": 10, "epoch": 2.0}\n'


def test_sample() -> None:
    path = "llamafactory/trainer_log.jsonl"
    given = read(sample(path), KIND)
    wanted = expected(path)
    names = {"current_steps": "step", "total_steps": "last_step", "highest_lr": "highest_logged_learning_rate"}
    assert {name: given.facts[names.get(name, name)] for name in wanted} == wanted
    assert values(given) == {"/final_metrics/eval_loss": wanted["eval_losses"][-1]}
    assert line(given, "/final_metrics/eval_loss") == 12


def test_ms_swift() -> None:
    given = read(sample("ms-swift/logging.jsonl"), KIND)
    assert (given.facts["step"], given.facts["last_step"], given.facts["finished"]) == (10, 10, True)


def test_stopped() -> None:
    given = read(sample("bad/trainer_log-stopped.jsonl"), KIND)
    assert (given.facts["step"], given.facts["last_step"], given.facts["finished"]) == (4, 10, False)
    assert given.facts["line"] == 4
    assert notes(given)[None] == "the line is not whole"
    assert given.notes[0].line == 5
    assert values(given) == {}


def test_last_lines_without_a_loss() -> None:
    given = read(source("trainer_log.jsonl", LOG + END), KIND)
    assert given.facts["finished"] is True
    assert given.facts["last_loss"] == 1.10


def test_not_a_number() -> None:
    given = read(source("trainer_log.jsonl", LOG.replace('"loss": 1.3', '"loss": NaN')), KIND)
    assert given.facts["not_numbers"] == 1


def test_metrics_of_a_run_that_goes_on_are_not_final() -> None:
    text = ROW.format(1) + '{"current_steps": 5, "total_steps": 10, "eval_loss": 3.0}\n'
    assert values(read(source("trainer_log.jsonl", text), KIND)) == {}


def test_a_log_without_steps() -> None:
    text = '{"current_steps": "x", "total_steps": "y"}\n'
    assert refused(source("a.jsonl", text), KIND).message == "no line of the log says which step it is of"
