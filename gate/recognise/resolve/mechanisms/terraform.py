"""``var.x`` and ``local.x`` of Terraform: defaults, ``locals``, and files of values.

Source: Terraform 1.13, "Input Variables" (``terraform.tfvars``, ``*.auto.tfvars``, ``-var-file``).
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.recognise.resolve import Value
from gate.recognise.resolve.places import Files, Place
from gate.values.regex import regex

_REFERENCE = regex(r"\b(var|local)\.([A-Za-z_][\w-]*)")


def places(value: Value, files: Files) -> Iterator[Place]:
    if not value.path.endswith((".tf", ".tofu", ".tfvars")):
        return
    found = sorted({*_REFERENCE.findall(value.text)})
    folder = value.path.rpartition("/")[0]
    for path in files.below(folder, (".tf", ".tofu", ".tfvars")) if found else ():
        is_module = path.rpartition("/")[0] == folder
        root = files.node(path) if is_module or path.endswith(".tfvars") else None
        if root is None:
            continue
        for kind, name in found:
            if path.endswith(".tfvars"):
                way: tuple[str, ...] = (name,) if kind == "var" else ()
            else:
                way = ("variable", name, "default") if kind == "var" else ("locals", name)
            node = root
            for step in way:
                below = node.child(step)
                if below is None:
                    break
                node = below
            else:
                if way:
                    yield Place(path, way, node, "terraform")
