"""Names of files that tools read in place of others, or after them, without being told: a row for each.

What a command or a setting has to name is none of these (``helm -f values-prod.yaml``, ``-var-file``). An environment
or a profile is not the name of a file: its usual names count. Sources, by the reader of the row:

- Docker Compose: Compose file reference, Merge; Environment variables, ``.env`` file. GNU make, manual 3.2. Podman:
  podman-build(1). npm, docs of package-lock.json. Bazel, Build encyclopedia: BUILD files. Task, Usage: supported file
  names. Rake, Rakefile format. Bundler, gemfile(5). Serverless Framework, configuration.
- transformers 4.49: ``from_pretrained`` of models, tokenizers and templates (an ``adapter_config.json`` makes a folder
  an adapter of another model); PEFT; sentence-transformers, ``modules.json``.
- Terraform, Override Files; Input Variables: variable definitions files. OpenTofu 1.8, ``.tofu`` files. Packer, Input
  variables. AWS CDK, Context. Terraform reads nothing else of a folder twice.
- dotenv as Vite, Next.js, Rails, Laravel and Symfony read it (``.env.local.php`` in place of all); python-decouple,
  AutoConfig: ``settings.ini`` first; Dynaconf, settings files: ``.local`` and ``.secrets``.
- .NET, Configuration providers; Spring Boot, External application properties; node-config, Configuration files: load
  order; Ruby's config, ``settings.local.yml``; Symfony, Configuration environments; Ansible, variable precedence.
- Argo CD, Tool detection; Parameter overrides (``.argocd-source.yaml``). Flux, Kustomization: generated where there is
  none. Helm, Charts: ``charts/``. systemd.unit(5), drop-ins. Databricks, bundles: ``variable-overrides.json``. DVC,
  ``config.local``. Go, ``go.work`` and vendoring. Cargo, Hierarchical structure. uv, Configuration files. mise,
  Configuration.
- NeMo Guardrails, Configuration guide: every ``.co`` of the folder, ``config.py``, ``actions.py``, ``prompts.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from gate.values.regex import regex


class _Row(NamedTuple):
    """``path`` is matched against the end of a file's path; ``places`` are beside its start, and may be globs.

    A number in braces is a group of ``path``. Whatever ``path`` matches has one of the words of ``hints`` in it, in
    lower case: asked first, so that a change of other files compiles no pattern.
    """

    reader: str
    hints: str
    path: str
    places: tuple[str, ...]


_ENV = r"(?:default|production|prod|live|release|staging|stage|development|dev|local)"
_TERRAFORM = ("*.tf", "*.tf.json", "*.tofu", "*.tofu.json")
_SPRING = ("application.properties", "application.yml", "application.yaml")
_DATA = r"(?:json5?|hjson|ya?ml|toml|ini|properties|[cm]?[jt]s|py|rb)"
_COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")

_ORDERED = (
    ("Docker Compose", _COMPOSE),
    ("GNU make", ("GNUmakefile", "makefile", "Makefile")),
    ("Podman", ("Containerfile", "Dockerfile")),
    ("npm", ("npm-shrinkwrap.json", "package-lock.json")),
    ("Bazel", ("BUILD.bazel", "BUILD")),
    ("Bazel", ("WORKSPACE.bazel", "WORKSPACE")),
    ("Task", tuple(f"{n}askfile{d}.{end}" for d in ("", ".dist") for end in ("yml", "yaml") for n in ("T", "t"))),
    ("Rake", ("rakefile", "Rakefile", "rakefile.rb", "Rakefile.rb")),
    ("Bundler", ("gems.rb", "Gemfile")),
    ("Serverless Framework", tuple(f"serverless.{end}" for end in ("yml", "yaml", "json", "js", "ts"))),
    ("python-decouple", ("settings.ini", ".env")),
    ("uv", ("uv.toml", "pyproject.toml")),
    ("Go", ("go.work", "go.mod")),
    ("transformers", ("chat_template.jinja", "chat_template.json", "tokenizer_config.json")),
    ("transformers", ("added_tokens.json", "tokenizer_config.json")),
    ("transformers", ("special_tokens_map.json", "tokenizer_config.json")),
    ("transformers", ("tokenizer.json", "tokenizer.model")),
    ("transformers", ("adapter_config.json", "config.json")),
    ("transformers", ("generation_config.json", "config.json")),
    ("transformers", ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin")),
    ("transformers", ("model.safetensors.index.json", "pytorch_model.bin.index.json")),
    ("PEFT", ("adapter_model.safetensors", "adapter_model.bin")),
    ("sentence-transformers", ("modules.json", "config.json")),
)

_ROWS = (
    _Row("Docker Compose", "compose.override. .env", r"(?:docker-)?compose\.override\.ya?ml|\.env", _COMPOSE),
    _Row("Terraform", "override.t", r"(?:override|[^/]+_override)\.(?:tf|tofu)(?:\.json)?", _TERRAFORM),
    _Row(
        "Terraform",
        ".tfvars",
        r"(?:terraform|[^/]+\.auto)\.tfvars(?:\.json)?",
        (*_TERRAFORM, "*.tfvars", "*.tfvars.json"),
    ),
    _Row("OpenTofu", ".tofu", r"([^/]+)\.tofu(\.json)?", ("{1}.tf{2}",)),
    _Row("Packer", ".auto.pkrvars.", r"[^/]+\.auto\.pkrvars\.(?:hcl|json)", ("*.pkr.hcl", "*.pkr.json")),
    _Row("AWS CDK", "cdk.context.json", r"cdk\.context\.json", ("cdk.json",)),
    _Row("dotenv", ".env.", rf"\.env\.(?:{_ENV}(?:\.local)?|local\.php)", (".env",)),
    _Row("dotenv", ".env.", rf"\.env\.({_ENV})\.local", (".env.{1}",)),
    _Row(
        "Dynaconf", "settings.local. .secrets.", rf"(?:settings\.local|\.secrets(?:\.local)?)\.{_DATA}", ("settings.*",)
    ),
    _Row(
        "Ruby's config",
        "settings/ settings.local.yml",
        rf"settings/{_ENV}(?:\.local)?\.yml|settings\.local\.yml",
        ("settings.yml",),
    ),
    _Row(
        "node-config",
        "default prod live release stag dev local custom-environment-variables",
        rf"(?:{_ENV}(?:-{_ENV})?|default-[^/]+|custom-environment-variables)\.{_DATA}",
        ("default.*",),
    ),
    _Row("node-config", "local", rf"local(?:-{_ENV})?\.{_DATA}", ("production.*", "staging.*", "development.*")),
    _Row(".NET", "appsettings.", rf"(?i:appsettings\.{_ENV}\.json)", ("appsettings.json",)),
    _Row("Spring Boot", "application.properties", r"application\.properties", _SPRING[1:]),
    _Row("Spring Boot", "application-", rf"application-{_ENV}\.(?:properties|ya?ml)", _SPRING),
    _Row("Spring Boot", "config/application", rf"config/application(?:-{_ENV})?\.(?:properties|ya?ml)", _SPRING),
    _Row("Symfony", "services_", rf"services_{_ENV}\.(ya?ml|php)", ("services.{1}",)),
    _Row("Symfony", "packages/", rf"packages/{_ENV}/([^/]+)", ("packages/{1}",)),
    _Row("Ansible", "vars/main.", r"vars/main\.(?:ya?ml|json)", ("defaults/main.*",)),
    _Row("Ansible", "host_vars/", r"host_vars/.+", ("group_vars/*",)),
    _Row("Ansible", "group_vars/", r"group_vars/(?!all\b).+", ("group_vars/all", "group_vars/all.*")),
    _Row("Argo CD", ".argocd-source", r"\.argocd-source(?:-[^/]+)?\.yaml", ("*.yaml", "*.yml")),
    _Row("Helm", "charts/", r"charts/(?:[^/]+\.tgz|[^/]+/Chart\.yaml)", ("Chart.yaml", "Chart.lock", "values.yaml")),
    _Row(
        "systemd", ".d/", r"([^/]+\.(?:service|socket|timer|path|mount|target|container|pod))\.d/[^/]+\.conf", ("{1}",)
    ),
    _Row(
        "Databricks",
        ".databricks/",
        r"\.databricks/bundle/[^/]+/variable-overrides\.json",
        ("databricks.yml", "databricks.yaml"),
    ),
    _Row("DVC", ".dvc/config.local", r"\.dvc/config\.local", (".dvc/config",)),
    _Row("Go", "vendor/modules.txt", r"vendor/modules\.txt", ("go.mod",)),
    _Row("Cargo", ".cargo/config", r"\.cargo/config", (".cargo/config.toml", "Cargo.toml")),
    _Row("Cargo", ".cargo/config.toml", r"\.cargo/config\.toml", ("Cargo.toml",)),
    _Row("mise", "mise.local.toml", r"\.?mise\.local\.toml", ("mise.toml", ".mise.toml")),
    _Row(
        "transformers",
        "additional_chat_templates/",
        r"additional_chat_templates/[^/]+\.jinja",
        ("tokenizer_config.json", "chat_template.jinja"),
    ),
    _Row("NeMo Guardrails", ".co", r"[^/]+\.co", ("config.yml", "config.yaml")),
    _Row("NeMo Guardrails", "config.py actions.py prompts.y", r"config\.py|actions\.py|prompts\.ya?ml", ("*.co",)),
)
_NEW = (  # of which only the arrival changes how the others are read
    _Row("Kustomize", "kustomization", r"kustomization\.ya?ml|Kustomization", ("*.yaml", "*.yml")),
)


def named_places(path: str, *, is_new: bool) -> Iterator[tuple[str, str]]:
    """(reader, path or glob) of what a file of that path is read in place of, or after."""
    lead, _, name = path.rpartition("/")
    lead = f"{lead}/" if lead else ""
    for reader, order in _ORDERED:
        if name in order:
            yield from ((reader, lead + later) for later in order[order.index(name) + 1 :])
    folded = path.lower()
    for row in (*_ROWS, *_NEW) if is_new else _ROWS:
        if not any(hint in folded for hint in row.hints.split()):
            continue
        if match := _pattern(row.path).fullmatch(path):
            yield from ((row.reader, match["lead"] + place.format(*match.groups(default=""))) for place in row.places)


@cache
def _pattern(end: str) -> re.Pattern[str]:
    return regex(rf"(?P<lead>(?:.*/)?)(?:{end})")
