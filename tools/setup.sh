#!/bin/sh
# Makes .venv hold exactly what requirements.lock names, and the project itself in editable form.
# Needs only Python 3.11 or newer: pip brings uv (its hash checked like every other), uv does the rest.
set -eu
cd "$(dirname "$0")/.."
venv=.venv

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

is_recent() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if is_recent "$name"; then
            command -v "$name"
            return
        fi
    done
    stop "Python 3.11 or newer is needed and was not found: install it (Debian: apt install python3), or name it: make setup PYTHON=/path/to/python3"
}

# Debian ships the module venv in a package of its own; without it `import ensurepip` fails.
require_venv_module() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    package="$("$1" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")')"
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        stop "Python's module venv is missing: install it (Debian: apt install $package) and type the same again."
    fi
    echo "Installing $package with apt …"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install --yes -qq --no-install-recommends "$package"; } >/dev/null \
        || stop "apt could not install $package; its message is above."
}

if ! is_recent "$venv/bin/python"; then
    python="$(find_python)"
    require_venv_module "$python"
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

if [ ! -x "$venv/bin/uv" ]; then
    echo "Installing what requirements.lock names; the first time takes a minute or two …"
    awk '/^uv==/ { found = 1 } found { print } found && !/\\$/ { exit }' requirements.lock >"$venv/uv.lock"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$venv/uv.lock"
fi

export VIRTUAL_ENV="$venv"
"$venv/bin/uv" pip sync --quiet --require-hashes --compile-bytecode requirements.lock
"$venv/bin/uv" pip install --quiet --no-deps --no-build-isolation --editable .
