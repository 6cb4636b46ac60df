"""What trained a model, record by record: keyed digests of training data that answer where a record was learned from.

Nothing here holds a record. Without the key an index says how many records a file has and which states share files.
"""
