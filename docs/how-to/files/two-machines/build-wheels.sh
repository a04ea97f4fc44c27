#!/bin/sh
# On a machine with access to PyPI, with the same system and Python as the servers:
# build-wheels.sh CHECKOUT FOLDER collects all that the servers install.
set -eu
checkout=$1 folder=$2
mkdir -p "$folder"
"${PYTHON:-python3}" -m pip wheel --wheel-dir "$folder" "$checkout[production]"
(cd "$folder" && sha256sum ./*.whl > SHA256SUMS)
