package tunegate.rules.deployed_model_mismatch_test

import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.deployed_model_mismatch as rule
import rego.v1

output := {"id": "support:2026.10.2", "digest": fixture.head, "location": "registry, acme/support/2026.10.2"}

row(kind, said) := {"key": sprintf("v.yaml#/model/%s", [kind]), "kind": kind, "said": said, "path": "v.yaml", "line": 7, "end_line": 7}

deployed(rows, put_out) := fixture.patched([
	fixture.put("/models/m/evidence/artefacts/training-run/document/output", put_out),
	fixture.put("/models/m/reviewed/deployed", rows),
])

said(rows, put_out) := found if {
	case := deployed(rows, put_out)
	found := {one.msg | some one in rule.deny} with input as case
}

test_in_order if {
	rule.deny == set() with input as fixture.case
	said([row("digest", fixture.head), row("name", "another-place"), row("version", "2026.10.2")], output) == set()
	said([row("name", "registry.acme.example/models/support"), row("version", "2026.10.2")], output) == set()
	said([row("name", "models:/support/2026.10.2")], output) == set()
	said([row("name", "support:2026.10.2")], output) == set()
	said([row("name", "support:2026.10.2"), row("name", "the name under which it is served")], output) == set()
}

test_another_digest if {
	case := deployed([row("digest", fixture.other), row("name", "support")], output)
	found := rule.deny with input as case
	found == {{
		"rule": "deployed-model-mismatch",
		"model": "m",
		"path": "v.yaml",
		"line": 7,
		"end_line": 7,
		"element": "v.yaml#/model/digest",
		"msg": sprintf("v.yaml#/model/digest is %s, and the training run put out support:2026.10.2", [fixture.other]),
		"related": [{"path": "evidence/m/training-run.yaml", "line": 1, "end_line": 1, "message": "the output of the training run"}],
	}}
}

test_published_as_something_else if {
	oci := {"id": "registry.acme.example/support", "digest": fixture.other, "how": "pushed with oras"}
	said([row("digest", fixture.other)], object.union(output, {"published": [oci]})) == set()
	said([row("digest", fixture.head)], object.union(output, {"published": [oci]})) == set()
}

test_hosted if {
	job := {"id": "ft:gpt-4o-mini-2024-07-18:acme::9abcDEF", "location": "OpenAI"}
	said([row("hosted", job.id)], job) == set()
	said([row("hosted", "ft:gpt-4o-mini-2024-07-18:acme::other")], job) == {concat("", [
		"v.yaml#/model/hosted is ft:gpt-4o-mini-2024-07-18:acme::other, and the training run put out ",
		job.id,
	])}
}

test_another_version if {
	said([row("name", "support"), row("version", "2026.10.3")], output) == {"v.yaml#/model/version is 2026.10.3, and the training run put out support:2026.10.2"}
	said([row("version", "2026.10")], output) == {"v.yaml#/model/version is 2026.10, and the training run put out support:2026.10.2"}
}

test_another_name if {
	said([row("name", "acme/assistant")], output) == {"v.yaml#/model/name names acme/assistant, and the training run put out support:2026.10.2"}
	said([row("name", "acme/assistant//")], output) == {"v.yaml#/model/name names acme/assistant//, and the training run put out support:2026.10.2"}
	said([row("name", "support:latest")], output) == {"v.yaml#/model/name names support:latest, and the training run put out support:2026.10.2"}
}

test_no_output if {
	case := json.patch(deployed([row("digest", fixture.other)], output), [fixture.cut("/models/m/evidence/artefacts/training-run/document/output")])
	rule.deny == set() with input as case
	rule.deny == set() with input as deployed([row("digest", fixture.other), row("name", "another")], null)
}

# each kind by its own: a digest in an id, an id in a digest, a version in either say nothing
test_kinds if {
	job := {"id": "support:2026.10.2", "digest": fixture.head, "location": "registry, acme/support"}
	count(said([row("version", fixture.head)], job)) == 1
	count(said([row("digest", "2026.10.2")], job)) == 1
	count(said([row("hosted", fixture.head)], job)) == 1
	count(said([row("hosted", "support")], job)) == 1
	count(said([row("hosted", "acme/support")], job)) == 1
	count(said([row("name", fixture.head)], job)) == 1
	said([row("hosted", "support:2026.10.2")], job) == set()
}

test_a_name_of_nothing if {
	count(said([row("name", "/")], output)) == 1
	count(said([row("name", "a/:")], output)) == 1
	said([row("name", "support:")], output) == set()
}

made_for(changed) := json.patch(deployed([row("digest", fixture.other)], output), [fixture.put(
	"/models/m/evidence/disposition/made_for",
	object.union(fixture.stale({"fine_tuned_model": ["v.yaml#/model/digest"]}), changed),
)])

test_a_disposition_for_what_nobody_knows if {
	count(rule.deny) == 1 with input as made_for({"known": false})
	count(rule.deny) == 1 with input as made_for({"comparable": false})
	count(rule.deny) == 0 with input as made_for({})
}

test_a_stale_disposition_is_another_rules_business if {
	rule.deny == set() with input as json.patch(deployed([row("digest", fixture.other)], output), [fixture.put(
		"/models/m/evidence/disposition/made_for",
		fixture.stale({"fine_tuned_model": ["v.yaml#/model/digest"]}),
	)])
}
