# METADATA
# title: Which review a version operates under
# description: >-
#   Judges what registries have attached to the versions that a reference stands for. The input has `now`, `repository`
#   (whose statements count), `environment` and `max_age_days` (null for any), `logged` (ids of the statements in the
#   log, null where no log was asked), `holds`, `revocations` and `versions`, each with its `digest`, `files` and
#   `statements`. The answer is the rule `result`; `exits` are exit statuses of the process, by status.
# custom:
#   exits: {in-force: 0, not-reviewed: 1, none: 4, several: 5, expired: 6, revoked: 7, held: 8}
package tunegate.publication

import rego.v1

result := {
	"status": status,
	"standing": standing,
	"reasons": reasons,
	"refused": refused,
}

default status := "not-reviewed"

status := "none" if count(input.versions) == 0

status := "several" if count(input.versions) > 1

status := _of_one if count(input.versions) == 1

# the first of these that applies; nothing is in force by default
_of_one := "held" if _found.held

_of_one := "several" if {
	not _found.held
	_found.several
}

_of_one := "revoked" if {
	not _found.held
	not _found.several
	_found.revoked
}

_of_one := "expired" if {
	not _found.held
	not _found.several
	not _found.revoked
	_found.expired
}

_of_one := "not-reviewed" if {
	not _found.held
	not _found.several
	not _found.revoked
	not _found.expired
	_found["not-reviewed"]
}

_of_one := "in-force" if {
	count(_found) == 0
	_row.passed == true
}

_found[name] := true if {
	some name, rows in _why
	count(rows) > 0
}

default standing := null

standing := _index

reasons contains {"rule": "none", "message": "the registry has no such version"} if count(input.versions) == 0

reasons contains {"rule": "several", "message": sprintf("it stands for %s@%s, too", [row.name, row.version])} if {
	count(input.versions) > 1
	some row in input.versions
}

reasons contains {"rule": name, "message": message} if {
	count(input.versions) == 1
	some name, rows in _why
	some message in rows
}

refused contains {"statement": _version.statements[i].id, "rule": name, "message": message} if {
	some i, rows in _spoiled
	some [name, message] in rows
}

_version := input.versions[0] if count(input.versions) == 1

# -- which statements count: whatever anyone attached is here

_spoiled[i] contains ["unreadable", row.problem] if {
	some i, row in _version.statements
	row.problem != null
}

_spoiled[i] contains ["signer", message] if {
	some i, row in _readable
	count(row.signed_by) == 0
	said := [rejected.message | some rejected in row.rejected]
	message := concat("; ", array.concat(["nobody whose key counts signed it"], said))
}

_spoiled[i] contains ["subject", "it is about other weights than this version has, as far as the registry vouches for them"] if {
	some i, row in _readable
	not _proves(row)
}

_spoiled[i] contains ["future", sprintf("it is of %s, and it is %s", [row.verified_at, input.now])] if {
	some i, row in _readable
	row.verified_at > input.now
}

_spoiled[i] contains ["repository", "it is about a model of another repository"] if {
	some i, row in _readable
	row.repository != input.repository
}

_spoiled[i] contains ["environment", message] if {
	some i, row in _readable
	input.environment != null
	row.environment != input.environment
	message := sprintf("it is about the environment %v, and not about %s", [row.environment, input.environment])
}

_spoiled[i] contains ["log", "it is not in the log"] if {
	some i, row in _readable
	input.logged != null
	id := row.id
	logged := input.logged
	not id in logged
}

_readable[i] := row if {
	some i, row in _version.statements
	row.problem == null
}

# the whole of the version, or each of its files
_proves(row) if {
	_version.digest != null
	_version.digest in row.subjects
}

_proves(row) if {
	count(_version.files) > 0
	subjects := row.subjects
	count({path | some path, digest in _version.files; not digest in subjects}) == 0
}

_counting[i] := row if {
	some i, row in _readable
	not _spoiled[i]
}

# -- the latest one decides, whatever it found

_latest[i] := row if {
	some i, row in _counting
	count({1 | some other in _counting; other.verified_at > row.verified_at}) == 0
}

_index := min({i | some i, _ in _latest})

_row := _latest[_index]

# -- what it comes to

_why.held contains sprintf("%s is on hold since %s, by %s: %s", [hold.model, hold.at, hold.by, hold.reason]) if {
	some hold in data.tunegate.lib.holds.in_force(input.holds, input.now)
	hold.model in _models
}

_why.several contains "statements of the same time say different things" if {
	count({[row.model, row.passed, row.disposition, row.expires] | some row in _latest}) > 1
}

# a statement of later was made with the withdrawal in sight
_why.revoked contains sprintf("its disposition was withdrawn at %s: %s", [row.at, row.reason]) if {
	some row in input.revocations
	row.at <= input.now
	row.at >= _row.verified_at
	row.model == _row.model
	row.state == _row.state
}

_why.revoked contains sprintf("a later verification failed, at %s", [_row.verified_at]) if {
	_row.passed == false
	some other in _counting
	other.passed == true
}

_why.expired contains sprintf("the disposition held until %s", [_row.expires]) if {
	_row.expires < substring(input.now, 0, 10)
}

_why.expired contains "the disposition names no day until which it holds" if _row.expires == null

_why.expired contains message if {
	input.max_age_days != null
	hours := (time.parse_rfc3339_ns(input.now) - time.parse_rfc3339_ns(_row.verified_at)) / 3600000000000
	hours > input.max_age_days * 24
	message := sprintf("it was verified at %s, more than %v days ago", [_row.verified_at, input.max_age_days])
}

_why["not-reviewed"] contains "no statement about it counts" if count(_counting) == 0

_why["not-reviewed"] contains sprintf("the verification failed, at %s", [_row.verified_at]) if _row.passed == false

_models contains _version.name

_models contains row.model if some row in _counting
