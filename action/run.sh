#!/usr/bin/env bash
# The step of the Action: its packages in a folder of their own, the gate, the outputs. Works with the bash 3.2 of macOS.
# Exits as the gate does: 0 pass, 1 blocked, 2 unreadable, 3 could not decide (which includes: could not start).
set -euo pipefail
unset CDPATH

# only the gate itself gets the token, and only where it is asked to use it
token=$GATE_INPUT_TOKEN
unset GATE_INPUT_TOKEN

# the models of a case, one a line
MODELS='import json, sys; sys.stdout.reconfigure(newline="\n"); print(*json.load(open(sys.argv[1], encoding="utf-8"))["models"], sep="\n")'

verdict=error
decision=''
case=''
sarif=''
statement=''
page=''
decided=''

# shellcheck disable=SC2329  # the trap calls it
finish() {
  local status=$?
  printf 'verdict=%s\ndecision=%s\ncase=%s\nsarif=%s\nstatement=%s\npage=%s\n' \
    "$verdict" "$decision" "$case" "$sarif" "$statement" "$page" >> "$GITHUB_OUTPUT" || status=3
  if [ -z "$decided" ]; then
    status=3
  fi
  exit "$status"
}
trap finish EXIT

fail() {
  local message=${1//'%'/%25}
  message=${message//$'\r'/%0D}
  printf '::error title=tunegate%%3A could not start::%s\n' "${message//$'\n'/%0A}"
  exit 3
}

suitable() {
  "$1" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1
}

# the program behind a command or a version manager's shim, which another folder would lead elsewhere
itself() {
  "$1" -I -c 'import sys; sys.stdout.write(sys.executable)'
}

find_python() {
  local candidate
  # the last two: runners keep more versions than PATH shows, on Windows as python.exe
  for candidate in python3 python python3.14 python3.13 python3.12 python3.11 \
    "${RUNNER_TOOL_CACHE:-/nonexistent}"/Python/3.*/*/bin/python3 "${RUNNER_TOOL_CACHE:-/nonexistent}"/Python/3.*/*/python.exe; do
    if suitable "$candidate"; then
      itself "$candidate"
      return
    fi
  done
  return 1
}

# shellcheck disable=SC2153  # PAGE is no misspelt BASE
for value in "checks=$GATE_INPUT_CHECKS" "comment=$GATE_INPUT_COMMENT" "reviews=$GATE_INPUT_REVIEWS" "page=$GATE_INPUT_PAGE"; do
  case ${value#*=} in
    true | false | '') ;;
    *) fail "The input '${value%%=*}' (${value#*=}) is neither true nor false." ;;
  esac
done

case $GATE_INPUT_COMMAND in
  check)
    if [ -n "$GATE_INPUT_STATE$GATE_INPUT_TRUSTED$GATE_INPUT_RESOURCE$GATE_INPUT_ENVIRONMENT" ]; then
      fail "The inputs 'state', 'trusted', 'resource' and 'environment' go with 'command: verify'."
    fi
    ;;
  verify)
    if [ -n "$GATE_INPUT_MODE" ]; then fail "The input 'mode' does not go with 'command: verify', where the trusted configuration alone decides."; fi
    if [ -n "$GATE_INPUT_BASE" ]; then fail "The input 'base' does not go with 'command: verify', which compares nothing."; fi
    if [ "$GATE_INPUT_COMMENT" = true ]; then fail "The input 'comment' does not go with 'command: verify', which is about no pull request."; fi
    ;;
  *) fail "The input 'command' ($GATE_INPUT_COMMAND) is neither check nor verify." ;;
esac

case $GATE_INPUT_MODE in
  enforce | observe | '') ;;
  *) fail "The input 'mode' ($GATE_INPUT_MODE) is neither enforce nor observe." ;;
esac

# a list that names nothing comes from an expression that went wrong, and must not mean all of them in silence
if [ -n "$GATE_INPUT_MODELS" ] && [ -z "${GATE_INPUT_MODELS//[[:space:]]/}" ]; then fail "The input 'models' names no model."; fi

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d "$RUNNER_TEMP/tunegate.XXXXXX") || fail "There is no room in RUNNER_TEMP ($RUNNER_TEMP)."

# a relative entry of PATH, or a version manager's file, must not let the checkout choose the Python; so look from elsewhere
if [ -n "$GATE_INPUT_PYTHON" ]; then
  suitable "$GATE_INPUT_PYTHON" || fail "The input 'python' ($GATE_INPUT_PYTHON) is not a Python 3.11 or newer."
  python=$(itself "$GATE_INPUT_PYTHON")
else
  python=$(cd -- "$work" && find_python) || fail "No Python 3.11 or newer on this runner. Add actions/setup-python before this step, or name one with the input 'python'."
fi

# nothing of the job's own Python set-up reaches the packages; of pip's settings action/install.py keeps a few
for name in $(compgen -e PYTHON || true); do
  unset "$name"
done

echo '::group::tunegate: packages'
# the client of an OPA server brings nine packages, which nothing else needs
lock=action.txt
# the embedded engine has no wheel for some systems: an OPA program replaces it, a server mostly
case $GATE_INPUT_ENGINE/$GATE_INPUT_OPA_BINARY in
  opa/)
    embedded=optional
    lock=action-opa.txt
    ;;
  opa/*) embedded=absent ;;
  *) embedded=required ;;
esac
packages=$work/packages
reason=$("$python" -I -X utf8 "$root/action/install.py" "$root/requirements/$lock" "$embedded" "$packages" "$GATE_INPUT_BUNDLE") ||
  fail "${reason:-The locked requirements could not be installed; the log of this step says why.}"
"$python" -I -V
echo '::endgroup::'

if [ -n "$GATE_INPUT_WORKING_DIRECTORY" ]; then
  cd -- "$GATE_INPUT_WORKING_DIRECTORY" || fail "The working-directory ($GATE_INPUT_WORKING_DIRECTORY) does not exist."
fi

# with '=', so that a value which starts with '-' stays a value
arguments=()
if [ -n "$GATE_INPUT_CONFIG" ]; then arguments+=("--config=$GATE_INPUT_CONFIG"); fi
arguments+=("$GATE_INPUT_COMMAND" "--format=$GATE_INPUT_FORMAT" "--engine=$GATE_INPUT_ENGINE" "--output=$work/decision.json" "--case=$work/case.json")
arguments+=("--report=sarif=$work/decision.sarif")
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then arguments+=("--report=summary=$GITHUB_STEP_SUMMARY"); fi
if [ -n "$GATE_INPUT_OPA_URL" ]; then arguments+=("--opa-url=$GATE_INPUT_OPA_URL"); fi
if [ -n "$GATE_INPUT_OPA_BINARY" ]; then arguments+=("--opa-binary=$GATE_INPUT_OPA_BINARY"); fi
if [ -n "$GATE_INPUT_OPA_SHA256" ]; then arguments+=("--opa-sha256=$GATE_INPUT_OPA_SHA256"); fi
if [ -n "$GATE_INPUT_BASE" ]; then arguments+=("--base=$GATE_INPUT_BASE"); fi
if [ -n "$GATE_INPUT_HEAD" ]; then arguments+=("--head=$GATE_INPUT_HEAD"); fi
if [ -n "$GATE_INPUT_MODE" ]; then arguments+=("--mode=$GATE_INPUT_MODE"); fi
# the page is kept with the run by the workflow's next step, whose address is not known yet; that of the run is
if [ "$GATE_INPUT_PAGE" = true ] && [ -n "${GITHUB_SERVER_URL:-}" ] && [ -n "${GITHUB_REPOSITORY:-}" ] && [ -n "${GITHUB_RUN_ID:-}" ]; then
  arguments+=("--page-url=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID#artifacts")
fi
if [ "$GATE_INPUT_CHECKS" = true ]; then arguments+=("--publish=check-run"); fi
if [ "$GATE_INPUT_COMMENT" = true ]; then arguments+=("--publish=comment"); fi
while IFS= read -r line; do
  line=${line//$'\r'/}
  if [ -n "$line" ]; then arguments+=("--model=$line"); fi
done <<< "$GATE_INPUT_MODELS"
if [ "$GATE_INPUT_COMMAND" = verify ]; then
  arguments+=("--statement=$work/statement.json")
  if [ -n "$GATE_INPUT_TRUSTED" ]; then arguments+=("--trusted=$GATE_INPUT_TRUSTED"); fi
  if [ -n "$GATE_INPUT_RESOURCE" ]; then arguments+=("--resource=$GATE_INPUT_RESOURCE"); fi
  if [ -n "$GATE_INPUT_ENVIRONMENT" ]; then arguments+=("--environment=$GATE_INPUT_ENVIRONMENT"); fi
  while IFS= read -r line; do
    if [ -n "$line" ]; then arguments+=("--state=$line"); fi
  done <<< "$GATE_INPUT_STATE"
fi

# -I -S: nothing is imported from the checkout that is judged, nor from this Python's own packages. PYTHONUTF8 is
# ignored as well, hence -X utf8.
case "$GATE_INPUT_CHECKS $GATE_INPUT_COMMENT $GATE_INPUT_REVIEWS" in
  *true*) export GITHUB_TOKEN=$token ;;
esac
code=0
"$python" -I -S -X utf8 "$root/action/main.py" "$packages" "${arguments[@]}" || code=$?

if [ -s "$work/decision.json" ]; then
  decision=$work/decision.json
elif [ "$code" -lt 2 ]; then
  fail "The gate ended with status $code but left no decision."
fi
if [ -s "$work/case.json" ]; then
  case=$work/case.json
fi
if [ -s "$work/decision.sarif" ]; then
  sarif=$work/decision.sarif
fi
if [ -s "$work/statement.json" ]; then
  statement=$work/statement.json
fi
# the page says itself what could not be read, and changes no verdict
if [ "$GATE_INPUT_PAGE" = true ]; then
  show=()
  if [ -n "$GATE_INPUT_CONFIG" ]; then show+=("--config=$GATE_INPUT_CONFIG"); fi
  show+=(report "--engine=$GATE_INPUT_ENGINE" "--output=$work/page.html")
  if [ -n "$GATE_INPUT_OPA_URL" ]; then show+=("--opa-url=$GATE_INPUT_OPA_URL"); fi
  if [ -n "$GATE_INPUT_OPA_BINARY" ]; then show+=("--opa-binary=$GATE_INPUT_OPA_BINARY"); fi
  if [ -n "$GATE_INPUT_OPA_SHA256" ]; then show+=("--opa-sha256=$GATE_INPUT_OPA_SHA256"); fi
  if [ -n "$GATE_INPUT_HEAD" ]; then show+=("--head=$GATE_INPUT_HEAD"); fi
  if [ -n "$GATE_INPUT_TRUSTED" ]; then show+=("--trusted=$GATE_INPUT_TRUSTED"); fi
  shown=$GATE_INPUT_MODELS
  if [ "$GATE_INPUT_COMMAND" = check ]; then
    # what is proposed is on no protected branch yet, and the page says so; it is about the models that were judged
    show+=(--any-commit)
    if [ -n "$case" ]; then shown=$("$python" -I -S -X utf8 -c "$MODELS" "$case"); fi
  fi
  # one model has a page of its own; several, or all, have one together
  named=()
  while IFS= read -r line; do
    line=${line//$'\r'/}
    if [ -n "$line" ]; then named+=("$line"); fi
  done <<< "$shown"
  if [ "${#named[@]}" -gt 0 ]; then show+=(-- "${named[@]}"); else show+=(--all); fi
  if [ "$GATE_INPUT_COMMAND" = verify ] || [ -z "$case" ] || [ "${#named[@]}" -gt 0 ]; then
    "$python" -I -S -X utf8 "$root/action/main.py" "$packages" "${show[@]}" || true
  fi
  if [ -s "$work/page.html" ]; then page=$work/page.html; fi
fi
# the status does not tell a pass from what is let in unreviewed, so the decision does; both have to agree
said=''
if [ -n "$decision" ]; then
  said=$("$python" -I -S -X utf8 -c 'import json, sys; sys.stdout.write(json.load(open(sys.argv[1], encoding="utf-8"))["verdict"])' "$decision") || said=''
fi
case $GATE_INPUT_COMMAND/$code/$said in
  */0/pass | */1/block | check/0/not-reviewed | verify/1/not-reviewed) verdict=$said ;;
  */0/* | */1/*) fail "The gate ended with status $code, and its decision says '$said'." ;;
esac
decided=yes
exit "$code"
