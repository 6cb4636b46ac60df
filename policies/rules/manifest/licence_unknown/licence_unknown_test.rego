package tunegate.rules.licence_unknown_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

spdx(pointer, problem, ids) := {"kind": "spdx", "path": "m", "digest": null, "found": null, "problem": null, "stale": [], "facts": {"licences": {pointer: {"expression": null, "problem": problem, "terms": [], "ids": ids}}}}

own := "/sources/0/legal_basis/copyright/licence"

test_unknown if {
	said := {"the licence cannot be looked up: X is no SPDX id"}
	provenance.told([], [spdx(own, "X is no SPDX id", [])]) == said
	provenance.told([], [spdx("/sources/0/corpus/licence", "X is no SPDX id", [])]) == said
	provenance.told([], [spdx(own, null, ["MIT"])]) == set()
}

test_own_licence if {
	provenance.told([], [spdx(own, null, ["LicenseRef-A"])]) == {"nothing says where the text of LicenseRef-A is kept"}
	provenance.told([fixture.put("/legal_basis/copyright/licence_reference", "LICENSES/A.txt")], [spdx(own, null, ["LicenseRef-A"])]) == set()
}
