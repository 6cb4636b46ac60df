"""Regular expressions that are compiled when they are first used: a command uses few of those that it imports."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As ``re.compile`` does; a text that is no regular expression raises re.error when it is first used."""
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))


class _Pattern:
    def __init__(self, text: Any, flags: int) -> None:
        self._source = text, flags

    def __getattr__(self, name: str) -> Any:
        """What the compiled expression has of that name; it is kept, so that this is called once for each."""
        text, flags = self._source
        found = self.__dict__[name] = getattr(re.compile(text, flags), name)
        return found
