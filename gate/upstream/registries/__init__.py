"""Registries of models and data sets; one module each. No two take the same reference."""
