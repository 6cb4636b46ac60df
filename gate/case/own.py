"""Files that nothing is asked about: the gate's own, and those that the trusted configuration takes out."""

from __future__ import annotations

from gate.config.exclusions import excluded_by
from gate.config.load import Config
from gate.git.paths import below

RULE = "reference-unreviewed"


def is_settled(path: str, config: Config) -> bool:
    """Whether a file is the gate's own by a configuration, or one that recognisers are not to look at."""
    folders = [*config.policies, config.control_plane.evidence, *(m.evidence for m in config.models.values())]
    if path == config.path or any(below(path, folder) for folder in folders):
        return True
    return excluded_by(config.exclusions, path, (), RULE) is not None
