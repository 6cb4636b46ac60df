package tunegate.publication_test

import data.tunegate.publication
import rego.v1

weights := "sha256:aa"

statement := {
	"problem": null,
	"id": "sha256:01",
	"signed_by": ["deploy@acme.example"],
	"rejected": [],
	"passed": true,
	"verified_at": "2026-11-01T00:00:00Z",
	"environment": "prod",
	"repository": "acme/support",
	"model": "support",
	"state": "sha256:5a",
	"disposition": "sha256:d1",
	"expires": "2027-05-31",
	"subjects": [weights],
}

version := {"name": "support-prod", "version": "7", "digest": weights, "files": {}, "statements": [statement]}

asked := {
	"now": "2026-11-23T12:00:00Z",
	"repository": "acme/support",
	"environment": "prod",
	"max_age_days": null,
	"logged": null,
	"holds": [],
	"revocations": [],
	"versions": [version],
}

said(document) := found if found := publication.result with input as document

# the status with one field of the statement in another way
altered(changes) := said(object.union(asked, {"versions": [object.union(version, {"statements": [object.union(statement, changes)]})]}))

# the status with these statements
with_statements(rows) := said(object.union(asked, {"versions": [object.union(version, {"statements": rows})]}))

with_version(changes) := said(object.union(asked, {"versions": [object.union(version, changes)]}))

rules(answer) := {row.rule | some row in answer.refused}

test_in_force if said(asked) == {"status": "in-force", "standing": 0, "reasons": set(), "refused": set()}

test_nothing_is_in_force_by_default if {
	said({}).status == "not-reviewed"
	with_statements([]).status == "not-reviewed"
	said(object.union(asked, {"versions": []})).status == "none"
	said(object.union(asked, {"versions": [version, version]})).status == "several"
}

test_what_does_not_count if {
	rules(altered({"problem": "it cannot be read"})) == {"unreadable"}
	rules(altered({"signed_by": [], "rejected": [{"reason": "key-unknown", "message": "who"}]})) == {"signer"}
	rules(altered({"subjects": ["sha256:bb"]})) == {"subject"}
	rules(altered({"verified_at": "2026-11-24T00:00:00Z"})) == {"future"}
	rules(altered({"repository": "acme/other"})) == {"repository"}
	rules(altered({"repository": null})) == {"repository"}
	rules(altered({"environment": "staging"})) == {"environment"}
	rules(altered({"environment": null})) == {"environment"}
	rules(said(object.union(asked, {"logged": ["sha256:02"]}))) == {"log"}
	said(object.union(asked, {"logged": ["sha256:01"]})).status == "in-force"
	altered({"environment": "staging"}).status == "not-reviewed"
}

test_any_environment if {
	answer := said(object.union(asked, {"environment": null}))
	answer.status == "in-force"
}

test_weights_that_the_registry_vouches_for if {
	with_version({"digest": null}).status == "not-reviewed"
	with_version({"digest": null, "files": {"model.safetensors": weights}}).status == "in-force"
	with_version({"digest": null, "files": {"model.safetensors": weights, "modeling.py": "sha256:cc"}}).status == "not-reviewed"
	with_version({"digest": "sha256:manifest", "files": {"model.safetensors": weights}}).status == "in-force"
}

test_latest_statement_decides if {
	failed := object.union(statement, {"id": "sha256:02", "passed": false, "verified_at": "2026-11-20T00:00:00Z"})
	with_statements([statement, failed]).status == "revoked"
	with_statements([failed]).status == "not-reviewed"
	again := object.union(statement, {"id": "sha256:03", "verified_at": "2026-11-21T00:00:00Z"})
	answer := with_statements([statement, failed, again])
	[answer.status, answer.standing] == ["in-force", 2]
	unsigned := object.union(failed, {"signed_by": []})
	with_statements([statement, unsigned]).status == "in-force"
}

test_same_time if {
	other := object.union(statement, {"id": "sha256:02", "disposition": "sha256:d2"})
	with_statements([statement, other]).status == "several"
	with_statements([statement, object.union(statement, {"id": "sha256:02"})]).status == "in-force"
}

test_expired if {
	altered({"expires": "2026-11-22"}).status == "expired"
	altered({"expires": "2026-11-23"}).status == "in-force"
	altered({"expires": null}).status == "expired"
	said(object.union(asked, {"max_age_days": 22})).status == "expired"
	said(object.union(asked, {"max_age_days": 23})).status == "in-force"
}

test_revoked if {
	row := {"model": "support", "state": "sha256:5a", "at": "2026-11-20T00:00:00Z", "reason": "the data was poisoned"}
	said(object.union(asked, {"revocations": [row]})).status == "revoked"
	said(object.union(asked, {"revocations": [object.union(row, {"at": "2026-12-01T00:00:00Z"})]})).status == "in-force"
	said(object.union(asked, {"revocations": [object.union(row, {"at": "2026-10-31T00:00:00Z"})]})).status == "in-force"
	said(object.union(asked, {"revocations": [object.union(row, {"state": "sha256:5b"})]})).status == "in-force"
}

test_held if {
	row := {
		"model": "support",
		"by": "risk@acme.example",
		"at": "2026-11-20T00:00:00Z",
		"reason": "an incident",
		"signed_by": ["risk@acme.example"],
		"approvers": {"quorum": 2, "principals": ["risk@acme.example", "ml@acme.example"]},
		"releases": [],
	}
	said(object.union(asked, {"holds": [row]})).status == "held"
	said(object.union(asked, {"holds": [object.union(row, {"model": "support-prod"})]})).status == "held"
	said(object.union(asked, {"holds": [object.union(row, {"model": "other"})]})).status == "in-force"
	said(object.union(asked, {"holds": [object.union(row, {"at": "2026-12-01T00:00:00Z"})]})).status == "in-force"
}

_hold := {
	"model": "support",
	"by": "risk@acme.example",
	"at": "2026-11-20T00:00:00Z",
	"reason": "an incident",
	"signed_by": ["risk@acme.example"],
	"approvers": {"quorum": 2, "principals": ["risk@acme.example", "ml@acme.example"]},
	"releases": [],
}

_revocation := {"model": "support", "state": "sha256:5a", "at": "2026-11-20T00:00:00Z", "reason": "the data was poisoned"}

# the status where several things hold at once, of statements that are each changed so
_status(rows, changes) := said(object.union(asked, object.union(changes, {"versions": [object.union(
	version,
	{"statements": [object.union(statement, row) | some row in rows]},
)]}))).status

_other := {"id": "sha256:02", "disposition": "sha256:d2"}

_ended := {"expires": "2026-11-22"}

_failed := {"passed": false}

test_a_hold_comes_first if {
	held := {"holds": [_hold]}
	every rows in [[{}], [_ended], [_failed], [{}, _other], [object.union(_ended, _failed)]] {
		_status(rows, held) == "held"
	}
	_status([{}], object.union(held, {"revocations": [_revocation]})) == "held"
}

test_then_several_answers if {
	_status([_ended, object.union(_other, _ended)], {}) == "several"
	_status([_failed, object.union(_other, _failed)], {}) == "several"
	_status([{}, _other], {"revocations": [_revocation]}) == "several"
}

test_then_a_revocation if {
	revoked := {"revocations": [_revocation]}
	_status([_ended], revoked) == "revoked"
	_status([_failed], revoked) == "revoked"
	_status([_failed, {"id": "sha256:02", "verified_at": "2026-10-01T00:00:00Z"}], {}) == "revoked"
}

test_then_the_end if _status([object.union(_ended, _failed)], {}) == "expired"

test_failed_alone if _status([_failed], {}) == "not-reviewed"

test_bounds if {
	altered({"verified_at": asked.now}).status == "in-force"
	said(object.union(asked, {"now": "2026-11-23T00:00:00Z", "max_age_days": 22})).status == "in-force"
	said(object.union(asked, {"now": "2026-11-23T00:00:01Z", "max_age_days": 22})).status == "expired"
}

test_an_unreadable_statement_is_that_alone if {
	rules(altered({"problem": "it cannot be read", "signed_by": [], "repository": null})) == {"unreadable"}
}

test_no_digest_is_no_subject if {
	answer := said(object.union(asked, {"versions": [object.union(version, {
		"digest": null,
		"statements": [object.union(statement, {"subjects": [null]})],
	})]}))
	answer.status == "not-reviewed"
	rules(answer) == {"subject"}
}

test_reasons if {
	said(object.union(asked, {"versions": []})).reasons == {{"rule": "none", "message": "the registry has no such version"}}
	said(object.union(asked, {"versions": [version, object.union(version, {"version": "8"})]})).reasons == {
		{"rule": "several", "message": "it stands for support-prod@7, too"},
		{"rule": "several", "message": "it stands for support-prod@8, too"},
	}
	altered({"expires": "2026-11-22"}).reasons == {{"rule": "expired", "message": "the disposition held until 2026-11-22"}}
}
