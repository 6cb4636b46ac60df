"""The files that approvals come from: signatures beside a document, and lists of keys."""

from __future__ import annotations

SUFFIX = ".sig"  # of the file of signatures beside its document
MAX_FILE = 1024 * 1024  # bytes of a file of signatures or of keys
