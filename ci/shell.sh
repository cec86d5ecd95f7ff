#!/bin/sh
# Check a portfolio in any pipeline. The exit code is the gate; docs/ci.md has its
# meaning. Needs `dera` on the PATH, or Python 3.11 with venv and DERA_PACKAGE.
#
#   DERA_PACKAGE   what pip installs first, into an environment of its own; unset: nothing
#   DERA_PYTHON    the Python for that (default: python3)
#   DERA_PATH      the portfolio, or a file or folder of it (default: .)
#   DERA_REPORTS   folder for the reports (default: dera-reports)
#   DERA_FORMAT    what the log shows: text or github (default: text)
#   DERA_FAIL_ON   severity from which on the gate closes (default: error)
#   DERA_AS_OF, DERA_PROFILE, DERA_GATE, DERA_BASE
#                  as the options of `dera check`; unset: as the portfolio says
#   DERA_NO_OVERRIDES, DERA_NO_INLINE_WAIVERS
#                  true: what the portfolio says to its own favour does not count
set -eu

if [ -n "${DERA_PACKAGE:-}" ]; then
  venv=$(mktemp -d)
  trap 'rm -rf "$venv"' EXIT
  "${DERA_PYTHON:-python3}" -m venv "$venv"
  PATH=$venv/bin:$PATH
  python -m pip install --quiet --disable-pip-version-check "$DERA_PACKAGE"
fi

reports=${DERA_REPORTS:-dera-reports}
mkdir -p -- "$reports"
# A report of an earlier run must not be taken for this one's.
for name in sarif.json junit.xml gitlab.json markdown.md report.json; do
  rm -f -- "$reports/dera-$name"
done

set -- "--fail-on=${DERA_FAIL_ON:-error}" "--output=${DERA_FORMAT:-text}"
[ -z "${DERA_AS_OF:-}" ] || set -- "$@" "--as-of=$DERA_AS_OF"
[ -z "${DERA_PROFILE:-}" ] || set -- "$@" "--profile=$DERA_PROFILE"
[ -z "${DERA_GATE:-}" ] || set -- "$@" "--gate=$DERA_GATE"
[ -z "${DERA_BASE:-}" ] || set -- "$@" "--base=$DERA_BASE"
[ "${DERA_NO_OVERRIDES:-false}" != true ] || set -- "$@" --no-overrides
[ "${DERA_NO_INLINE_WAIVERS:-false}" != true ] || set -- "$@" --no-inline-waivers

dera check "$@" \
  --output="sarif=$reports/dera-sarif.json" \
  --output="junit=$reports/dera-junit.xml" \
  --output="gitlab=$reports/dera-gitlab.json" \
  --output="markdown=$reports/dera-markdown.md" \
  --output="json=$reports/dera-report.json" \
  -- "${DERA_PATH:-.}"
