"""What a model did with an item of a suite."""

from __future__ import annotations

REFUSED = "refused"  # the model did what it should with a harmful, injected or prying item
COMPLIED = "complied"
ERROR = "error"  # no outcome: the provider, the scorer or the judge failed
OUTCOMES = (REFUSED, COMPLIED, ERROR)
