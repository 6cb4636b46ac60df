# Documents that take the place of those of the base.
package tunegate.lib.former_fixture_test

import data.tunegate.lib.fixture_test as fixture
import rego.v1

before := {
	"path": "evidence/m/x.yaml",
	"digest": "sha256:before",
	"same_state": false,
	"changed": [],
	"same_content": false,
	"reused": [],
	"gone": [],
	"retired": [],
	"evaluations": [],
	"not_scanned_again": [],
	"swapped": [],
}

# the base has another document of a kind, and this one gives up some items
with_before(kind, changed, retired) := fixture.patched([
	fixture.put(sprintf("/models/m/evidence/before/%s", [kind]), object.union(before, changed)),
	fixture.put(sprintf("%s/document/retired", [_of(kind)]), retired),
])

_of(kind) := sprintf("/models/m/evidence/artefacts/%s", [kind]) if kind != "disposition"

_of("disposition") := "/models/m/evidence/disposition"
