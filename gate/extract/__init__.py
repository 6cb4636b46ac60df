"""What any file says, as triples: the names on the way to a value, the value, its lines. Without an opinion on them.

`gate.extract.read` is the way in; one module of `syntaxes` a syntax, none a format. They stand on the exact parsers of
`gate.documents` where those read the file; what those refuse is read line by line, and said.
"""
