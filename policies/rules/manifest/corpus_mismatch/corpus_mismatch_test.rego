package tunegate.rules.corpus_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.provenance_fixture_test as provenance
import rego.v1

test_in_order if {
	provenance.found == set() with input as fixture.case
	provenance.gaps([]) == set()
}

spdx(own, theirs) := {"kind": "spdx", "path": "m", "digest": null, "found": null, "problem": null, "stale": [], "facts": {"licences": {
	"/sources/0/legal_basis/copyright/licence": {"expression": own, "problem": null, "terms": [], "ids": []},
	"/sources/0/corpus/licence": {"expression": theirs, "problem": null, "terms": [], "ids": []},
}}}

corpus(revision) := fixture.put("/corpus", {"id": "a/b", "revision": revision, "licence": "MIT"})

test_corpus if {
	provenance.told([corpus("1.0")], [spdx("MIT", "MIT")]) == set()
	provenance.told([corpus("1.0")], [spdx("MIT", "CC-BY-4.0")]) == {"the corpus is under CC-BY-4.0, and the source under MIT"}
	provenance.told([corpus("main")], []) == {"the revision main of the corpus moves"}
}
