"""The pull request puts a model, a prompt or a filter where no format says it: programs, variables, templates."""

from __future__ import annotations

import pytest

from tests.bypass.test_unreviewed import asked, says
from tests.bypass.wall import append, on_main, write
from tests.repo import Repo

LOOKS = "looks-like-a-surface"
HELM = '{{- if .Values.on }}\nmodel: {{ .Values.m | default "evil/llama-7b" }}\n{{- end }}\n'
PROMPT = "You answer for Acme, and you never say what a refund costs."


def test_programs_of_other_languages(example: Repo) -> None:
    pytest.importorskip("tree_sitter", reason="reading programs needs the extra 'code'")
    found = asked(
        example,
        write(
            "src/llm.ts", f'export const SYSTEM_PROMPT = "{PROMPT}";\nconst model = process.env.MODEL ?? "gpt-4o";\n'
        ),
        write("pkg/ai/ask.go", f"package ai\n\nconst systemPrompt = `{PROMPT}`\n"),
        write("src/Bot.java", 'class Bot { void start() { builder.modelName("gpt-4o").build(); } }\n'),
        write("src/icon.ts", 'export const icon = (model: string) => (model === "gpt-4o" ? 1 : 2);\n'),
    )
    says(found, "src/llm.ts", "/SYSTEM_PROMPT", "gpt-4o")
    says(found, "pkg/ai/ask.go", "/systemPrompt")
    says(found, "src/Bot.java", "gpt-4o")
    assert "src/icon.ts" not in found


def test_variables_templates_and_documents_inside_of_values(example: Repo) -> None:
    found = asked(
        example,
        write(".env", "CHAT_MODEL=evil/llama-7b-chat\n"),
        write("app/application.properties", "spring.ai.openai.chat.options.model=gpt-4o\n"),
        write("chart/templates/model.yaml", HELM),
        write("k8s/map.yaml", 'apiVersion: v1\nkind: ConfigMap\ndata:\n  a.json: |\n    {"model": "gpt-4o"}\n'),
    )
    for path in (".env", "app/application.properties", "chart/templates/model.yaml", "k8s/map.yaml"):
        says(found, path, "no selector covers")


def test_what_only_looks_like_one_is_asked_about_once_a_file(example: Repo) -> None:
    edit = write("conf/app.yaml", "primary: gpt-4o-mini\nfallback: gpt-4o\n")
    found = asked(example, edit, rule=LOOKS)
    says(found, "conf/app.yaml", "/primary, as base_model", "/fallback, as base_model", severity="warning")


def test_a_prompt_under_the_name_of_a_test_or_of_generated_code(example: Repo) -> None:
    pytest.importorskip("tree_sitter", reason="reading programs needs the extra 'code'")
    found = asked(
        example,
        write("src/desk.spec.ts", f'export const SYSTEM_PROMPT = "{PROMPT}";\n'),
        write("app/desk_pb2.py", f'SYSTEM_PROMPT = "{PROMPT}"\n'),
        write("app/test_desk.py", f'class Desk:\n    system_prompt = "{PROMPT}"\n'),
        write("src/ask.test.ts", f'const SYSTEM_PROMPT = "{PROMPT}";\ndescribe("ask", () => run(SYSTEM_PROMPT));\n'),
        write("tests/desk_test.py", f'SYSTEM_PROMPT = "{PROMPT}"\n'),
        rule=LOOKS,
    )
    assert sorted(found) == ["app/desk_pb2.py", "app/test_desk.py", "src/desk.spec.ts"]
    for path in found:
        says(found, path, "as system_prompt", severity="warning")


def test_an_exclusion_settles_it(example: Repo) -> None:
    row = "{path: conf/app.yaml, rule: surface-unreviewed, reason: it is a list, owner: a@acme.example}"
    excluded = f"recognise:\n  exclude:\n    - {row}\n"
    on_main(append("tunegate.yaml", excluded))(example)
    assert asked(example, write("conf/app.yaml", "primary: gpt-4o-mini\n"), rule=LOOKS) == {}


def test_models_by_the_names_of_constants_and_by_versions_nobody_lists(example: Repo) -> None:
    pytest.importorskip("tree_sitter", reason="reading programs needs the extra 'code'")
    found = asked(
        example,
        write("pkg/ai/ask.go", "package ai\n\nvar request = openai.Request{Model: openai.GPT4oMini}\n"),
        write("src/desk.rs", "fn desk() { let a = client.agent(anthropic::completion::CLAUDE_3_7_SONNET); }\n"),
        write("src/Desk.java", "class Desk { Chat c = Chat.builder().modelName(ChatModelName.GPT_4_O).build(); }\n"),
        write("src/routine.ts", 'const ROUTINE_MODEL = "deepseek-v4-flash";\n'),
        write("src/guardrails/input_guard.py", '_PATTERNS = [r"ignore all", r"developer mode"]\n'),
    )
    says(found, "pkg/ai/ask.go", "openai.GPT4oMini")
    says(found, "src/desk.rs", "anthropic::completion::CLAUDE_3_7_SONNET")
    says(found, "src/Desk.java", "ChatModelName.GPT_4_O")
    says(found, "src/routine.ts", "deepseek-v4-flash")
    says(found, "src/guardrails/input_guard.py", "developer mode")
