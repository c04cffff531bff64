"""What is imported is declared, where it is needed; what is declared is imported, and pinned in the locks.

Looked at is every import of every file, those inside functions too (gpiod, pyusb, psycopg are imported late), and which
distribution brings it. The kiosk has what `dependencies` and the extra `pi` name, the city what `city` does; the extra
`dev` is for scripts and tests alone.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
MAY = {  # folder → extras of which it may import, beside what is always installed
    "kiosk": (),
    "drivers": ("pi",),
    "display": (),
    "sync": ("city",),
    "scripts": tuple(EXTRAS),
    "tests": tuple(EXTRAS),
}
PRODUCT = ("kiosk", "drivers", "display", "sync")
NOT_IMPORTED = {
    "python-escpos": "asked for with the project: for tools of one's own, and the far end of our benchmarks",
    "itsdangerous": "for the signed cookie of officers and technicians",
}
LOCKS = {"pi": ("pi",), "demo": ("city", "demo"), "dev": ("city", "demo", "dev")}
_BY_NAME = ("import_module", "importorskip", "__import__")


def declared(*extras: str) -> set[str]:
    """Distributions, by their plain names."""
    return {plain(re.split(r"[\[<>=!~; ]", one)[0]) for one in _requirements(*extras)}


def _requirements(*extras: str) -> list[str]:
    return [*PROJECT["dependencies"], *(one for extra in extras for one in EXTRAS[extra])]


def plain(name: str) -> str:
    """As the packaging specification compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def imported(folder: str) -> dict[str, set[str]]:
    """Module of somebody else's → files that import it."""
    found: dict[str, set[str]] = {}
    for file in (ROOT / folder).rglob("*.py"):
        for name in {name.partition(".")[0] for name in _imports(ast.parse(file.read_text(encoding="utf-8")))}:
            if name not in sys.stdlib_module_names and name not in MAY:
                found.setdefault(name, set()).add(str(file.relative_to(ROOT)))
    return found


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield from (str(node.args[0].value) for name in _BY_NAME if called == name)


_installed = cache(packages_distributions)


def brought(module: str) -> set[str]:
    """The distributions that bring a module; of one that is not installed here that of its own name."""
    return {plain(name) for name in _installed().get(module, (module,))}


@pytest.mark.parametrize("folder", MAY)
def test_what_a_folder_imports_is_declared_for_it(folder: str) -> None:
    """Not left to another package that happens to bring it today."""
    may = declared(*MAY[folder])
    undeclared = {module: files for module, files in imported(folder).items() if not brought(module) & may}
    assert undeclared == {}


def test_what_is_declared_is_imported() -> None:
    """Nothing is installed on a kiosk or at the city that the product does not import, but for a reason."""
    used = {name for folder in PRODUCT for module in imported(folder) for name in brought(module)}
    assert declared("pi", "city") - used - set(NOT_IMPORTED) == set()


def test_the_look_sees_every_way_of_importing() -> None:
    """At the top, inside a function, from a part, by a name; nothing of our own folders' neighbours."""
    text = "import a.b\ndef f():\n    from c.d import e\n    from . import g\n    importlib.import_module('h.i')\n"
    assert set(_imports(ast.parse(text))) == {"a.b", "c.d", "h.i"}


# --- the locks ---


def pins(lock: str) -> dict[str, str]:
    """Distribution → version."""
    text = (ROOT / f"requirements/{lock}.lock").read_text(encoding="utf-8")
    return {plain(name): version for name, version in re.findall(r"^([\w.-]+)(?:\[.*?\])?==([\w.]+)", text, re.M)}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_all_that_is_declared_for_it(lock: str) -> None:
    """By versions that pyproject.toml allows; it names no host that packages come from."""
    pinned = pins(lock)
    for requirement in _requirements(*LOCKS[lock]):
        name, least = re.match(r"([\w-]+)(?:\[.*?\])?>=([\d.]+)", requirement).groups()  # type: ignore[union-attr]
        assert _numbers(pinned[plain(name)]) >= _numbers(least), requirement
    assert "://" not in (ROOT / f"requirements/{lock}.lock").read_text(encoding="utf-8")


def test_what_is_tested_is_what_the_card_gets() -> None:
    """The same version of the same package in every lock."""
    dev = pins("dev")
    for lock in ("pi", "demo"):
        assert {name: version for name, version in pins(lock).items() if dev.get(name) != version} == {}


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def test_every_page_is_in_the_installed_package() -> None:
    """A folder of `display` with files that are no Python is named among the package's data."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = {one.partition("/")[0] for one in project["tool"]["setuptools"]["package-data"]["display"]}
    files = (file for file in (ROOT / "display").glob("*/*") if file.is_file() and file.suffix not in (".py", ".pyc"))
    assert {file.parent.name for file in files} == named
