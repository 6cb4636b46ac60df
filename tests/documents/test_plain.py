"""Which files are text, and which are compared by their bytes."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from gate.documents.plain import is_text


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("a", "a")
    return stream.getvalue()


TEXTS = {
    "nothing": b"",
    "ASCII": b"You are a support assistant.\n",
    "UTF-8": "caf\u00e9 \u2028 \U0001f600\n".encode(),
    "a byte-order mark": "\ufefftext\n".encode(),
    "white space": b"a\tb\r\nc\x0bd\x0ce\n",
    "colours of a terminal": b"\x1b[31mred\x1b[0m\x07\x08\n",
    "an alphabet without accents": "\u4f60\u597d\n".encode(),
    "what begins like no format": b"PDF-1.4 is a format\n%PDF-\n",
}
BYTES = {
    "a NUL": b"a\0b",
    "a PDF without a NUL": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "a PDF of ASCII": b"%PDF-1.4\n1 0 obj\n",
    "Latin-1": "caf\u00e9\n".encode("latin-1"),
    "Windows-1252": "\u201cquoted\u201d\n".encode("cp1252"),
    "Shift JIS": "\u65e5\u672c\u8a9e\n".encode("shift_jis"),
    "UTF-16": "text\n".encode("utf-16"),
    "UTF-16 of Chinese": "\u4f60\u597d\u5417".encode("utf-16"),
    "UTF-32": "text\n".encode("utf-32"),
    "half a character": "caf\u00e9".encode()[:-1],
    "a surrogate": b"\xed\xa0\x80",
    "a control": b"a\x02b\n",
    "DEL": b"a\x7fb\n",
    "gzip": gzip.compress(b"a"),
    "zip": archive(),
    "GGUF": b"GGUFaaaa",
    "Parquet": b"PAR1 and so on",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "GIF": b"GIF89a",
}


@pytest.mark.parametrize("name", TEXTS)
def test_text(name: str) -> None:
    assert is_text(TEXTS[name])


@pytest.mark.parametrize("name", BYTES)
def test_bytes(name: str) -> None:
    assert not is_text(BYTES[name])
