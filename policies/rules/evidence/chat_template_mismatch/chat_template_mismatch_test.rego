package tunegate.rules.chat_template_mismatch_test

import data.tunegate.lib.derived_fixture_test as derived
import data.tunegate.lib.fixture_test as fixture
import data.tunegate.rules.chat_template_mismatch as rule
import rego.v1

trained := object.union(derived.implied, {"facts": {"chat_template_digest": "sha256:a"}})

served(digest) := object.union(derived.implied, {"kind": "chat-template", "path": "tokenizer_config.json", "facts": {"chat_template_digest": digest, "line": 7}})

test_in_order if {
	rule.deny == set() with input as fixture.case
	rule.deny == set() with input as derived.with_sources([trained, served("sha256:a"), derived.named], [], [])
}

test_another_template if {
	rule.deny == {{
		"rule": "chat-template-mismatch",
		"model": "m",
		"path": "tokenizer_config.json",
		"line": 7,
		"end_line": 7,
		"msg": "this chat template is not that of train.yaml",
		"related": [{"path": "train.yaml", "line": 1, "end_line": 1, "message": "the other template"}],
	}} with input as derived.with_sources([trained, derived.named, served("sha256:b")], [], [])
}
