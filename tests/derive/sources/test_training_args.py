"""``training_args.json`` and ``training_args.bin``."""

from __future__ import annotations

from tests.derive.sources.samples import expected, notes, read, refused, sample, source, values

KIND = "training-args"


def test_sample() -> None:
    path = "hf-trainer-full/training_args.json"
    given = read(sample(path), KIND)
    wanted, found = expected(path), values(given)
    assert found["/seed"] == wanted.pop("seed")
    assert given.facts["output_dir"] == wanted.pop("output_dir")
    assert given.facts["data_seed"] == wanted["data_seed"]
    assert {name: found[f"/hyperparameters/{name}"] for name in wanted} == wanted
    assert not any("hub_token" in pointer for pointer in found)
    assert "/method/objective" not in notes(given)  # arguments say nothing of it


def test_a_pickle_is_not_loaded() -> None:
    payload = b"cos\nsystem\n(S'touch /tmp/ran'\ntR."
    assert "pickle" in refused(source("out/training_args.bin", payload), KIND).message
