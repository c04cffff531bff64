"""`scripts/test` and `.ci/run` as somebody types them, in a clone whose Python is the one that runs the tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINKED = ("kiosk", "drivers", "display", "sync", "scripts", "tests", "pyproject.toml", "docs")
OURS = f"3.{sys.version_info.minor}"
SHIM = "#!/bin/sh\necho 'pyenv: command not found' >&2\nexit 127\n"
PYTHON = f'#!/bin/sh\nexec {sys.executable} "$@"\n'
NO_PIP = f'#!/bin/sh\ncase "$*" in *pip*) exit 9 ;; esac\nexec {sys.executable} "$@"\n'
LOGGED = '#!/bin/sh\necho "$PYTHON: $*" >>calls\n'


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Everything but an environment; on the PATH a Python that is ours, as `python3`, and nothing of pyenv."""
    for name in LINKED:
        (tmp_path / name).symlink_to(ROOT / name)
    program(tmp_path / "bin/python3", PYTHON)
    return tmp_path


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def typed(clone: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    here = {"PATH": f"{clone / 'bin'}:/usr/bin:/bin", "HOME": str(clone), "PYENV_ROOT": str(clone / "pyenv")}
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHON", "CI")}
    return subprocess.run(words, cwd=clone, env={**kept, **here, **env}, capture_output=True, text=True)


def test_a_folder_is_tested_with_what_is_there(clone: Path) -> None:
    """Its tests run, and nothing is installed."""
    program(clone / ".venv/bin/python", NO_PIP)
    done = typed(clone, "./scripts/test", "tests/core", "-k", "crash")
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout + done.stderr


def test_without_an_environment_one_line_says_how_to_make_it(clone: Path) -> None:
    """Nothing is made unasked."""
    done = typed(clone, "./scripts/test", "tests/core")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "./scripts/test --install" in done.stderr and not (clone / ".venv").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["./scripts/test", "tests/nowhere"], "tests/nowhere"),
        (["./scripts/test", "--moon"], "--moon"),
        (["./scripts/find-python"], "usage"),
        (["./scripts/find-python", "--moon"], "usage"),
    ],
    ids=" ".join,
)
def test_wrong_words_are_one_line(clone: Path, words: list[str], said: str) -> None:
    """Which, and exit code 2."""
    program(clone / ".venv/bin/python", NO_PIP)
    done = typed(clone, *words)
    assert done.returncode == 2 and said in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["3.99", "python3.99", "/nowhere/python"])
def test_a_python_that_is_not_here_is_refused(clone: Path, name: str) -> None:
    """Whatever way it is named, before anything is made."""
    done = typed(clone, "./scripts/test", PYTHON=name)
    assert done.returncode == 2 and "3.11, 3.12 or 3.13" in done.stderr and done.stderr.count("\n") == 1


def test_a_name_on_the_path_that_does_not_run_is_passed_by(clone: Path) -> None:
    """pyenv's shim says that it has that version and runs none; the version itself is found in its folder."""
    program(clone / "bin" / f"python{OURS}", SHIM)
    assert typed(clone, "./scripts/find-python", OURS).returncode == 1
    program(clone / f"pyenv/versions/{OURS}.9/bin/python{OURS}", PYTHON)
    found = typed(clone, "./scripts/find-python", OURS)
    assert (found.returncode, found.stdout.strip(), found.stderr) == (0, sys.executable, "")


@pytest.fixture
def integration(tmp_path: Path) -> Path:
    """`.ci/run` beside a `scripts/test` that only says how it was called."""
    for name in (".ci/run", "scripts/find-python"):
        program(tmp_path / name, (ROOT / name).read_text(encoding="utf-8"))
    program(tmp_path / "scripts/test", LOGGED)
    program(tmp_path / "bin/python3", PYTHON)
    for version in ("3.11", "3.12", "3.13"):
        program(tmp_path / "bin" / f"python{version}", SHIM)
    return tmp_path


def test_integration_names_the_python_that_is_missing(integration: Path) -> None:
    """Everything on the oldest that is here; the others are named, a line each."""
    program(integration / "bin" / f"python{OURS}", PYTHON)
    done = typed(integration, "./.ci/run")
    assert done.returncode == 0, done.stderr
    calls = (integration / "calls").read_text(encoding="utf-8").splitlines()
    assert calls == [f"{sys.executable}: "]
    assert "3.13, which the card has" in done.stdout or OURS == "3.13"


def test_integration_runs_the_cards_python_too(integration: Path) -> None:
    """The folders that depend on it, after an environment for it."""
    for minor in (11, 13):
        path = integration / f"bin/python3.{minor}"
        program(path, f'#!/bin/sh\ncase "$2" in *executable*) echo {path} ;; *) echo "(3, {minor})" ;; esac\n')
    done = typed(integration, "./.ci/run")
    assert done.returncode == 0, done.stderr
    calls = (integration / "calls").read_text(encoding="utf-8").splitlines()
    assert calls[0].endswith("python3.11: ") and calls[1].endswith("python3.13: --install") and len(calls) == 3
    assert all(f"tests/{folder}" in calls[2] for folder in ("core", "journal", "power", "recovery", "simulation"))
