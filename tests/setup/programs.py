"""Every program of the project, found and not listed: the commands of `kiosk`, modules with a main, scripts."""

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.__main__ import parser_of

ROOT = Path(__file__).resolve().parents[2]
HOUSES = ("kiosk", "drivers", "display", "sync", "scripts")
BASE = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"  # without our libraries
BARE = ("kiosk", "scripts", "requirements", ".ci", "pyproject.toml")  # what a script of a bare clone reads at first


def commands() -> Iterator[tuple[str, ...]]:
    """`kiosk`, its commands, and each with every word that its first argument may be; from the parser's own table."""
    yield ("kiosk",)
    for name in _choices(parser_of()):
        yield ("kiosk", name)
        for word in _choices(_choices(parser_of(name))[name]):
            yield ("kiosk", name, word)


def _choices(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = [a.choices for a in parser._actions if not a.option_strings and a.choices]
    return dict(found[0]) if found and isinstance(found[0], dict) else dict.fromkeys(found[0] if found else (), parser)


def modules() -> Iterator[str]:
    """What `python -m` starts."""
    for file in sorted(file for house in HOUSES for file in (ROOT / house).rglob("*.py")):
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        if name.endswith(".__main__"):
            yield name.removesuffix(".__main__")
        elif _has_main(file):
            yield name


def _has_main(file: Path) -> bool:
    """`if __name__ == "__main__":` stands in it, at its top level."""
    if "__main__" not in (text := file.read_text("utf-8")):
        return False
    conditions = [node.test for node in ast.parse(text).body if isinstance(node, ast.If)]
    return any(ast.unparse(test) == "__name__ == '__main__'" for test in conditions)


def as_json(text: str) -> list[Any]:
    """One JSON text, or one a line. Raises ValueError for anything else in it, and for nothing."""
    try:
        return [json.loads(text)]
    except ValueError:
        return [json.loads(line) for line in text.splitlines() or [text]]


def scripts() -> Iterator[str]:
    """What a person starts from a clone."""
    for folder in ("scripts", ".ci"):
        yield from (f"{folder}/{file.name}" for file in sorted((ROOT / folder).iterdir()) if _starts(file))


def _starts(file: Path) -> bool:
    return file.is_file() and os.access(file, os.X_OK)


@dataclass(frozen=True)
class Place:
    """Where a program is started: an empty working folder, home and temporary folder, and a bare clone beside them."""

    root: Path

    @classmethod
    def made(cls, root: Path) -> "Place":
        for name in ("here", "home", "tmp", "clone"):
            (root / name).mkdir()
        for name in BARE:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, root / "clone" / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, root / "clone" / name)
        return cls(root)

    def run(self, *argv: str) -> subprocess.CompletedProcess[str]:
        """A script of the bare clone by its path in it, anything else as it is."""
        program = self.root / "clone" / argv[0]
        return subprocess.run(
            [str(program) if program.is_file() else argv[0], *argv[1:]],
            cwd=self.root / "here", env=self._env(), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=100,
        )  # fmt: skip

    def _env(self) -> dict[str, str]:
        ours = {"HOME": "home", "TMPDIR": "tmp"}
        compiled = os.environ.get("PYTHONPYCACHEPREFIX") or str(self.root.with_name("compiled"))
        plain = {"PYTHON": str(BASE), "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": compiled}
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
        return {**kept, **plain, **{name: str(self.root / folder) for name, folder in ours.items()}}

    def seen(self) -> dict[str, tuple[int, int]]:
        """Every file and folder with its size and time."""
        files = ((path, path.lstat()) for path in self.root.rglob("*"))
        return {str(path): (stat.st_size, stat.st_mtime_ns) for path, stat in files}
