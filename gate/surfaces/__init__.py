"""The reviewed surfaces of a model: states, and what changed between two of them."""
