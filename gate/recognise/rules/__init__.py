"""What a value of any file is to a model, by what it looks like and by the words on its way. No format is named here.

`gate.recognise.rules.classes` has the words, `gate.recognise.rules.looks` the tests of values,
`gate.recognise.rules.table` the rules. `find` runs them over the triples of one file.
"""

from __future__ import annotations

from gate.recognise.rules.decide import Finding, find

__all__ = ["Finding", "find"]
