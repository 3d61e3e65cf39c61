#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The tests use a real browser and a real PostgreSQL. Where the system has none and its packages can be
# installed, this installs them; where not, it says so, and the tests that need them say so too.
set -euo pipefail

has_browser() {
  [ -n "${MULTIFIDUS_CHROMIUM:-}" ] && return 0
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && return 0
  done
  return 1
}

has_postgresql() {
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

wanted=()
has_browser || wanted+=(chromium)
has_postgresql || wanted+=(postgresql)
[ ${#wanted[@]} -eq 0 ] && exit 0

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
if command -v apt-get >/dev/null && { [ ${#as_root[@]} -eq 0 ] || sudo -n true 2>/dev/null; }; then
  echo "Installing ${wanted[*]} from the system's packages for the tests."
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq || true
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null && exit 0
fi
echo "Not here: ${wanted[*]}. The tests that need them are skipped; install them to run all." >&2
