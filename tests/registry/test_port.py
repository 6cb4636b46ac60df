from __future__ import annotations

from collections.abc import Iterable

import pytest

from gate.registry.port import DRIVERS, MAX_ROWS, RegistryError, Version, hint_of, open_registry, pages, single
from gate.values.errors import UsageError


def test_digest_that_is_none() -> None:
    with pytest.raises(RegistryError, match="a@1 has '\"d41d8\"' for a digest"):
        Version("folder:x", "a", "1", digest='"d41d8"')  # an ETag
    with pytest.raises(RegistryError):
        Version("folder:x", "a", "1", files={"model.bin": "crc64nvme:xyz"})


def test_pages() -> None:
    given = {"": ([1, 2], "t"), "t": ([3], "")}
    assert list(pages("w", lambda token: given[token])) == [1, 2, 3]


@pytest.mark.parametrize("cycle", [["t"], ["t", "u"]])
def test_pages_in_a_circle(cycle: list[str]) -> None:
    def fetch(token: str) -> tuple[Iterable[int], str]:
        return [1], cycle[(cycle.index(token) + 1) % len(cycle)] if token else cycle[0]

    with pytest.raises(RegistryError, match="the same page again"):
        list(pages("w", fetch))


def test_pages_without_an_end() -> None:
    with pytest.raises(RegistryError, match="more than 1,000 pages"):
        list(pages("w", lambda token: ([1], token + "x")))
    with pytest.raises(RegistryError, match="more than 200,000 rows"):
        list(pages("w", lambda _: (range(MAX_ROWS + 1), "")))


def test_version_that_is_there_twice() -> None:
    row = Version("folder:x", "a", "1")
    assert single([row], "w") == (row,)
    with pytest.raises(RegistryError, match="has a@1 twice"):
        single([row, row], "w")


def test_hint() -> None:
    assert hint_of("status", "held") == ("tunegate.status", "held")
    assert hint_of("tunegate.status", "x" * 600) == ("tunegate.status", "x" * 500)


@pytest.mark.parametrize("url", ["", "x", "ftp://a", "FOLDER:x", "://"])
def test_url_of_no_registry(url: str) -> None:
    with pytest.raises(UsageError, match="is not the URL of a registry"):
        open_registry(url, {})


def test_every_scheme_has_one_driver() -> None:
    schemes = [scheme for driver in DRIVERS.all().values() for scheme in driver.SCHEMES]
    assert len(schemes) == len(set(schemes))
