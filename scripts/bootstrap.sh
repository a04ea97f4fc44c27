#!/bin/sh
# Makes .venv with a Python that is new enough and installs the named extras into it.
# Usage: bootstrap.sh EXTRA[,EXTRA...]     Needs nothing but a Python; may run again.
set -eu
cd "$(dirname "$0")/.."

new_enough() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in python3 python3.13 python3.12 python3.11 python3.14 python \
        "$HOME"/.pyenv/versions/3.1[1-9]*/bin/python; do
        if new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

install_venv_module() {
    # Debian ships Python without ensurepip; as root (a container) we may add it.
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installing python3-venv ..."
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
}

if ! [ -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    if ! python=$(find_python); then
        if ! { install_venv_module && python=$(find_python); }; then
            echo "No Python of version 3.11 or newer with the module venv was found." >&2
            echo "On Debian and Ubuntu: sudo apt-get install python3 python3-venv" >&2
            exit 1
        fi
    fi
    echo "Making .venv with $python ..."
    "$python" -m venv --clear .venv
fi
exec .venv/bin/python scripts/install.py "$1"
