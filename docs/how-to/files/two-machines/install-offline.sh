#!/bin/sh
# On a server, without any network: install-offline.sh FOLDER VENV
set -eu
folder=$1 venv=$2
(cd "$folder" && sha256sum --check --quiet SHA256SUMS)
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -m pip install --no-index --find-links "$folder" --upgrade \
    "wagtail-hilfe-ukraine[production]"
# Once more the app alone: pip keeps what has the same version, and a checkout may differ.
"$venv/bin/python" -m pip install --no-index --find-links "$folder" --no-deps \
    --force-reinstall wagtail-hilfe-ukraine
