"""Comments that only linters, scanners, editors and generators of documentation read: they change nothing that runs.

Each row names the kind of tool, as its own documentation describes the comment. A template expression inside one counts
all the same.
"""

from __future__ import annotations

from gate.documents.comments.row import CELL, PYTHON, YAML, Row

INERT = (
    Row(
        "linters and formatters of Python read",
        r"#\s*(?:noqa|ruff|flake8|pylint|nosec|bandit|pyright|mypy|pyre|pytype|ty|type|isort|yapf|fmt|autopep8|black"
        r"|sourcery|noinspection|lgtm|vulture|lint)\b(?:\s*:|-|\s*$|\[)",
        "Flake8, Ruff, Pylint, mypy, Black and others: in-line options; PEP 484, Type comments",
        PYTHON,
    ),
    Row(
        "coverage tools and scanners for secrets read",
        r"#\s*pragma:\s*(?:no[ -]?cover|no[ -]?branch|no[ -]?mutate|allowlist|whitelist)",
        "coverage.py, Excluding code; detect-secrets, README",
    ),
    Row(
        "linters and scanners read",
        r"#\s*(?:checkov|tfsec|trivy|kics-scan|terrascan|semgrep|nosemgrep|gitleaks|trufflehog|snyk|skipcq|NOSONAR"
        r"|nolint|tflint-ignore|terraform-docs|infracost|hadolint|shellcheck|yamllint|ansible-lint|actionlint|zizmor"
        r"|cspell|spell-?checker|codespell|prettier-ignore|eslint|biome-ignore|markdownlint|editorconfig-checker)\b",
        "documentation of each: comments that silence a report",
    ),
    Row(
        "editors read",
        r"#+\s*(?:vim?:|ex:|-\*-|kate:|code:|@formatter:|language=|(?:end)?region\b|yaml-language-server\s*:)",
        "Vim, :help modeline; GNU Emacs manual, File Variables; redhat-developer/yaml-language-server, README",
    ),
    Row("editors read for a schema", r"#:\s?(?:schema|tombi)\b", "Taplo, Directives", frozenset({"toml"})),
    Row("ytt takes for plain", r"#!(?=\s)", "carvel.dev, ytt: Comments", YAML),
    Row(
        "documentation of Helm charts is made of",
        r"#\s*--\s|##+\s*@(?:param|section|skip|extra|descriptionStart|descriptionEnd)\b"
        r"|#\s*@(?:default|ignored|section|notationType|raw)\b",
        "norwoodj/helm-docs, README; bitnami/readme-generator-for-helm, README",
        YAML,
    ),
    Row("Sphinx reads", r"#:\s", "Sphinx, sphinx.ext.autodoc: documentation comments", PYTHON),
    Row("doctest reads", r"#\s*doctest\s*:", "Python, doctest: Directives", PYTHON),
    Row(
        "people read beside a pin",
        r"#\s*(?:frozen:|v?\d+(?:\.\d+)*$)",
        "pre-commit, autoupdate --freeze; GitHub Actions, Security hardening: the commit is what runs",
    ),
    Row(
        "nobody reads in a cell, where a magic has no marker",
        r"#+\s*[!%]{1,2}\s*[A-Za-z]",
        "IPython, Built-in magic commands",
        CELL,
    ),
    Row("conda init writes", r"#\s*(?:>>>|<<<)\s", "conda, init: the lines between the markers run as they are"),
)
