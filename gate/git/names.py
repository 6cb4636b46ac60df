"""Names that git gives no file: it does not check them out, or takes them for its own folder.

``git fsck`` finds them as emptyName, fullPathname, hasDot, hasDotdot and hasDotgit (git-fsck(1), "FSCK MESSAGES"; git
2.39). What stands for ``.git`` on NTFS and HFS+ is what ``is_ntfs_dotgit`` (path.c) and ``is_hfs_dotgit`` (utf8.c)
of git refuse, on every system.
"""

from __future__ import annotations

from gate.values.regex import regex

_IGNORED_BY_HFS = regex("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_DOT_GIT = regex(r"(?i)(?:\.git|git~1)[. ]*(?::|$)")


def is_no_name(name: bytes) -> bool:
    """Whether git itself refuses to make a file or a folder of that name in a work tree."""
    if name in (b"", b".", b"..") or b"/" in name:
        return True
    if b"git" not in name.lower() and name.isascii():  # hardly any name gets further
        return False
    text = _IGNORED_BY_HFS.sub("", name.decode("utf-8", "surrogateescape"))
    return any(_DOT_GIT.match(part) for part in text.split("\\"))
