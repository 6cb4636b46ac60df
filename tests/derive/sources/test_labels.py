"""Label files: every layout, and what is said of one that proves nothing."""

from __future__ import annotations

from typing import Any

import pytest

from gate.derive.given import Given, Source, SourceError
from gate.derive.sources import labels
from tests.derive.sources.samples import NUMBER, expected, notes, sample, source, values

AT = "/sources/*/quality_controls/inter_rater_agreement"
COHEN, FLEISS, ALPHA, MEAN = labels.COHEN, labels.FLEISS, labels.ALPHA, labels.MEAN_COHEN
WIDE = "item_id,rater_a,rater_b\ni1,yes,yes\ni2,no,no\ni3,yes,no\ni4,no,no\n"
LONG = "item,rater,label\n" + "".join(
    f"{row[0]},{name},{label}\n"
    for row in (line.split(",") for line in WIDE.splitlines()[1:])
    for name, label in zip("ab", row[1:], strict=True)
)
KAPPA = 0.5  # of both: agreement 3/4, by chance 1/2


def read(text: str, path: str = "labels.csv", **asked: Any) -> Given:
    return labels.read(Source(path, text.encode(), asked))


def told(given: Given) -> dict[str, Any]:
    return {pointer.removeprefix(f"{AT}/"): value for pointer, value in values(given).items()}


MEASURES = {
    "fleiss_kappa": FLEISS,
    "krippendorff_alpha_nominal": f"{ALPHA} (nominal)",
    "krippendorff_alpha_ordinal": f"{ALPHA} (ordinal)",
    "krippendorff_alpha_interval": f"{ALPHA} (interval)",
    "nominal": f"{ALPHA} (nominal)",
    "ordinal": f"{ALPHA} (ordinal)",
    "interval": f"{ALPHA} (interval)",
    "ratio": f"{ALPHA} (ratio)",
}
SAMPLES = """
    argilla-export.json label-studio-export.csv label-studio-export.json label-studio-export.min.json
    ordinal-scores.csv published-fleiss-table.csv published-krippendorff.csv three-raters-missing.jsonl three-raters.csv
    two-raters.csv
""".split()


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name: str) -> None:
    """Every number that established packages compute of the samples."""
    path = f"labels/{name}"
    wanted = expected(path)
    given = labels.read(sample(path))
    found = given.facts["measures"]
    numbers = {MEASURES[key]: value for key, value in wanted.items() if key in MEASURES and isinstance(value, float)}
    assert numbers
    for measure, value in numbers.items():
        assert found[measure] == pytest.approx(value, abs=NUMBER), measure
    pairwise = wanted.get("cohen_kappa", {})
    if len(pairwise) == 1:
        assert found[COHEN] == pytest.approx(next(iter(pairwise.values())), abs=NUMBER)
    elif pairwise:
        assert found[MEAN] == pytest.approx(sum(pairwise.values()) / len(pairwise), abs=NUMBER)
    if "items" in wanted:
        assert given.facts["items"] == wanted["items"]
        assert given.facts["raters"] == (n if isinstance(n := wanted["raters"], int) else len(n))


def test_missing_ratings() -> None:
    """Fleiss' kappa needs as many ratings of each item; Krippendorff's alpha takes its place."""
    path = "labels/three-raters-missing.jsonl"
    wanted, given = expected(path), labels.read(sample(path))
    assert FLEISS not in given.facts["measures"]
    assert given.facts["ratings"] == wanted["ratings"]
    assert told(given)["metric"] == f"{ALPHA} (nominal)"


@pytest.mark.parametrize(("weights", "key"), [("linear", "cohen_kappa_linear"), ("quadratic", "cohen_kappa_quadratic")])
def test_weights(weights: str, key: str) -> None:
    path = "labels/ordinal-scores.csv"
    lines = sample(path).data.decode().splitlines()
    two = "\n".join(",".join(line.split(",")[:3]) for line in lines)
    assert told(read(two, metric=f"Cohen's kappa with {weights} weights"))["value"] == pytest.approx(
        expected(path)[key]["0-1"], abs=NUMBER
    )


def test_one_rater() -> None:
    for given in (labels.read(sample("labels/one-rater.csv")), read("item_id,rater_a\ni1,yes\ni2,no\n")):
        assert given.values == ()
        assert notes(given) == {f"{AT}/value": "one rater, so agreement cannot be computed"}


def test_nothing_rated_twice() -> None:
    given = read("item_id,rater_a,rater_b\ni1,yes,\ni2,,no\n")
    assert given.values == ()
    assert notes(given) == {f"{AT}/value": "no item was rated twice, so agreement cannot be computed"}


def test_no_variation() -> None:
    for given in (
        labels.read(sample("labels/two-raters-no-variation.csv")),
        read("item_id,rater_a,rater_b\ni1,yes,yes\ni2,yes,yes\n"),
    ):
        assert list(told(given)) == ["sample_size"]
        assert notes(given) == {f"{AT}/value": "Cohen's kappa is undefined: all labels are the same"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("labels.csv", WIDE),
        ("labels.tsv", WIDE.replace(",", "\t")),
        ("labels.csv", "\ufeff" + WIDE.replace("\n", "\r\n")),
        ("labels.csv", LONG),
        ("labels.jsonl", '{"item": 1, "rater": "a", "label": "x"}\n{"item": 1, "rater": "b", "label": "x"}\n' * 2),
    ],
)
def test_layouts(path: str, text: str) -> None:
    given = read(text, path)
    if path.endswith("jsonl"):
        assert given.facts["ratings"] == 2
    else:
        assert told(given) == {"value": pytest.approx(KAPPA), "sample_size": 4, "metric": COHEN}


def test_the_metric_that_the_manifest_names() -> None:
    given = read(WIDE, metric='Krippendorff\'s alpha on "answer is correct"')
    assert list(told(given)) == ["value", "sample_size", "metric"]
    assert told(given)["metric"] == 'Krippendorff\'s alpha on "answer is correct"'  # which is what was computed
    assert told(given)["value"] == given.facts["measures"][f"{ALPHA} (nominal)"]
    assert read(WIDE, metric="Fleiss' kappa").values[0].value == given.facts["measures"][FLEISS]


@pytest.mark.parametrize("metric", ["per cent agreement", "F1", "Krippendorff's alpha, ordinal"])
def test_a_metric_that_is_not_computed(metric: str) -> None:
    given = read(WIDE, metric=metric)
    assert list(told(given)) == ["sample_size"]
    assert metric in notes(given)[f"{AT}/value"]


def test_kappa_of_two_is_not_that_of_three() -> None:
    three = "item_id,rater_a,rater_b,rater_c\ni1,yes,yes,no\ni2,no,no,no\ni3,yes,yes,yes\n"
    assert list(told(read(three, metric="Cohen's kappa"))) == ["sample_size"]
    assert "value" in told(read(three, metric="mean pairwise Cohen's kappa"))


def test_which_label() -> None:
    rows = "item,rater,tone,mood\n1,a,x,x\n1,b,y,x\n2,a,x,y\n2,b,x,x\n"
    with pytest.raises(SourceError) as caught:
        read(rows)
    assert caught.value.message == "several fields can be the label: mood, tone"
    assert told(read(rows, labels={"field": "mood"}))["sample_size"] == 2
    with pytest.raises(SourceError, match="no field is called temper"):
        read(rows, labels={"field": "temper"})


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("", "the first line does not name the columns", 1),
        ("item_id,rater_a,rater_b\ni1,yes\n", "2 cells under 3 names", 2),
        ("item_id,rater_a,rater_b\ni1,yes,no\ni1,no,no\n", "the item i1 has two rows", 3),
        ("item,rater,label\n1,a,x\n1,a,y\n", "a gave the item 1 two labels, x and y", 3),
        ("item,label\n1,x\n2,y\n", None, 0),
        ("[]", "the file holds no list of ratings", 1),
        ('{"kappa": 0.9}', "no field names the rater", 1),
        ('[{"item": 1, "rater": "a", "label"', "the file ends early", 1),
        ('{"item": 1, "rater": "a", "label": "x"}\n{"item": 2', "the file ends early", 2),
        ("a,a\n1,2\n", "the first line does not name the columns", 1),
    ],
)
def test_bad_input(text: str, said: str | None, line: int) -> None:
    if said is None:  # one column of labels is one rater
        assert notes(read(text)) == {f"{AT}/value": "one rater, so agreement cannot be computed"}
        return
    with pytest.raises(SourceError) as caught:
        read(text or "\n")
    assert (caught.value.message, caught.value.line) == (said, line)


def test_counts_of_labels() -> None:
    """A table of how often each item got each label: who gave which is not said."""
    given = read("subject,cat_1,cat_2\n1,3,0\n2,1,2\n3,0,3\n")
    assert told(given) == {"value": pytest.approx(given.facts["measures"][FLEISS]), "sample_size": 3}
    assert notes(read("subject,cat_1,cat_2\n1,3,0\n2,1,1\n"))[f"{AT}/value"].startswith("the number of ratings")
    assert notes(read("subject,cat_1,cat_2\n1,3,0\n2,3,0\n"))[f"{AT}/value"].endswith("all labels are the same")


def test_no_file_is_taken_for_one_untold() -> None:
    assert not labels.recognises(source("labels.csv", WIDE))
