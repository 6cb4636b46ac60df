"""Which files are text, so that their lines can be shown, and which are compared by their bytes alone."""

from __future__ import annotations

# controls that no text has: those that file(1) does not take for text (src/encoding.c, text_chars, F), version 5.45
_NOT_IN_TEXT = bytes({*range(32), 127} - {*b"\a\b\t\n\v\f\r\x1b"})

# beginnings of binary formats that can look like text for as long as one cares to read
_MAGIC = (
    b"%PDF-",  # ISO 32000-2, 7.5.2
    b"GGUF",  # ggml, docs/gguf.md
    b"PAR1",  # Apache Parquet, README.md, "File format"
    b"GIF87a",  # GIF89a specification, 17
    b"GIF89a",
    b"RIFF",  # WAVE, WebP, AVI: Multimedia Programming Interface and Data Specifications 1.0
    b"OggS",  # RFC 3533, 6
    b"BZh",  # bzip2 1.0.8, decompress.c
    b"\x93NUMPY",  # NEP 1
    b"BC\xc0\xde",  # LLVM bitcode file format, "Magic Numbers"
)


def is_text(data: bytes) -> bool:
    """Whether the bytes are UTF-8 text (RFC 3629), by all that can be seen in them; a byte-order mark is a character.

    Text in UTF-16 or in an 8-bit encoding is not: it is told from bytes by nothing but guessing.
    """
    if data.startswith(_MAGIC) or len(data.translate(None, _NOT_IN_TEXT)) != len(data):
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
