"""One module a syntax. Each has ``read``: a text in, triples out, in the order of the file."""
