package tunegate.rules.reference_floating_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.reference_floating as rule
import rego.v1

row := {
	"surface": "base_model",
	"key": "t.yaml#/base_model",
	"value": "acme/base",
	"pin": "Set 'revision_of_model' beside it.",
	"path": "t.yaml",
	"line": 3,
	"end_line": 3,
}

finding := {
	"rule": "reference-floating",
	"model": "m",
	"path": "t.yaml",
	"line": 3,
	"end_line": 3,
	"element": "t.yaml#/base_model",
	"msg": "acme/base names no fixed version (ml@acme.example watches it). Set 'revision_of_model' beside it.",
}

test_in_order if rule.warn == set() with input as fixture.case

test_floating if rule.warn == {finding} with input as fixture.patched([fixture.put("/models/m/floating/0", row)])

test_nobody_owns_it if {
	bare := object.union(finding, {"msg": "acme/base names no fixed version. Set 'revision_of_model' beside it."})
	rule.warn == {bare} with input as fixture.patched([
		fixture.put("/models/m/floating/0", row),
		fixture.put("/models/m/evidence/disposition", null),
	])
}
