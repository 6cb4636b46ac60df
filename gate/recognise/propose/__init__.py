"""A ``tunegate.yaml`` from what a scan found: models, their selectors, and what is left to the person who reads it.

`units` says which files belong together, `roles` on which surface a value stands, `drafts` which selectors stand for
the values, `families` where a glob can stand for several files, `recipe` what else of a training configuration counts,
`trial` drops what the gate could not read, `text` writes the file.
"""
