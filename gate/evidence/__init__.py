"""The evidence pack: its documents, read and written."""
