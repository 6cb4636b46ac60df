"""Registries of models: which review a version operates under, said by signed statements and never by a tag.

One port (`gate.registry.port`), and one module of `drivers` a registry. Facts are gathered here; what counts as a
statement in force is decided by ``policies/publication.rego``.
"""
