package tunegate.pins_test

import data.tunegate.pins
import rego.v1

# what is found of the names of a base model and a fine-tune
held(base, tuned, pinned) := found if {
	found := pins.result with input as {
		"pins": pinned,
		"names": [{"side": "base", "name": base}, {"side": "tuned", "name": tuned}],
	}
}

pinned := {"base": ["Meta-Mirror/Base"], "tuned": ["registry/tuned", "7"]}

test_pinned if {
	held("meta/base", "acme/Tuned/", pinned) == {"swapped": set(), "unpinned": set()}
	held("base", "x/tuned:7", pinned) == {"swapped": set(), "unpinned": set()}
}

test_swapped if {
	held("tuned", "base", pinned) == {"swapped": {0, 1}, "unpinned": {0, 1}}
	held("tuned:7", "tuned", pinned) == {"swapped": {0}, "unpinned": {0}}
}

test_unpinned if {
	held("base", "tuned:8", pinned) == {"swapped": set(), "unpinned": {1}}
	held("elsewhere", "nowhere", pinned) == {"swapped": set(), "unpinned": {0, 1}}
}

test_what_is_pinned_for_both_is_not_swapped if {
	held("m", "m", {"base": ["m"], "tuned": ["m"]}) == {"swapped": set(), "unpinned": set()}
}

test_nothing_is_pinned if held("a", "b", {"base": [], "tuned": []}) == {"swapped": set(), "unpinned": set()}
