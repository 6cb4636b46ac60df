"""The words that changed: cut where nothing differs, and never in the middle of what may not be shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gate.surfaces.words import MAX_SHOWN, changed_words

LONG = "You are the support assistant of Acme and you help with orders, deliveries and returns. "


def test_the_change_is_shown_and_not_the_beginning() -> None:
    old, new = changed_words(
        LONG * 3 + "Never give refunds." + LONG, LONG * 3 + "Give refunds freely." + LONG, "system_prompt"
    )
    assert "Never give refunds." in old
    assert "Give refunds freely." in new
    assert old.startswith("...")
    assert old.endswith("...")


def test_short_texts_stay_whole() -> None:
    assert changed_words("a b", "a c", "system_prompt") == ("a b", "a c")


def test_a_credential_is_not_cut_out_of_its_name() -> None:
    key = "sk-" + "aB3dE5" * 6
    old, new = changed_words(f"{LONG} api_key: {key}9", f"{LONG} api_key: {key}8", "system_prompt")
    assert "aB3dE5" not in old + new


def test_an_address_in_a_record_is_not_cut_out_of_its_words() -> None:
    old, new = changed_words(
        f"{LONG} jane.roe.of.the.long.name@acme.example one", f"{LONG} jane.roe.of.the.long.name@acme.example two",
        "training_data",
    )  # fmt: skip
    assert "acme.example" not in old + new
    assert ("[address] one" in old, "[address] two" in new) == (True, True)


@given(st.text(max_size=400), st.text(max_size=400))
def test_bounded(old: str, new: str) -> None:
    assert all(len(side) <= MAX_SHOWN for side in changed_words(old, new, "system_prompt"))
