# An artefact that relies on a control of another repository.
package tunegate.lib.controls_elsewhere_fixture_test

import data.tunegate.lib.fixture_test as fixture
import rego.v1

found := {
	"path": "evidence/m/controls/serving.yaml",
	"repository": "acme/serving",
	"model": "s",
	"commit": "c",
	"stated_at": "2026-11-01T00:00:00Z",
	"expires": "2027-03-01",
	"lists": true,
	"quorum": 1,
	"principals": ["platform@acme.example"],
	"signed": ["platform@acme.example"],
	"rejected": [],
	"later": [],
}

said := {
	"repository": "acme/serving",
	"statement": "sha256:0123456789abcdef",
	"expires": "2027-03-01",
	"listed": true,
	"found": found,
}

# what is said of it, and what its statement says, each with some facts others
relies(changed, stated) := fixture.relies("overhang-statement", {
	"path": "g.yml",
	"said": null,
	"elsewhere": object.union(object.union(said, {"found": object.union(found, stated)}), changed),
})
