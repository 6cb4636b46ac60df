# METADATA
# title: Severities that the configuration sets
# description: What the configuration makes of a rule's findings; rules without which the check means nothing stay as they are.
package tunegate.lib.severities

import rego.v1

lowered contains row.name if {
	some row in _rows
	row.value == "warning"
	not row.name in data.tunegate.lib.tables.fixed_severity
}

raised contains row.name if {
	some row in _rows
	row.value == "error"
}

_rows contains row if {
	some row in input.adjustments
	row.what == "severity"
}
