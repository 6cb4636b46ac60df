# One safety suite, with a recount of its raw files.
package tunegate.lib.recount_fixture_test

import data.tunegate.lib.fixture_test as fixture
import rego.v1

_suite := {
	"name": "acme-suite",
	"run_at": "2026-10-23T18:22:00Z",
	"raw_files": {"base": [{"path": "s3://x/b", "digest": "sha256:base"}], "tuned": [{"path": "s3://x/t", "digest": "sha256:tuned"}]},
	"records": {"path": "evidence/m/outcomes/acme-suite.jsonl", "digest": "sha256:records"},
	"categories": [{"category": "fraud", "pairs": {"n": 200, "b": 1, "c": 2}}],
}

_recount := {
	"counted_at": "2026-10-24T09:00:00Z",
	"tool": "tunegate 0.1.0",
	"raw": ["sha256:base", "sha256:tuned"],
	"records": "sha256:records",
	"differing": 0,
	"categories": [{"category": "fraud", "n": 200, "b": 1, "c": 2}],
}

# a suite whose recount has some facts others
counted(changed) := _with(object.union(_suite, {"recount": object.union(_recount, changed)}))

# a suite without some keys
uncounted(keys) := _with(object.remove(object.union(_suite, {"recount": _recount}), keys))

_with(suite) := fixture.patched([fixture.put("/models/m/evidence/artefacts/evaluation-results/document/safety_suites", [suite])])
