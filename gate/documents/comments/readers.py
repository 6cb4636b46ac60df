"""The table of comments that something reads, for each kind of file.

The first row that matches says who reads the comment. A row of ``FIRST`` counts in the file's first line only, one of
``HEADERS`` above the first value or statement, one of ``TEMPLATES`` anywhere in a comment. What no row knows is judged
by its form (`gate.documents.comments.rule`). Every row has its source: a file of the tool's own repository, or a page
of its documentation.
"""

from __future__ import annotations

from gate.documents.comments.row import CELL, MODULE, PYTHON, SHELL, VALUES, YAML, Row

# a template engine knows no comments but its own
TEMPLATES = (
    Row(
        "Helm, Jinja or another template engine executes",
        r"\{\{|\{%|\{#|#\}",
        "Go, text/template; Jinja, Template Designer Documentation: Synopsis",
    ),
    Row("ERB, EJS, Mako or PHP executes", r"<[%?]", "Ruby, class ERB; Mako, Syntax; PHP, PHP tags"),
    Row(
        "FreeMarker or Template Toolkit executes",
        r"</?#[a-z]|\[%",
        "FreeMarker Manual, Directives; Template::Manual",
        VALUES,
    ),
    Row(
        "Terraform's templatefile() executes",
        r"%\{",
        "Terraform language, Strings and Templates: Directives",
        VALUES | SHELL,
    ),
    Row(
        "envsubst or another template engine replaces",
        r"\$\{",
        "GNU gettext, envsubst; Terraform language, Strings and Templates; Mako, Expression Substitution",
    ),
    Row(
        "a task that replaces tokens replaces",
        r"#\{[\w.:-]+\}|%%\w+%%|@[A-Z_]{2,}@",
        "qetza/vsts-replacetokens-task, README; Octopus Deploy, Variable substitutions; CMake, configure_file()",
        VALUES,
    ),
    Row("Levant executes", r"\[\[\s", "hashicorp/levant, docs/templates.md", YAML | {"hcl"}),
    Row("Cog executes", r"\[\[\[cog|\]\]\]|\[\[\[end\]\]\]", "Cog, Writing the source files"),
)

FIRST = (
    Row(
        "the operating system reads",
        r"#!",
        "execve(2), Interpreter scripts; Salt, Renderers: the first line of an SLS file",
    ),
    Row(
        "cloud-init reads",
        r"#(?:cloud-|include|part-handler|upstart-job|boothook|ps1)|##\s*template:",
        "canonical/cloud-init, cloudinit/handlers/__init__.py (INCLUSION_TYPES_MAP), cloudinit/templater.py",
    ),
    Row("Databricks reads", r"#\s*Databricks notebook source", "Databricks, Export and import notebooks", MODULE),
    Row("Ansible's template module reads", r"#\s*jinja2\s*:", "Ansible, ansible.builtin.template: Notes"),
    Row("RAML or environment modules read", r"#%", "RAML 1.0, Markup Language; Environment Modules, modulefile"),
)

HEADERS = (
    Row("Hydra reads", r"#+\s*@", "facebookresearch/hydra, hydra/plugins/config_source.py (_get_header_dict)", YAML),
    Row(
        "BuildKit reads",
        r"#\s*(?:syntax|escape|check)\s*=",
        "moby/buildkit, frontend/dockerfile/parser/directives.go; AIKit, Create Images: Aikitfile",
        YAML | {"toml", "modelfile"},
    ),
)

READERS = (
    # batch systems
    Row(
        "Slurm reads",
        r"#(?:SBATCH|BB_LUA|BB|DW)(?![a-z_])",
        "SchedMD/slurm, src/sbatch/opt.c (a prefix, with no blank behind it); burst_buffer.conf(5)",
    ),
    Row("PBS reads", r"#(?:PBS|QSUB|PSUB)(?![a-z_])", "OpenPBS, qsub(1B): Directive prefix"),
    Row("LSF reads", r"#BSUB(?![a-z_])", "IBM Spectrum LSF, bsub: Write job scripts"),
    Row(
        "Flux reads",
        r"#[^\w]*(?:flux|FLUX):",
        "flux-framework/flux-core, src/bindings/python/flux/job/directives.py (RFC 36)",
    ),
    Row(
        "a batch system reads",
        r"#(?:OAR|MSUB|COBALT|PJM|YBATCH|HQ)(?![a-z_])",
        "oarsub(1); Moab, msub; Cobalt, qsub(1); Fujitsu pjsub(1); HyperQueue, Jobs: Submit from scripts",
    ),
    Row("Grid Engine reads", r"#\$(?=[\s-])", "Grid Engine, qsub(1): -C prefix_string", SHELL),
    Row("LoadLeveler or argc reads", r"#\s*@", "IBM LoadLeveler, Job command file; sigoden/argc, Comment tags", SHELL),
    # scripts
    Row("Nix reads", r"#!\s*nix", "Nix Reference Manual, nix-shell: Use as a #!-interpreter", SHELL | PYTHON),
    Row("mise reads", r"#\s*\[?(?:MISE|USAGE)\b|#\s*mise\s+[a-z_]+=", "mise-en-place, File tasks", SHELL | PYTHON),
    Row("argbash executes", r"#\s*(?:ARG|DEFINE|ARGBASH)_[A-Z_]+\(", "Argbash, API", SHELL),
    Row(
        "insserv or chkconfig reads",
        r"###\s*(?:BEGIN|END) INIT INFO|#\s*(?:chkconfig|processname|pidfile|config)\s*:",
        "LSB 5.0, Comment conventions for init scripts; chkconfig(8), Runlevel files",
        SHELL,
    ),
    Row("Linode reads", r"#\s*</?UDF\b", "Akamai, StackScripts: Declare user-defined fields", SHELL),
    Row("zsh reads", r"#(?:compdef|autoload)\b", "zshcompsys(1), Autoloaded files", SHELL),
    Row("bats reads", r"#\s*bats\s+(?:file_|test_)?tags\s*=", "bats-core, Tagging tests", SHELL),
    # notebooks that are scripts
    Row(
        "Databricks executes",
        r"#\s*(?:MAGIC\b|DBTITLE\b|COMMAND\s+-{3,}|Databricks notebook source)",
        "databricks/databricks-vscode, resources/python/00-databricks-init.py",
        MODULE,
    ),
    Row(
        "Microsoft Fabric reads",
        r"#\s*(?:Fabric notebook source|META(?:DATA)?(?=\s+[\"{}\[\]*])|(?:PARAMETERS )?CELL \*|MARKDOWN \*)",
        "Microsoft Fabric, Notebook source control and deployment: the notebook in Git",
        MODULE,
    ),
    Row(
        "Jupytext, Spyder or VS Code executes",
        r"#\s*(?:%[%A-Za-z]|<(?:code|markdown)cell>|In\s?\[[\d ]*\])|(?:# ?)+[!?]\s*[A-Za-z]",
        "mwouts/jupytext, jupytext/magics.py; microsoft/vscode-jupyter, cellMarker.codeRegex",
        MODULE,
    ),
    Row(
        "Jupytext reads",
        r"# ?(?:\+(?:\s*$|.*[=\[{])|-$)|#\s*(?:end)?region\b.*[=\[{]",
        "Jupytext, Notebooks as scripts: the light format; jupytext/magics.py (escaped code starts)",
        MODULE,
    ),
    Row(
        "Quarto or nbdev reads",
        r"#+\s*\|(?!.*\|\s*$)",
        "Quarto, Execution Options; nbdev, Directives",
        PYTHON,
        top=True,
    ),
    Row(
        "nbdev reads",
        r"#\s*(?:export[is]?|hide(?:_input|_output)?|default_exp|collapse_(?:in|out)put)(?:\s+[\w.]+)?$",
        "nbdev 1, Export to modules",
        CELL,
    ),
    Row("Colab reads", r"#+\s*@(?:title|param|markdown)\b", "Colab, Forms", PYTHON),
    # compilers and runners of Python
    Row("Cython reads", r"#\s*(?:cython|distutils)\s*:", "Cython, Compiler directives: How to set directives", PYTHON),
    Row(
        "Pythran or Transonic reads",
        r"#\s*(?:pythran\s+export|transonic\s+(?:def|block|type))\b",
        "Pythran, User manual; Transonic, Ahead-of-time compilation",
        PYTHON,
    ),
    Row("Nuitka reads", r"#\s*nuitka-project", "Nuitka, User Manual: Nuitka Options in the code", PYTHON),
    Row("fades installs", r"#\s*fades\b", "fades, How to mark the dependencies to be installed", PYTHON),
    Row(
        "Transcrypt reads",
        r"#\s*__(?:pragma|global|new)__\b",
        "Transcrypt, Pragmas: single-line activation and the comment form",
        PYTHON,
    ),
    Row("Windmill installs", r"#(?:extra_)?requirements:|#\s*py3\d{1,2}$", "Windmill, Dependencies in Python", PYTHON),
    # what is built into what is deployed
    Row("Pants reads", r"#\s*pants\s*:", "Pants, Targets: dependency inference, # pants: no-infer-dep"),
    Row(
        "Gazelle reads",
        r"#\s*(?:gazelle|aspect)\s*:",
        "bazel-contrib/rules_python, gazelle/docs/annotations.md; aspect-build/aspect-gazelle, Directives",
    ),
    Row("Buck's autodeps reads", r"#\s*@(?:manual|dep)\s*=", "Buck, buildifier and autodeps comments", PYTHON),
    Row("chezmoi reads", r"#.*\bchezmoi:(?:template|modify-template)\b", "chezmoi, Templating: directives"),
    # Kubernetes and YAML
    Row("ytt executes", r"#@", "carvel.dev, ytt: Annotations", YAML),
    Row(
        "Flux CD, kpt or kustomize reads",
        r"#\s*\{\s*[\"']?\$",
        "fluxcd/image-automation-controller, pkg/update/setters.go; kubernetes-sigs/kustomize, kyaml/fieldmeta",
        YAML,
        whole=False,
    ),
    Row("kpt reads", r"#\s*kpt-[a-z-]+\s*:", "kpt, apply-setters; kpt pkg update (kpt-merge)", YAML, whole=False),
    Row("Camel K reads", r"#\s*camel-k\s*:", "Apache Camel K, Modeline"),
    Row(
        "conda-build reads",
        r"#.*\[\s*(?:not\s+)?(?:win|linux|osx|unix|py|np|emscripten|wasi|aarch64|arm64|x86|ppc64le|s390x|cuda_compiler"
        r"|build_platform|target_platform)[^\[\]]*\]",
        "conda/conda-build, conda_build/metadata.py (sel_pat)",
        YAML,
        whole=False,
    ),
    Row("SOPS decrypts", r"#\s*ENC\[", "getsops/sops, README: comments are encrypted"),
    Row(
        "Jinja executes as a line statement",
        r"#+\s*(?:end(?:for|if|macro|block|set|call|filter)\b|set\s+\w+\s*=|(?:include|import|extends)\s+[\"'])",
        "Jinja, Line Statements (the documentation's own prefix is '#')",
        VALUES,
    ),
    Row(
        "Cheetah, Velocity or the C preprocessor executes",
        r"#(?:include|define|undef|ifn?def|elif|else|endif|if|set|parse|macro|foreach|end|import|extends)"
        r"(?:\s*[(\"<$]|$)",
        "Cheetah Users' Guide, Directives; Apache Velocity, VTL Reference; GNU cpp, Directives",
        VALUES - {"colang"},
    ),
    Row("Terragrunt reads", r"#\s*Generated by Terragrunt", "Terragrunt, generate: if_exists", frozenset({"hcl"})),
    # what a value becomes later
    Row("Renovate reads", r"#\s*renovate\s*:", "Renovate, Custom Managers: regex", whole=False),
    Row(
        "release-please rewrites",
        r"#.*\bx-(?:release-please|version-update)\b",
        "googleapis/release-please, docs/customizing.md; googleapis/repo-automation-bots, x-version-update",
        whole=False,
    ),
    Row("ratchet reads", r"#\s*ratchet\s*:", "sethvargo/ratchet, README", whole=False),
)
