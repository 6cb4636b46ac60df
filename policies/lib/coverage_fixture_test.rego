# What no selector covers, in a change and at a commit.
package tunegate.lib.coverage_fixture_test

import rego.v1

# a switch beside a reviewed value, of which some facts are others
uncovered(changed) := {
	"path": "deploy/v.yaml",
	"base_path": null,
	"models": ["m"],
	"aside": false,
	"elements": [object.union(
		{
			"surface": "output_filter",
			"key": "deploy/v.yaml#/guard/enabled",
			"kind": "switch",
			"status": "changed",
			"recogniser": "switch",
			"old": true,
			"value": false,
			"line": 7,
			"end_line": 7,
			"base_line": 7,
			"select": "deploy/v.yaml#/guard/enabled",
			"exclude": {"path": "deploy/v.yaml", "key": "/guard/enabled", "rule": "surface-unreviewed"},
			"proposed": null,
		},
		changed,
	)],
	"more": 0,
	"unchanged": 2,
	"others": {"count": 0, "keys": []},
	"looks": [],
	"notice": null,
}

# everything that is left out is what the disposition was made beside
at_commit(changed) := object.union(
	{
		"uncovered": 2,
		"files": 1,
		"places": [{"path": "deploy/v.yaml", "count": 2}],
		"references": {"count": 0, "places": []},
		"exclusions": [],
		"lists": {"m": {"recorded": true, "problem": null}},
		"unlisted": [],
		"unlisted_references": [],
		"unlisted_exclusions": [],
		"determined": [],
	},
	changed,
)

# a file that a reviewed value names, of which some facts are others
reference(changed) := object.union(
	{
		"target": "data/more.jsonl",
		"line": 1,
		"end_line": 1,
		"what": "file",
		"change": "target",
		"named_by": [naming],
		"select": "data/more.jsonl",
		"exclude": {"path": "data/more.jsonl", "key": null, "rule": "reference-unreviewed"},
		"proposed": null,
	},
	changed,
)

naming := {"surface": "training_data", "key": "t.yaml#/data", "path": "t.yaml", "line": 3, "end_line": 4}
