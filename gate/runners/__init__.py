"""Which files of a repository run the gate: the CI systems' own files, and what those call, wherever it stands."""
