# METADATA
# title: Everybody can read the training data
# description: Who can read a source is a list of people or teams who need to, not everybody.
# custom:
#   id: access-unrestricted
#   severity: error
#   step: correct
#   remedy: Name the teams or mailboxes under 'retention.access', and take the access away from everybody else.
#   requirement: It is known where the data live, who can read them, and what a deletion request does.
#   mappings:
#     nist-ai-rmf: [MEASURE 2.10]
#     iso-42001: [A.7.5]
#     eu-ai-act: [Annex IV(2)(d)]
package tunegate.rules.access_unrestricted

import rego.v1

id := "access-unrestricted"

deny contains data.tunegate.lib.provenance.at(id, name, i, source, "/retention/access", sprintf("%s can read the data", [data.tunegate.lib.facts.shown(who)])) if {
	some [name, i, source] in data.tunegate.lib.provenance.sources
	some who in source.retention.access
	_is_everybody(who)
}

_is_everybody(who) if contains(who, "*")

_is_everybody(who) if _plain(who) in _words

_is_everybody(who) if {
	some word in ["everyone", "everybody", "anyone", "anybody", "allusers", "allstaff", "allemployees", "allauthenticated", "wholecompany", "entirecompany", "allofthecompany"]
	startswith(_plain(who), word)
}

_words := {"all", "any", "public", "thepublic", "generalpublic", "publicinternet", "internet", "theinternet", "world", "worldreadable", "anonymous", "authenticatedusers", "domainusers", "company", "companywide", "thecompany", "organisation", "organization", "allhands", "allcolleagues", "allteams", "allmembers", "employees", "allpeople", "noone", "nobody", "na", "none", "unknown", "tbd", "todo", "open", "unrestricted"}

# a name without its domain, and without what words are joined by
_plain(who) := replace(replace(replace(replace(lower(split(who, "@")[0]), " ", ""), "-", ""), "_", ""), "/", "")
