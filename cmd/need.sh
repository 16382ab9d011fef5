#!/usr/bin/env bash
# Says which of the programs that Earshot is built with are missing.
set -u
python=${1:-python3}
missing=()
command -v go >/dev/null || missing+=("Go 1.26 or newer (https://go.dev/dl)")
command -v node >/dev/null && command -v npm >/dev/null || missing+=("Node.js 20 or newer with npm (Debian: apt-get install nodejs npm)")
command -v git >/dev/null || missing+=("git (Debian: apt-get install git)")
if ! command -v "$python" >/dev/null; then
  missing+=("Python 3.9 to 3.14 (Debian: apt-get install python3 python3-venv)")
elif ! "$python" -c 'import sys; sys.exit(not (3, 9) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
  missing+=("Python 3.9 to 3.14, the versions that the speech engine is pinned for; $python is $("$python" -c 'import platform; print(platform.python_version())') (name another: make PYTHON=python3.12 …)")
elif ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  missing+=("Python's venv module (Debian: apt-get install python3-venv)")
fi
if [ ${#missing[@]} -gt 0 ]; then
  echo "Earshot needs these first:" >&2
  printf '  - %s\n' "${missing[@]}" >&2
  exit 1
fi
