"""What a floating reference stands for today, asked of the registry that it names: one module of `registries` each.

The one door to them is `gate.upstream.door`. Nothing here judges, and `check` needs none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from gate.process.registry import Registry
from gate.upstream.door import Door


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as it is written, the revision that stands beside it (empty for none), and its surface."""

    value: str
    revision: str = ""
    surface: str = "base_model"

    @property
    def key(self) -> str:
        """What the observation of it goes by."""
        return f"{self.value} at {self.revision}" if self.revision else self.value


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reference stands for, by which registry, on which host."""

    registry: str
    host: str
    stands_for: str


class Known(Protocol):
    """A module of `registries`."""

    def takes(self, reference: Reference) -> bool:
        """Whether the reference is one of this registry."""

    def ask(self, door: Door, reference: Reference, environment: Mapping[str, str]) -> tuple[str, str]:
        """(host, what it stands for). Raises UpstreamError."""


REGISTRIES = Registry[Known]("gate.upstream.registries")


def look_up(door: Door, reference: Reference, environment: Mapping[str, str]) -> Answer | None:
    """What a reference stands for; None where no registry that is known here takes it. Raises UpstreamError."""
    for name, registry in REGISTRIES.all().items():
        if registry.takes(reference):
            host, found = registry.ask(door, reference, environment)
            return Answer(name, host, found)
    return None
