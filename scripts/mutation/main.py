"""Runs the tests against each changed module in a child of its own, and names the changes that nobody noticed.

The parent imports what the tests need but nothing of the core, so a child is a fork that starts at once; it imports
the core with the one changed module in the place of the true one. A child that fails, or does not end in time, has
noticed. It asks the module's own tests first, because most changes end there, and leaves out what is marked `slow`.
"""

import argparse
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import hypothesis  # noqa: F401  the children are to find it loaded
import pytest

from kiosk.host.command_line import Parser
from scripts.mutation.mutants import Mutant, mutants

TESTS = ("tests/core", "tests/journal")
CODE = Path("kiosk/core")
TIMEOUT_S = 60
QUIET = ("-x", "-q", "-m", "not slow", "--no-header", "--hypothesis-seed=0", "-W", "ignore")
UNUSED = ("cacheprovider", "xdist", "anyio", "timeout")  # plugins, which would be loaded anew by each child

Change = tuple[Path, Mutant]


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the changed source for one module; every other module is found as always."""

    def __init__(self, path: Path, source: str) -> None:
        self._name, self._path, self._source = module_of(path), path, source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self._name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._source, str(self._path), "exec"), module.__dict__)


def module_of(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def main(argv: Sequence[str] | None = None) -> int:
    """0: enough of the changes were noticed; 1: too few."""
    args = _parser().parse_args(argv)
    wanted = args.files or sorted(CODE.rglob("*.py"))
    changes = [(path, mutant) for path in wanted for mutant in mutants(path.read_text(encoding="utf-8"))]
    if args.sample and args.sample < len(changes):
        changes = random.Random(args.seed).sample(changes, args.sample)
    if _noticed(None, args.tests) != 0:
        print("the tests fail without any change: nothing can be learned", file=sys.stderr)
        return 2
    lived = list(_survivors(changes, args.tests))
    for path, mutant in sorted(lived, key=lambda c: (c[0], c[1].line)):
        print(f"{path}:{mutant.line}: {_short(mutant.was)}  ->  {_short(mutant.now)}")
    killed = len(changes) - len(lived)
    print(f"{killed} of {len(changes)} changes were noticed: {100 * killed / max(1, len(changes)):.1f} %")
    return 0 if killed * 100 >= args.least * len(changes) else 1


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="./scripts/mutate", description="Which changes of kiosk/core no test notices.")
    parser.add_argument("files", nargs="*", type=_python, metavar="FILE.py", help="default: all of kiosk/core")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="so many, drawn; default: all")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the drawing")
    parser.add_argument("--least", type=float, default=90.0, metavar="PERCENT", help="exit 1 below")
    parser.add_argument("--tests", nargs="+", default=TESTS, metavar="FOLDER", help="that are to notice")
    return parser


def _python(word: str) -> Path:
    path = Path(word)
    if path.suffix != ".py" or not path.is_file():
        raise argparse.ArgumentTypeError(f"{word}: no Python file of this project")
    return path


def _survivors(changes: Sequence[Change], tests: Sequence[str]) -> Iterator[Change]:
    """Those that nobody noticed; as many children at once as there are cores."""
    running: dict[int, tuple[Change, float]] = {}
    for number, change in enumerate(changes, 1):
        running[_start(change, tests)] = (change, time.monotonic())
        _tell(number, len(changes))
        while len(running) >= (os.cpu_count() or 1):
            yield from _ended(running)
    while running:
        yield from _ended(running)


def _ended(running: dict[int, tuple[Change, float]]) -> Iterator[Change]:
    """Waits for a child; its change, if it lived."""
    for pid, (_, since) in running.items():
        if time.monotonic() - since > TIMEOUT_S:
            os.kill(pid, 9)
    pid, status = os.waitpid(-1, os.WNOHANG)
    if pid == 0:
        time.sleep(0.02)  # nobody has ended yet
        return
    change, _ = running.pop(pid)
    if os.waitstatus_to_exitcode(status) == 0:
        yield change


def _start(change: Change | None, tests: Sequence[str]) -> int:
    """A child that runs the tests with this change; its process."""
    pid = os.fork()
    if pid:
        return pid
    try:
        out = os.open(os.devnull, os.O_WRONLY)
        os.dup2(out, 1)
        os.dup2(out, 2)
        sys.dont_write_bytecode = True
        if change is not None:
            sys.meta_path.insert(0, Changed(change[0], change[1].source))
            own = _own_tests(change[0], tests)
            if own and _judged(own):
                os._exit(1)
        os._exit(_judged(tests))
    finally:
        os._exit(3)  # a change that no import survives was noticed


def _judged(tests: Sequence[str]) -> int:
    """pytest's exit code, 0 when all tests pass."""
    without = [word for name in UNUSED for word in ("-p", f"no:{name}")]
    return int(pytest.main([*QUIET, *without, *tests]))


def _own_tests(path: Path, tests: Sequence[str]) -> list[str]:
    """Test files that bear the name of the module or of its room."""
    names = (f"test_{path.stem}*.py", f"test_{path.parent.name}*.py")
    return [str(file) for folder in tests for name in names for file in sorted(Path(folder).rglob(name))]


def _noticed(change: Change | None, tests: Sequence[str]) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(_start(change, tests), 0)[1])


def _tell(number: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{number}/{of}", end="" if number < of else "\n", file=sys.stderr, flush=True)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "..."


if __name__ == "__main__":
    sys.exit(main())
