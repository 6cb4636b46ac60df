"""Mechanisms by which a value stands for one that is written elsewhere; one module each."""
