package tunegate.lib.drift_test

import data.tunegate.lib.drift
import data.tunegate.lib.drift_fixture_test as fixture
import data.tunegate.lib.fixture_test as common
import rego.v1

test_diluted if {
	row := object.union(fixture.class, {"b": 10, "base": {"n": 200, "refused": 190, "errors": 0}})
	drift.is_diluted(row, 0.05)
	not drift.is_diluted(row, 0.06)
	not drift.is_diluted(object.union(row, {"b": null}), 0.05)
	not drift.is_diluted(object.union(row, {"b": "many"}), 0.05)
	not drift.is_diluted(object.union(row, {"outcome": "regressed"}), 0.05)
}

revision(said, pin) if drift.is_revision("m", "base", said) with input as common.patched([common.put("/models/m/reviewed/base_model", [pin])])

test_revision if {
	revision("0123abc", "0123abcdef")
	not revision("0123ab", "0123abcdef")
	revision("0123ab", "0123ab")
	revision("v2", "v2")
	not revision("v2", "v20")
	not revision("V2", "v2")
	revision("V3.1-RC", "V3.1-rc") # seven letters can be a commit, in whatever case
	revision("0123abcdef9", "0123abcdef")
}

suite(name, source) := object.union(fixture.drift({}).models.m.evidence.drift.suites[0], {"suite": name, "source": source})

taken(recorded, suites) := {[former, row.suite] |
	some [_, former, row] in drift.taken_away with input as json.patch(fixture.drift({}), [
		common.put("/models/m/evidence/recorded_before", recorded),
		common.put("/models/m/evidence/drift/suites", suites),
	])
}

test_taken_away if {
	taken(["one"], [suite("one", "counts")]) == {["one", "one"]}
	taken(["one"], [suite("one", "records")]) == set()
	taken(["one"], [suite("one", "records"), suite("other", "counts")]) == set()
	taken(["one"], [suite("two", "counts"), suite("three", "counts")]) == {["one", "two"], ["one", "three"]}
	taken(["one"], [suite("one", "counts"), suite("two", "counts")]) == {["one", "one"]}
	taken([], [suite("one", "counts")]) == set()

	# one of two suites of a name has the outcomes still
	taken(["one"], [suite("one", "records"), suite("one", "counts")]) == set()
}
