"""The files from which CI systems, git hooks and task runners start: one row a system, names without case.

A file of a row counts when it names the gate, or leads to a file that does. Rulesets kept as code, such as
Terraform's ``github_repository_ruleset``, are applied from elsewhere and are none of this.
"""

from __future__ import annotations

# Sources, as of 2026: each system's reference of its configuration file, under the name of the row.
SYSTEMS: dict[str, tuple[str, ...]] = {
    "GitHub Actions": (".github/workflows/*.yml", ".github/workflows/*.yaml"),
    "GitHub Actions, local actions": (".github/actions/**/action.yml", ".github/actions/**/action.yaml"),
    "Gitea Actions": (".gitea/workflows/*.yml", ".gitea/workflows/*.yaml"),
    "Forgejo Actions": (".forgejo/workflows/*.yml", ".forgejo/workflows/*.yaml"),
    "GitLab CI/CD": (".gitlab-ci.yml", ".gitlab-ci.yaml"),
    "Jenkins": ("jenkinsfile", "jenkinsfile.*", "*.jenkinsfile", "ci/jenkinsfile*", "jenkins/*", ".jenkins/*"),
    "Azure Pipelines": ("azure-pipelines*.yml", "azure-pipelines*.yaml", ".azure-pipelines/**", ".azuredevops/**"),
    "CircleCI": (".circleci/*.yml", ".circleci/*.yaml"),
    "Buildkite": (".buildkite/**", "buildkite.yml", "buildkite.yaml", "buildkite.json"),
    "Bitbucket Pipelines": ("bitbucket-pipelines.yml", "bitbucket-pipelines.yaml"),
    "Drone": (".drone.yml", ".drone.yaml", ".drone.jsonnet", ".drone.star"),
    "Woodpecker": (".woodpecker.yml", ".woodpecker.yaml", ".woodpecker/**"),
    "TeamCity": (".teamcity/**",),
    "Travis CI": (".travis.yml",),
    "Google Cloud Build": ("cloudbuild*.yaml", "cloudbuild*.yml", "cloudbuild*.json"),
    "AWS CodeBuild": ("buildspec*.yml", "buildspec*.yaml"),
    "Tekton, Pipelines as Code": (".tekton/**",),
    "Argo Workflows": (".argo/**", ".argo-ci/**", "argo/*.yml", "argo/*.yaml"),
    "Semaphore": (".semaphore/*.yml",),
    "AppVeyor": ("appveyor.yml", ".appveyor.yml"),
    "Cirrus CI": (".cirrus.yml", ".cirrus.star"),
    "Codefresh": ("codefresh.yml", ".codefresh/**"),
    "Harness": (".harness/**",),
    "Concourse": (".concourse/**", "ci/pipeline.yml", "ci/pipeline.yaml"),
    "Zuul": (".zuul.yaml", "zuul.yaml", ".zuul.d/**", "zuul.d/**"),
    "SourceHut builds": (".build.yml", ".builds/*.yml"),
    "Bitrise": ("bitrise.yml", "bitrise.yaml"),
    "Codemagic": ("codemagic.yaml",),
    "Prow": (".prow.yaml", ".prow/**"),
    "Screwdriver": ("screwdriver.yaml",),
    "Vela": (".vela.yml", ".vela.yaml"),
    "Taskcluster": (".taskcluster.yml",),
    "Evergreen": ("evergreen.yml", ".evergreen.yml", ".evergreen/**"),
    "Packit": (".packit.yaml", "packit.yaml"),
    "OneDev": (".onedev-buildspec.yml",),
    "RWX": (".rwx/*.yml", ".rwx/*.yaml", ".mint/*.yml"),
    "Amazon CodeCatalyst": (".codecatalyst/workflows/*",),
    "AWS Amplify": ("amplify.yml",),
    "Netlify": ("netlify.toml",),
    "Vercel": ("vercel.json",),
    "Render": ("render.yaml",),
    "Xcode Cloud": ("ci_scripts/*",),
    "Dagger": ("dagger.json", ".dagger/**"),
    "Earthly": ("earthfile",),
    "pre-commit": (".pre-commit-config.yaml", ".pre-commit-config.yml"),
    "Lefthook": ("lefthook.yml", ".lefthook.yml", "lefthook.yaml", ".lefthook.yaml", ".lefthook/**"),
    "Husky": (".husky/**",),
    "git's hooks": (".githooks/**", ".git-hooks/**"),
    "Overcommit": (".overcommit.yml",),
}

TASK_FILES = (  # what a job that is configured elsewhere may call: looked at only where the change touches it
    "makefile",
    "gnumakefile",
    "justfile",
    ".justfile",
    "taskfile.yml",
    "taskfile.yaml",
    "noxfile.py",
    "tox.ini",
    "package.json",
    "pyproject.toml",
)

WORKFLOWS = (".github/workflows/", ".gitea/workflows/", ".forgejo/workflows/")

GLOBS = tuple(glob for globs in SYSTEMS.values() for glob in globs)
