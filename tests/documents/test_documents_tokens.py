"""No token of a file goes unseen, but for comments."""

from __future__ import annotations

import re

import pytest

from gate.documents import DocumentError, is_code, parse, tree_format
from gate.values.canonical import canonical_json
from tests.documents.trees import code


def counts(name: str, text: str) -> object:
    """What counts of a file, as `gate.state` has it."""
    format = tree_format(name)
    assert format
    try:
        node = parse(text.encode(), format)
    except DocumentError:
        return text
    if is_code(format):
        return format, node.value
    return {(tokens, canonical_json(leaf.plain()), leaf.kind) for tokens, leaf in node.leaves()}


# Files as people write them; COMMENT marks what is none of their meaning.
FILES = {
    "train.sh": """#!/usr/bin/env bash
#SBATCH --gres=gpu:8
# COMMENT
set -euo pipefail
MODEL=${MODEL:-"acme/base 8b"}
ARGS=(--lr 2e-5 --seed "$SEED")  # COMMENT
cd "$(dirname "$0")" || exit 1
for f in data/*.jsonl; do
  [ -s "$f" ] && python clean.py < "$f" > "out/${f##*/}" 2>&1 &
done; wait
cat > prompt.txt <<'EOF'
You're # kind.
EOF
if ! accelerate launch train.py --model "$MODEL" \\
    --system-prompt 'Never say $X' ${ARGS[@]} | tee -a log; then
  echo "failed: $?" >&2
fi
""",
    "rails.co": """# COMMENT
define user ask # x
  "can you # it"

define flow check
  user ask
  # take the name
  $name = ...
  if $name == "x"
    bot refuse
    stop
  execute call(a="b", c=1)
""",
    "serve.py": '''# COMMENT
import os
SYSTEM = (
    "Be kind. "
    f"You are {os.environ['NAME']!r:>8}."
)  # COMMENT

@tool(limit=3)
async def run(a, /, b=1.5, *args, c=None, **rest) -> str:
    """Return the order."""
    while not a and b < 2 or c is not None:
        b += len(x[1:-1]) ** 2 if a else ~b
    try:
        return await call(*args, key={"role": "system", "n": [1, 0x2, True]}, **rest)
    except (ValueError, KeyError) as error:
        raise Refused(b"no") from error
''',
    "guard.tf": """# COMMENT
resource "aws_bedrock_guardrail" "main" {
  name = "g-${var.stage}"
  filters {
    type     = "HATE"
    strength = max(var.a, 2)
  }
  words = ["a", { b = !c }]
  text  = <<-EOT
    one # two
  EOT
}
""",
    "pol.bicep": """// COMMENT
@description('x')
param model string = 'gpt'
resource pol 'Acc/raiPolicies@2024' = if (model == 'a') {
  name: 'p-${model}'
  on: true
  filters: [
    { name: 'Hate', level: 3 }
    null
  ]
}
""",
    "train.yaml": """# COMMENT
base: &b acme/base  # COMMENT
lr: 2.0e-5
data:
  - {path: a, n: 1}
  - path: 'b # c'
prompt: |
  Be kind.
  # Be brief.
again: *b
1: [true, null, 2024-01-01]
""",
    "train.toml": """# COMMENT
base = "acme # base"
[data."x y"]
n = [1, 2.5, true, inf]
when = 2024-01-01
[[rows]]
a = 'b'
""",
    "train.json": '{"base": "a", "n": [1, 2.5, true, null], "o": {"0": {}, "x": []}}',
    "run.ipynb": code("%pip install a\nA = 'b'  # COMMENT\nif A:\n    !ls", "%%bash\nx # y"),
}
TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
COMMENT = re.compile(r"(?://|#)?\s*COMMENT")
NOTEBOOK_FRAME = re.compile(r'#? *COMMENT|"metadata": .*|[\[\]{},]')


@pytest.mark.parametrize("name", FILES)
def test_no_token_goes_unseen(name: str) -> None:
    if name.endswith(".tf"):
        pytest.importorskip("hcl2", reason="reading Terraform needs the extra 'terraform'")
    text = FILES[name]
    no_code = NOTEBOOK_FRAME if name.endswith(".ipynb") else COMMENT
    spans = [match.span() for match in no_code.finditer(text)]
    whole = counts(name, text)
    assert whole != text
    unseen = []
    for match in TOKEN.finditer(text):
        start, end = match.span()
        if any(first <= start < last for first, last in spans):
            continue
        for other in ("", match[0] + "x", "7" if match[0] != "7" else "8"):
            if counts(name, text[:start] + other + text[end:]) == whole:
                unseen.append((text[max(0, start - 12) : start], match[0], other, text[end : end + 8]))
    assert unseen == []
