"""The normal form of a shell script means to bash what the script means."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from gate.documents import DocumentError, parse
from tests.documents.pieces import PIECES

BASH = Path("/bin/bash")
GOOD = """echo a|if a; then\n b\nfi|cat <<E\nx # y\nE\n|A=(a b)|x="$(echo ')')"|for i in a b; do echo $i; done|
case $x in a) b ;; c|[[ -n $x && a == b ]]|((a<b))|x=$((1+2))|# it's|echo "a # b"|a | b && c|cat <<-'E'\n\tx\n\tE\n|
y=`a # b`|echo ${X:-a b}|echo $'a\\tb'|( a; b )|a > x 2>&1|z=$(cat <<E\na)\nE\n)|echo a\\ b|a \\\n b""".split("|")


def as_bash_reads(script: str, folder: Path) -> bytes | None:
    """The function that has the script as its body, as bash prints it; None where it is none."""
    source = f"f() {{\n{script}\n}}\ndeclare -f f\n"
    done = subprocess.run(
        [str(BASH), "--norc", "--restricted", "-c", source],
        cwd=folder,
        env={"PATH": "/nonexistent"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        check=False,
    )
    return None if done.returncode or b"warning" in done.stderr else done.stdout.replace(b'"', b"'")


@pytest.mark.skipif(not BASH.exists(), reason="bash says what a script means")
def test_bash_reads_the_normal_form_as_the_script(tmp_path: Path) -> None:
    source = random.Random(7)  # noqa: S311  # the same scripts every time
    pieces = [piece for piece in PIECES if "}" not in piece]  # so that nothing leaves the function's body
    compared = 0
    for _ in range(4000):
        script = source.choice("\n; ").join(source.choice(GOOD) for _ in range(source.randint(1, 4))).replace("}", "")
        for _ in range(source.randint(0, 4)):
            at = source.randrange(len(script) + 1)
            script = script[:at] + source.choice([*pieces, ""]) + script[at + source.choice([0, 0, 1, 2]) :]
        try:
            kind, _, form = parse(script.encode(), "shell").value.partition("\n")
        except DocumentError:
            continue
        if kind != "code" or form == script.rstrip("\n") or compared == 250:
            continue
        compared += 1
        read = as_bash_reads(script, tmp_path)
        assert read is None or read == as_bash_reads(form, tmp_path), (script, form)
        assert parse(form.encode(), "shell").value == f"code\n{form}", script
    assert compared == 250
