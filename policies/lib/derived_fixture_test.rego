# What sources say of the training run of the fixture; the tests of the rules change one thing at a time.
package tunegate.lib.derived_fixture_test

import data.tunegate.lib.fixture_test as fixture
import rego.v1

run := "/models/m/evidence/artefacts/training-run"

# a file of the state that nobody has to name
implied := {
	"kind": "axolotl",
	"path": "train.yaml",
	"for": null,
	"digest": null,
	"found": "sha256:c",
	"line": null,
	"end_line": null,
	"surfaces": ["training_recipe"],
	"tool": null,
	"problem": null,
	"stale": [],
	"unbound": [],
	"placed": true,
	"facts": {},
	"notes": [],
}

# a report that a row names
named := object.union(implied, {
	"kind": "trainer-state",
	"path": "out/trainer_state.json",
	"digest": "sha256:c",
	"line": 7,
	"end_line": 9,
	"surfaces": [],
})

value := {
	"pointer": "/seed",
	"source": 0,
	"derived": 17,
	"said": 18,
	"agrees": false,
	"line": 4,
	"end_line": 5,
}

lost(reason) := {
	"pointer": "/seed",
	"stated": true,
	"kind": "axolotl",
	"path": "train.yaml",
	"reason": reason,
}

# the fixture with sources and values of its training run, and further patches
with_sources(sources, values, others) := fixture.patched(array.concat(
	[
		fixture.put(sprintf("%s/derived/sources", [run]), sources),
		fixture.put(sprintf("%s/derived/values", [run]), values),
		fixture.put(sprintf("%s/lines/~1seed", [run]), [12, 12]),
	],
	others,
))

at(rule, line, end_line, msg) := {
	"rule": rule,
	"model": "m",
	"path": "evidence/m/training-run.yaml",
	"line": line,
	"end_line": end_line,
	"msg": msg,
}
