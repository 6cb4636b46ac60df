"""The collector of cycles is as it was afterwards, whatever happened."""

from __future__ import annotations

import gc

import pytest

from gate.process.collector import without_collecting


def test_it_is_off_inside_and_as_before_outside() -> None:
    assert gc.isenabled()
    with without_collecting():
        assert not gc.isenabled()
        with without_collecting():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_on_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="no"), without_collecting():
        raise ValueError("no")
    assert gc.isenabled()
