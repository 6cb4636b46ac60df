"""SPDX expressions, and the terms that hold whichever alternative is taken."""

from __future__ import annotations

import pytest

from gate.derive.licences import licence_of, of_card


@pytest.mark.parametrize(
    ("text", "expression", "terms"),
    [
        ("CC-BY-4.0", "CC-BY-4.0", ()),
        ("cc-by-4.0", "CC-BY-4.0", ()),
        ("CC-BY-NC-SA-4.0 AND MIT", "CC-BY-NC-SA-4.0 AND MIT", ("non-commercial", "share-alike")),
        ("MIT OR CC-BY-NC-4.0", "MIT OR CC-BY-NC-4.0", ()),
        ("CC-BY-NC-ND-4.0 OR CC-BY-NC-4.0", "CC-BY-NC-ND-4.0 OR CC-BY-NC-4.0", ("non-commercial",)),
        ("(MIT OR CC-BY-NC-4.0) AND CC-BY-ND-3.0", "(MIT OR CC-BY-NC-4.0) AND CC-BY-ND-3.0", ("no-derivatives",)),
        ("GPL-2.0+", "GPL-2.0-or-later", ("share-alike",)),
        ("ODbL-1.0", "ODbL-1.0", ("share-alike",)),
        ("Apache-2.0 WITH LLVM-exception", "Apache-2.0 WITH LLVM-exception", ()),
        ("LicenseRef-Acme-Internal", "LicenseRef-Acme-Internal", ()),
        ("LicenseRef-Acme AND CC-BY-ND-4.0", "LicenseRef-Acme AND CC-BY-ND-4.0", ("no-derivatives",)),
        ("DocumentRef-x:LicenseRef-y OR MIT", "DocumentRef-x:LicenseRef-y OR MIT", ()),
        (" MIT ", "MIT", ()),
    ],
)
def test_known(text: str, expression: str, terms: tuple[str, ...]) -> None:
    found = licence_of(text)
    assert (found.expression, found.problem, found.terms) == (expression, None, terms)


@pytest.mark.parametrize(
    "text",
    [
        *("NOT-A-LICENCE", "MIT AND", "(MIT", "MIT MIT", "GPL-2.0-only WITH Foo", "LicenseRef-a b", "", "  "),
        *("MIT AND NOT-A-LICENCE", "(" * 250, "MIT OR " * 40, "LicenseRef-", "MIT-0.5", "proprietary"),
    ],
)
def test_unknown(text: str) -> None:
    found = licence_of(text)
    assert found.expression is None
    assert found.problem
    assert found.terms == ()


def test_a_licence_that_only_the_library_knows() -> None:
    """It has thousands of ScanCode's beside those of SPDX."""
    assert licence_of("proprietary-license").problem == "proprietary-license is no SPDX id"


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("apache-2.0", "Apache-2.0"),
        ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ("http://creativecommons.org/licenses/by-nc-sa/3.0/deed.en", "CC-BY-NC-SA-3.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("https://spdx.org/licenses/MIT.html", "MIT"),
        ("https://spdx.org/licenses/Apache-2.0", "Apache-2.0"),
        ("other", None),
        ("unknown", None),
        ("cc", None),
        ("llama3.1", None),
        ("https://acme.example/terms", None),
    ],
)
def test_of_cards(text: str, expression: str | None) -> None:
    found = of_card(text)
    assert found.expression == expression
    assert (found.problem is None) == (expression is not None)
