package tunegate.lib.hosted_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.lib.hosted
import rego.v1

facts := {"providers": ["p", "q"], "job": "j", "finished": true, "result_model": "i"}

run(output, changed) := {
	"document": {"hosted": {"provider": "p", "job": "j", "result_model": "i"}, "output": output},
	"derived": {"sources": [{"facts": {}}, {"facts": object.union(facts, changed)}]},
}

test_proven if {
	hosted.is_proven(run({}, {}))
	every changed in [{"job": "k"}, {"finished": false}, {"result_model": "l"}, {"result_model": null}, {"providers": ["q"]}] {
		not hosted.is_proven(run({}, changed))
	}
}

put(output, changed) := fixture.patched([fixture.put("/models/m/evidence/artefacts/training-run", run(output, changed))])

test_without_weights if {
	hosted.without_weights == {"m"} with input as put({"id": "i"}, {})
	hosted.without_weights == set() with input as put({"id": "i", "digest": "sha256:a"}, {})
	hosted.without_weights == set() with input as put({"id": "i"}, {"finished": false})
	hosted.without_weights == set() with input as fixture.case
}

test_removed_model_has_no_run if {
	case := fixture.patched([
		fixture.put("/models/m/evidence/artefacts/training-run", run({"id": "i"}, {})),
		fixture.put("/models/m/status", "removed"),
	])
	hosted.runs == {} with input as case
}
