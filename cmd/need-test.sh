#!/usr/bin/env bash
# Installs the programs that only the tests use, where this may be done, and
# says plainly what to install where it may not.
set -u
want=()
command -v ffmpeg >/dev/null || want+=(ffmpeg)
command -v chromium >/dev/null || [ -n "${CHROMIUM:-}" ] || want+=(chromium)
[ ${#want[@]} -eq 0 ] && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing for the tests: ${want[*]} ..."
  log=$(mktemp)
  if apt-get update -q >"$log" 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${want[@]}" >>"$log" 2>&1; then
    rm -f "$log"
    exit 0
  fi
  tail -n 20 "$log" >&2
fi
echo "The tests need: ${want[*]}. Please install them (Debian: sudo apt-get install ${want[*]}) and run make test again." >&2
exit 1
