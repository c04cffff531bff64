# Sourced by the scripts beside it: their help, and the Python environment in .venv of this clone.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv
base=${PYTHON:-python3}
name=$(basename "$0")

fail() { echo "$name: $*" >&2; exit 2; }

asks_help() { # words of the command line
    local word
    for word in "$@"; do case $word in -h | --help) return 0 ;; esac; done
    return 1
}
help_of_comment() { # the comment at the head of the script that runs
    sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"
}
right_python() {
    "$base" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null ||
        fail "Python 3.11, 3.12 or 3.13 is needed; name one with PYTHON=python3.12 $0"
}
stamp_of() { # lock: what was installed last; of dev the one that scripts/test writes too
    [ "$1" = dev ] && echo "$venv/.test-lock" || echo "$venv/.$1-lock"
}
mark_of() { cat "$root/requirements/$1.lock" "$root/pyproject.toml" | sha256sum; }
is_installed() { # lock: whether .venv holds what this lock and this project want
    [ -x "$venv/bin/python" ] && [ "$(cat "$(stamp_of "$1")" 2>/dev/null || true)" = "$(mark_of "$1")" ]
}
environment() { # lock: makes .venv, or brings it up to date; what pip says is in .venv/install.log
    ! is_installed "$1" || return 0
    right_python
    local lock=$root/requirements/$1.lock log=$venv/install.log pip=("$venv/bin/python" -m pip install --disable-pip-version-check)
    echo "Lần đầu: đang cài thư viện vào .venv · first run: installing the locked libraries into .venv" >&2
    [ -x "$venv/bin/python" ] || "$base" -m venv "$venv" >&2 || fail "python -m venv failed: on Debian install python3-venv"
    : >"$log"
    "${pip[@]}" --progress-bar off --require-hashes -r "$lock" 2>>"$log" |
        PYTHONPATH=$root "$venv/bin/python" -B -m scripts.pip_progress "$lock" "$log" || not_installed "$log"
    "${pip[@]}" --quiet --no-deps -e "$root" >>"$log" 2>&1 || not_installed "$log"
    mark_of "$1" >"$(stamp_of "$1")"
}
not_installed() { # log
    tail -n 5 "$1" >&2
    fail "the libraries could not be installed; all of it is in $1"
}
python_program() { # module, lock, words: --help and wrong words are answered before anything is installed
    local module=$1 lock=$2
    shift 2
    if ! is_installed "$lock"; then
        right_python
        PYTHONPATH=$root "$base" -B -c "from $module import parser; parser().parse_args()" "$@"
        ! asks_help "$@" || exit 0
        environment "$lock"
    fi
    PYTHONPATH=$root exec "$venv/bin/python" -m "$module" "$@"
}
