package tunegate.lib.earlier_test

import data.tunegate.lib.earlier
import data.tunegate.lib.earlier_fixture_test as before
import data.tunegate.lib.fixture_test as fixture
import rego.v1

objections(patches) := reasons if {
	case := json.patch(fixture.determined, patches)
	reasons := earlier.objections("m", case.models.m.evidence.determinations[0]) with input as case
}

of_gate(patches) := reasons if {
	case := fixture.patched(array.concat([fixture.put("/control_plane/determinations/0", fixture.control_determination)], patches))
	reasons := earlier.objections("control-plane", case.control_plane.determinations[0]) with input as case
}

put(pointer, value) := fixture.put(concat("", ["/models/m/evidence/determinations/0", pointer]), value)

again := "have the owner decide on this change: 'tunegate evidence new determination'"

test_in_order if {
	objections([]) == set()
	of_gate([]) == set()
}

test_days if {
	earlier.days("2026-11-20", "2026-11-20T23:59:59Z") == 0
	earlier.days("2026-11-20T23:59:59Z", "2027-11-20") == 365
}

test_another_disposition if {
	said := sprintf("it keeps the disposition sha256:before, and the one in force is sha256:disposition; %s", [again])
	objections([put("/document/disposition", "sha256:before")]) == {said}
	objections([
		put("/document/disposition", "sha256:before"),
		fixture.put("/models/m/evidence/disposition/approval/older", ["sha256:before"]),
	]) == set()
	of_gate([fixture.put("/control_plane/determinations/0/document/disposition", "sha256:before")]) == set()
}

test_no_disposition if {
	unnamed := fixture.cut("/models/m/evidence/determinations/0/document/disposition")
	objections([unnamed]) == {"it names no disposition: add 'disposition: sha256:disposition', and sign it again"}
	objections([unnamed, put("/stood", [{"at": "base", "state": fixture.head}])]) == set()
	objections([unnamed, fixture.put("/base", null)]) == set()
}

test_before_the_disposition if {
	objections([put("/document/determined_at", "2026-11-02T00:00:00Z")]) == set()
	objections([put("/document/determined_at", "2026-11-01T23:59:59Z")]) == {"it was made before the disposition (2026-11-02T00:00:00Z)"}
}

test_it_stood_before if {
	said := sprintf("it stood on the base branch before this change, so it answered another one; %s", [again])
	objections([put("/stood", [{"at": "base", "state": fixture.other}])]) == {said}
	objections([put("/stood", [{"at": "base", "state": fixture.head}])]) == set()
	objections([put("/stood", [{"at": "base", "state": fixture.head}, {"at": "tip", "state": fixture.other}])]) == {said}
	of_gate([fixture.put("/control_plane/determinations/0/stood", [{"at": "base", "state": fixture.other}])]) == {said}
}

test_an_older_one if {
	said := sprintf("the base branch has one that is not older (evidence/m/determinations/d.yaml, 2026-11-20T00:00:01Z); %s", [again])
	later := before.gone({"determined_at": "2026-11-20T00:00:01Z"})
	objections([before.with_earlier(later)]) == {said}
	objections([before.with_earlier(object.union(later, {"at": "tip"}))]) == {said}
	of_gate([fixture.put("/control_plane/earlier/0", later)]) == {said}
}

test_one_of_the_same_time if {
	same := before.with_earlier(before.gone({"state": fixture.head}))
	said := sprintf("the base branch has one that is not older (evidence/m/determinations/d.yaml, 2026-11-20T00:00:00Z); %s", [again])
	objections([same]) == {said}
	objections([same, fixture.put("/models/m/approvers", null)]) == set()
	objections([before.with_earlier(before.gone({}))]) == set()
	objections([before.with_earlier(before.gone({"state": fixture.head, "trigger": "re-fine-tuning"}))]) == set()
}

test_withdrawn if {
	said := "it was withdrawn on 2026-11-21T00:00:00Z by risk@acme.example (evidence/m/withdrawals/w.yaml)"
	every at in ["head", "base", "tip", "trusted"] {
		objections([before.with_withdrawal(before.withdrawal({"at": at, "here": at == "head"}))]) == {said}
	}
	every changed in [{"state": fixture.other}, {"withdraws": "disposition"}, {"withdrawn_at": "2026-11-19T23:59:59Z"}] {
		objections([before.with_withdrawal(before.withdrawal(changed))]) == set()
	}
	of_gate([fixture.put("/control_plane/withdrawals/0", before.withdrawal({"withdraws": "control-plane-change"}))]) == {said}
}
