"""What ``oras push --format json`` wrote (ORAS 1.2 and 1.3): the digest under which weights lie in a registry.

A push gives values for whatever the training run names by the pushed reference: what was published, a checkpoint, the
output. Facts: ``reference``, ``tags`` and ``artifact_type``.
"""

from __future__ import annotations

from gate.derive.given import Given, Source, SourceError, Value
from gate.derive.parsing import line_of_key, python_json
from gate.values.digests import is_digest
from gate.values.regex import regex

KIND = "oras-push"
_RUN = "training-run"
_STEP = regex(r".*\bstep-(\d{1,9})")


def recognises(source: Source) -> bool:
    keys = (b'"reference"', b'"mediaType"', b'"referenceAsTags"')
    return source.name.endswith(".json") and all(key in source.head for key in keys)


def read(source: Source) -> Given:
    """Raises SourceError where the push has no reference or no digest."""
    pushed = python_json(source)
    said = pushed if isinstance(pushed, dict) else {}
    reference, digest, tags = said.get("reference"), said.get("digest"), said.get("referenceAsTags")
    if not isinstance(reference, str) or not isinstance(digest, str) or not is_digest(digest):
        raise SourceError("the push has no reference, or no digest", 1, "Push with --format json, and keep the output.")
    if not reference.endswith("@" + digest):
        line = line_of_key(source.data, "reference")
        raise SourceError("the reference is of another digest", line, "Keep the output as it was written.")
    repository = reference.partition("@")[0]
    named = [tag for tag in tags or () if isinstance(tag, str) and tag.startswith(f"{repository}:")]
    line = line_of_key(source.data, "digest")
    values = [
        Value(_RUN, "/output/published/*/digest", digest, line, line, (repository, *named)),
        Value(_RUN, "/output/published/*/how", "oras push", 1, 1, (repository, *named), is_worded=True),
    ]
    for tag in named:
        values.append(Value(_RUN, "/checkpoints/*/digest", digest, line, line, (tag,)))
        match = _STEP.fullmatch(tag)
        if match is None:
            at = line_of_key(source.data, "referenceAsTags")
            values.append(Value(_RUN, "/output/id", tag.rpartition("/")[2], at, at, is_worded=True))
            values.append(Value(_RUN, "/output/location", tag, at, at, is_worded=True))
        else:
            values.append(Value(_RUN, "/checkpoints/*/step", int(match[1]), line, line, (tag,)))
    facts = {"reference": reference, "tags": named, "artifact_type": said.get("artifactType")}
    return Given(tool="oras", values=tuple(values), facts=facts)
