"""Which files a command reads without naming them: ``make gate`` reads a Makefile, ``uv sync`` a lock file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gate.values.regex import regex

DEPENDENCIES = "#dependencies"  # in the place of a task's name: what the file says is to be installed
PIP = "pip pip3 uv"  # the words of the tool that installs what a line of requirements names
TABLE = "#tool."  # and before the name of a tool: its table in pyproject.toml


@dataclass(frozen=True, slots=True)
class Tool:
    """``words``: programs, one of which is in every text that calls it. ``command`` is matched from the program on.

    Names of files may be globs in small letters. Of ``tasks`` only those that are called count, by their names; of
    ``manifests`` only the dependencies; ``table`` is one of pyproject.toml. ``folders`` count whole. ``modules``: what
    runs finds Python's modules in the work folder. ``cases`` are files of which those count that lead to the gate.
    ``nested``: its files bring in those of other folders, without its name.
    """

    words: str
    command: str
    tasks: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    manifests: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    table: str = ""
    modules: bool = False
    cases: tuple[str, ...] = ()
    nested: bool = False


_PYPROJECT = ("pyproject.toml",)
_BUILDS = ("pyproject.toml", "setup.cfg")
_BACKENDS = ("setup.py", "hatch_build.py", "pdm_build.py", "build.py", "CMakeLists.txt", "meson.build", "build.rs")
_MISE = (
    *(f"{lead}{name}.toml" for lead in ("", ".", ".config/", "mise/", ".mise/") for name in ("mise*", "config")),
    ".config/mise/config*.toml",
    ".config/mise/conf.d/*.toml",
    ".config/mise.toml",
)
_MISE_TASKS = tuple(f"{f}/**" for f in ("mise-tasks", ".mise-tasks", "mise/tasks", ".mise/tasks", ".config/mise/tasks"))
_BAZEL = ("BUILD", "BUILD.bazel", "WORKSPACE", "WORKSPACE.bazel", "WORKSPACE.bzlmod", "MODULE.bazel", "REPO.bazel")
_MAVEN = (".mvn/*", ".mvn/wrapper/*.properties", "mvnw")
_GRADLE = ("build.gradle*", "settings.gradle*", "init.gradle*", "gradle.properties", "gradle/wrapper/*.properties")
_NODE = (".npmrc", ".yarnrc.yml", ".yarnrc", "bunfig.toml", ".pnpmfile.cjs", ".pnpmfile.mjs", "pnpm-workspace.yaml")

# Sources: the manual of each program, on where it looks for its file.
TOOLS = (
    Tool("make gmake", r"g?make", tasks=("GNUmakefile", "makefile")),
    Tool("just", r"just", tasks=("justfile", ".justfile"), files=("*.just",)),
    Tool("dotenv-load dotenv", r"(?<=set )dotenv-(?:load|required)|dotenv", pins=(".env",)),
    Tool(
        "task go-task", r"(?:go-)?task", tasks=tuple(f"Taskfile{d}.{e}" for d in ("", ".dist") for e in ("yml", "yaml"))
    ),
    Tool(
        "npm pnpm yarn bun",
        r"(?:npm|pnpm|yarn|bun)(?:\s+run(?:-script)?)?",
        tasks=("package.json",),
        pins=_NODE,  # each can name what runs a script
    ),
    Tool(
        "npm pnpm yarn bun npx pnpx bunx",
        r"(?:npm|pnpm|yarn|bun)\s+(?:ci|i|install)|npx|pnpx|bunx|(?:npm|pnpm|bun)\s+(?:exec|dlx|x)|yarn",
        pins=(
            "package-lock.json",
            "npm-shrinkwrap.json",
            "yarn.lock",
            "pnpm-lock.yaml",
            "bun.lock",
            "bun.lockb",
            *_NODE,
        ),
        manifests=("package.json",),
        folders=("node_modules", ".yarn"),
    ),
    Tool(
        "turbo nx lerna moon wireit", r"turbo|nx|lerna|moon", files=("turbo.json", "nx.json", "lerna.json", "moon.yml")
    ),
    Tool("deno", r"deno", files=("deno.json", "deno.jsonc"), pins=("deno.lock",)),
    Tool("gulp grunt jake", r"gulp|grunt|jake", files=("gulpfile.*", "gruntfile.*", "jakefile*")),
    # Python's runners of tasks and tests
    Tool("tox", r"tox", files=("tox.ini", "tox.toml", "toxfile.py"), pins=("setup.cfg",), table="tox", modules=True),
    Tool("nox", r"nox", files=("noxfile.py",), modules=True),
    Tool("inv invoke", r"inv(?:oke)?", files=("tasks.py", "tasks/*.py", "invoke.*", ".invoke.*"), modules=True),
    Tool("fab", r"fab", files=("fabfile.py", "fabfile/*.py"), modules=True),
    Tool("doit paver scons waf", r"doit|paver|scons|waf", files=("dodo.py", "pavement.py", "sconstruct*", "wscript")),
    Tool(
        "pytest py.test",
        r"py\.?test",
        files=("conftest.py", "pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "tox.ini"),
        pins=("setup.cfg",),
        table="pytest",
        modules=True,
        cases=("test_*.py", "*_test.py"),
        nested=True,
    ),
    Tool("coverage", r"coverage", pins=(".coveragerc", "setup.cfg"), table="coverage", modules=True),
    Tool(
        "python python3 py pypy pypy3 ipython torchrun accelerate",
        r"(?:python[\d.]*|pypy[\d.]*|py|ipython|torchrun|accelerate)(?:\.exe)?(?!\s+-[A-Za-z]*[IP])",
        folders=(".venv", "venv"),
        modules=True,
    ),
    Tool("pythonpath sys.path", r"PYTHONPATH|sys\.path|pythonpath|PYTHONHOME", modules=True),
    Tool(
        "poe pdm hatch uv poetry pixi",
        r"(?:poe|pdm\s+run|hatch\s+run|uv\s+run|poetry\s+run|pixi\s+run)(?:\s+poe)?",
        tasks=_PYPROJECT,
        folders=(".venv", "__pypackages__"),
        modules=True,
    ),
    Tool("hatch", r"hatch", files=("hatch.toml",), pins=_BACKENDS),
    Tool(
        PIP,
        r"(?:pip[\d.]*|uv\s+pip)\s+install\s+(?:\S+\s+){0,30}?(?:-e|--editable|\.)",
        files=_BACKENDS,
        pins=("MANIFEST.in",),
        manifests=_BUILDS,
        modules=True,
    ),
    Tool(
        "uv uvx",
        r"uvx|uv\s+(?:sync|run|export|tool|pip)",
        files=("setup.py", "hatch_build.py"),
        pins=("uv.lock", "uv.toml", ".python-version"),
        manifests=_PYPROJECT,
        folders=(".venv",),
    ),
    Tool(
        "poetry",
        r"poetry\s+(?:install|run|sync)",
        files=("build.py", "setup.py"),
        pins=("poetry.lock", "poetry.toml"),
        manifests=_PYPROJECT,
        folders=(".venv",),
        modules=True,
    ),
    Tool(
        "pdm",
        r"pdm\s+(?:install|run|sync)",
        files=("pdm_build.py",),
        pins=("pdm.lock", "pdm.toml", ".pdm-python"),
        manifests=_PYPROJECT,
        folders=(".venv", "__pypackages__"),
        modules=True,
    ),
    Tool("pipenv", r"pipenv", pins=("Pipfile", "Pipfile.lock", ".env"), folders=(".venv",), modules=True),
    Tool(
        "conda mamba micromamba",
        r"(?:conda|mamba|micromamba)\s+\w*\s*(?:create|update)",
        pins=("environment.yml", "environment.yaml"),
    ),
    Tool("pixi", r"pixi", files=("pixi.toml",), pins=("pixi.lock",)),
    Tool(
        "nix devbox devenv",
        r"nix[\w-]*|devbox|devenv",
        pins=("flake.*", "shell.nix", "default.nix", "devbox.*", "devenv.*"),
    ),
    Tool("direnv", r"direnv", files=(".envrc",), pins=(".env",)),
    Tool("mise mise-action", r"mise|jdx/mise-action\S*", files=(*_MISE, *_MISE_TASKS), pins=(".tool-versions", ".env")),
    Tool("asdf asdf-vm rtx", r"asdf(?:-vm/actions\S*)?|rtx", pins=(".tool-versions", ".asdfrc")),
    Tool("pre-commit prek", r"pre-commit(?:/action\S*)?|prek", files=(".pre-commit-config.yaml",)),
    Tool("lefthook", r"lefthook", files=("lefthook.yml", ".lefthook.yml", "lefthook-local.*", ".lefthook-local.*")),
    # builds of many folders
    Tool(
        "bazel bazelisk",
        r"bazel(?:isk)?",
        files=(*_BAZEL, "*.bzl", ".bazelrc", "*.bazelrc", "tools/bazel*"),
        pins=(".bazelversion", ".bazeliskrc", "MODULE.bazel.lock"),
        nested=True,
    ),
    Tool("pants", r"pants", files=("pants*.toml", "BUILD*", "pants"), pins=(".pants.rc",), nested=True),
    Tool("buck buck2", r"buck2?", files=(".buckconfig*", "BUCK", "BUCK.v2", "*.bzl"), nested=True),
    Tool(
        "please plz",
        r"plz|please\s+(?:run|build|test)",
        files=(".plzconfig*", "BUILD", "BUILD.plz", "*.build_defs"),
        nested=True,
    ),
    Tool("gradle gradlew", r"gradlew?(?:\.bat)?", files=_GRADLE, nested=True),
    Tool("mvn mvnw", r"mvnw?(?:\.cmd)?", files=("pom.xml", *_MAVEN), nested=True),
    Tool("ant", r"ant", files=("build.xml",)),
    Tool(
        "cmake ctest", r"cmake|ctest", files=("CMakeLists.txt", "CMakePresets.json", "CTestTestfile.cmake"), nested=True
    ),
    Tool("meson", r"meson", files=("meson.build", "meson.options", "meson_options.txt"), nested=True),
    Tool("cargo", r"cargo", files=("Makefile.toml", "build.rs", ".cargo/config*"), pins=("Cargo.*", "rust-toolchain*")),
    Tool(
        "go mage",
        r"go\s+(?:run|generate|build|test|install|tool)|mage",
        files=("magefile.go", "magefiles/*.go"),
        pins=("go.mod", "go.work"),
    ),
    Tool(
        "rake bundle",
        r"rake|bundle",
        files=("Rakefile", "rakefile.rb", "rakelib/*.rake"),
        pins=("Gemfile*", ".bundle/config"),
    ),
    Tool(
        "dotnet msbuild",
        r"dotnet|msbuild",
        files=("Directory.Build.*", "*.csproj", "*.proj"),
        pins=("global.json", "NuGet.config"),
    ),
    Tool("composer", r"composer", files=("composer.json",), pins=("composer.lock",)),
    Tool("earthly", r"earthly", files=("Earthfile",)),
    Tool("dagger", r"dagger", files=("dagger.json",)),
    Tool("snakemake dvc", r"snakemake|dvc\s+(?:repro|exp)", files=("Snakefile", "workflow/Snakefile", "dvc.yaml")),
    Tool("ansible ansible-playbook", r"ansible(?:-playbook)?", pins=("ansible.cfg",)),
    # images
    Tool(
        "docker podman buildah build-push-action",
        r"docker\s+(?:buildx\s+)?build|(?:podman|buildah)\s+(?:build|bud)|docker/build-push-action\S*",
        files=("Dockerfile", "Containerfile"),
        pins=(".dockerignore", "*.dockerignore", ".containerignore"),
    ),
    Tool(
        "docker bake-action",
        r"docker\s+buildx\s+bake|docker/bake-action\S*",
        files=("docker-bake*", "compose*.y*ml", "docker-compose*.y*ml"),
        pins=(".env",),
    ),
    Tool(
        "docker docker-compose podman-compose",
        r"(?:docker|podman)[\s-]compose",
        files=tuple(
            f"{name}{override}.{end}"
            for name in ("compose", "docker-compose")
            for override in ("", ".override")
            for end in ("yaml", "yml")
        ),
        pins=(".env",),
    ),
    Tool("devcontainer devcontainers", r"devcontainers?(?:/ci\S*)?", files=(".devcontainer.json", ".devcontainer/*")),
)
_START = r"(?<![\w./-])"
_REST = r"(?![\w./-])(?P<rest>[^\n;|&)`]*)"
_TOOLS = tuple(
    regex(rf"(?i){'' if tool.words.startswith(('gradle', 'mvn', 'pythonpath')) else _START}(?:{tool.command}){_REST}")
    for tool in TOOLS
)
_CONTINUED = regex(r"\\\r?\n|`\r?\n")
_MAKE = regex(r"\$[({]MAKE[)}]")
_WORDS = regex(r"[a-z][a-z0-9-]+(?:\.(?:path|test)\b)?")
_FIRST = tuple(frozenset(tool.words.split()) for tool in TOOLS)
_OWN = tuple((tool, frozenset(name.casefold() for name in tool.files)) for tool in TOOLS if tool.nested)


def commands(text: str) -> Iterator[tuple[Tool, list[str]]]:
    """Each tool that a text calls, with the words after it that are no options."""
    text = _MAKE.sub("make", _CONTINUED.sub(" ", text))
    there = frozenset(_WORDS.findall(text.lower()))
    for tool, pattern, first in zip(TOOLS, _TOOLS, _FIRST, strict=True):
        if first.isdisjoint(there):
            continue
        for match in pattern.finditer(text):
            words = [word.strip("{}[],'\"") for word in match["rest"].split()]  # of YAML in one line
            yield tool, [word for word in words if word and not word.startswith("-") and "=" not in word]


def brought_in(path: str) -> Iterator[Tool]:
    """The tools of which a file is one, and whose files in other folders it brings in."""
    name = path.rpartition("/")[2].casefold()
    for tool, names in _OWN:
        if name in names or (tool.cases and name.endswith(".py") and (name.startswith("test_") or "_test." in name)):
            yield tool
