#!/usr/bin/env bash
# Makes .venv with what running needs, or with `tools` what tests need too: uv where there is one, else pip. With `emoji`: a
# browser on a bare Debian shows boxes for them, no Python package brings such a font, Debian's does. Says what it does.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" = emoji ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && [ ! -e /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf ]; then
    echo "wangge: installing Debian's fonts-noto-color-emoji, for browsers on this machine"
    timeout 60 apt-get install -yqq --no-install-recommends fonts-noto-color-emoji >/dev/null 2>&1 || echo "wangge: that did not work; emoji may show as boxes"
  fi
  exit
fi

if command -v uv >/dev/null 2>&1; then
  echo "wangge: setting up .venv with uv${1:+, with tools for tests}"
  if [ -n "${1:-}" ]; then uv sync --frozen --quiet; else uv sync --frozen --quiet --no-dev; fi
  exit
fi

python=""
for candidate in python3.13 python3.12 python3.11 python3; do
  if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "wangge: Python 3.11 or newer is needed (Debian: apt-get install python3 python3-venv)" >&2
  exit 1
fi

if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "wangge: this python3 has no venv; installing Debian's python3-venv"
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
  else
    echo "wangge: this python3 has no venv; please run: sudo apt-get install python3-venv" >&2
    exit 1
  fi
fi

echo "wangge: setting up .venv with pip ($("$python" --version))${1:+, with tools for tests}; the first time takes a minute"
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
if [ -n "${1:-}" ]; then
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --group dev -e .
else
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -e .
fi
