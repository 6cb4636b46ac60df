"""Settings that say where programs look for code: variables of the environment, options of git, search paths.

A value that names a file is found as a word of the text, as every file is (`gate.runners.words`). What a folder means
depends on who searches it: programs are looked for right in a folder of ``PATH``; what the others look for is not told
from a name, so that the whole folder counts. Python's search path is looked at wherever Python runs
(`gate.runners.modules`).
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.values.regex import regex

# Sources: the chapter on the environment in the manual of each program; environ(7), ld.so(8), bash(1), git(1),
# git-config(1); Python, Command line and environment; Node.js, Command-line API; pip, Configuration; Dockerfile ENV.
_PROGRAMS = r"PATH|Path"
_WHOLE = (
    r"PYTHON(?:HOME|USERBASE|PYCACHEPREFIX|PLATLIBDIR|STARTUP|BREAKPOINT|EXECUTABLE)|VIRTUAL_ENV|WORKON_HOME"
    r"|(?:PIP|UV|PIPX|POETRY|PDM|PIPENV|CONDA|MAMBA|TOX|NOX|COVERAGE|HATCH|PIXI)_[A-Z_]+"
    r"|(?i:npm_config)_\w+|NODE_(?:PATH|OPTIONS|EXTRA_CA_CERTS)|(?:YARN|PNPM|BUN|DENO|COREPACK)_[A-Z_]+"
    r"|RUBY(?:LIB|OPT)|(?:GEM|BUNDLE)_[A-Z_]+|PERL[A-Z0-9_]+|LUA_C?PATH|PHPRC|PHP_INI_SCAN_DIR|CLASSPATH"
    r"|_?JAVA_[A-Z_]+|JDK_JAVA_OPTIONS|(?:GRADLE|MAVEN)_[A-Z_]+|(?:LD|DYLD)_[A-Z_]+|GCONV_PATH|LOCPATH|MODULEPATH"
    r"|GIT_[A-Z_0-9]+|BASH_ENV|ENV(?=[\"']?\s*[:=])|ZDOTDIR|FPATH|CDPATH|HOME|USERPROFILE|(?:LOCAL)?APPDATA|XDG_[A-Z_]+"
    r"|PSModulePath|CARGO_[A-Z_]+|RUST(?:UP|FLAGS|DOC)\w*|GO(?:PATH|ROOT|ENV|FLAGS|BIN|WORK)|DOCKER_CONFIG|COMPOSE_FILE"
    r"|MAKE(?:FILES|FLAGS)|(?:MISE|ASDF|DIRENV|NIX)_[A-Z_]+|CURL_HOME|WGETRC|SSL_CERT_\w+|GH_CONFIG_DIR"
    r"|ANSIBLE_[A-Z_]+|TF_(?:CLI_CONFIG_FILE|PLUGIN_CACHE_DIR|DATA_DIR)|TUNEGATE_[A-Z_]+|OPA_[A-Z_]+"
    r"|(?i:core\.hooksPath|init\.templateDir|include\.path|core\.(?:worktree|fsmonitor|sshCommand))"
    r"|(?i:(?:--)?find[-_]links|backend-path|(?:--)?exec-path|--git-dir|--rcfile|--init-file|--userbase)"
)
_VALUE = r"(?P<value>\"[^\"\n]{0,1000}\"|'[^'\n]{0,1000}'|[^\s&|]{0,1000})"
_SEPARATOR = r"[\"'\])]*(?:\s*[+?:]?[:=]+\s*|,?\s+)(?:[\"']?value[\"']?\s*[:=]?\s*)?\[?\s*"
_ASSIGNED = regex(
    rf"(?<![\w$({{%/-])(?:(?P<programs>{_PROGRAMS})|(?P<whole>{_WHOLE}))(?![\w/-]){_SEPARATOR}(?={_VALUE})"
)
_APPENDED = regex(r"GITHUB_PATH|PATH_add|(?i:add_?path|prepend_?path|append_?path)|(?<![\w.])_\.path\b")
_SETTING = regex(rf"(?:{_PROGRAMS}|PYTHON\w+|{_WHOLE})")
_NEAR = 5  # lines around one that adds to the search path, of a list or a document in place


def is_setting(name: str) -> bool:
    """Whether a variable of that name says where a program looks for code."""
    return _SETTING.fullmatch(name) is not None


def search_paths(text: str) -> Iterator[tuple[bool, str]]:
    """(whether only programs are looked for there, the text of the value) of each setting."""
    for match in _ASSIGNED.finditer(text):
        yield match["programs"] is not None, match["value"]
    if not _APPENDED.search(text):
        return
    lines = text.splitlines()
    for index, line in enumerate(lines):
        if _APPENDED.search(line):
            start, end = index, index + 1
            if "<<" in line or line.rstrip().endswith(("[", ":", "(")):
                end += _NEAR
            if line.lstrip().startswith(("}", ")", "EOF", ">>")):
                start -= _NEAR
            yield True, "\n".join(lines[max(start, 0) : end])
