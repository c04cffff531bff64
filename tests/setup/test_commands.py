"""The command lines: one table, what a command costs before it has done anything, versions, and wrong words."""

import argparse
import importlib
import subprocess
import sys
from importlib.metadata import version

import pytest

from kiosk.__main__ import COMMANDS, main, parser_of
from kiosk.config import paths
from kiosk.host.command_line import INTERRUPTED, exit_code
from sync.__main__ import main as courier
from sync.city.__main__ import main as city

HEAVY = ("pygame", "gpiozero", "serial", "starlette", "uvicorn", "paho", "cryptography", "sqlite_utils", "tomlkit")
MODULES = {
    "kiosk.app.app": ("starlette", "uvicorn", "paho", "cryptography", "sqlite_utils", "tomlkit"),
    "kiosk.console.app": ("pygame", "gpiozero", "serial", "sqlite_utils", "tomlkit"),
    "kiosk.update.run": ("pygame", "gpiozero", "serial", "starlette", "sqlite_utils", "tomlkit"),
    "kiosk.doctor.power_on": ("pygame", "gpiozero", "serial", "starlette", "sqlite_utils", "tomlkit"),
    "sync.__main__": ("pygame", "gpiozero", "serial", "starlette", "sqlite_utils", "tomlkit"),
}


def loaded(code: str) -> list[str]:
    """The modules that a program holds after this code."""
    argv = [sys.executable, "-c", f"import sys; {code}; print(*sys.modules, file=sys.stderr)"]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stderr.split()


@pytest.mark.parametrize(("module", "spared"), MODULES.items())
def test_a_program_reads_only_its_own_libraries(module: str, spared: tuple[str, ...]) -> None:
    """The touch app has no web server in its memory, the console no screen, and what runs once a boot neither."""
    found = loaded(f"import {module}")
    assert [name for name in spared if name in found] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_line_reads_its_own_module_and_no_library(command: str) -> None:
    """Seconds and megabytes on a Pi: no other command's module, and nothing heavy before the command runs."""
    found = loaded(f"from kiosk.__main__ import parser_of; parser_of({command!r})")
    others = [module for name, module in COMMANDS.items() if name != command and module in found]
    assert [name for name in HEAVY if name in found] == others == []


def test_help_of_all_of_them_reads_no_library() -> None:
    """`kiosk --help` names every command, with what it is for."""
    found = loaded("from kiosk.__main__ import parser_of; parser_of()")
    assert [name for name in HEAVY if name in found] == []
    text = " ".join(parser_of().format_help().split())
    for name, module in COMMANDS.items():
        assert name in text and " ".join(importlib.import_module(module).HELP.split()[:3]) in text


@pytest.mark.parametrize("name", COMMANDS)
def test_each_module_of_the_table_is_a_command(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """HELP, add_arguments and run; every one says what it is for and takes `--config`."""
    module = importlib.import_module(COMMANDS[name])
    module.add_arguments(argparse.ArgumentParser())
    with pytest.raises(SystemExit, match="0"):
        main([name, "--help"])
    out = capsys.readouterr().out
    assert callable(module.run) and "--config CONFIG" in out and " ".join(module.HELP.split()[:5]) in out


@pytest.mark.parametrize("program", [main, courier, city], ids=["kiosk", "kiosk-sync", "kiosk-city"])
def test_each_program_says_its_version(program: object, capsys: pytest.CaptureFixture[str]) -> None:
    """Its name and the package's version, and nothing else."""
    with pytest.raises(SystemExit) as left:
        program(["--version"])  # type: ignore[operator]  # each is a main
    name, number = capsys.readouterr().out.split()
    assert left.value.code == 0 and name.startswith("kiosk") and number == version("may-lay-so")


def test_on_the_card_it_is_the_release(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The root that runs, which the package alone does not know."""
    monkeypatch.setattr(paths, "RELEASE", release := tmp_path / "release")  # type: ignore[operator]  # a Path
    release.write_text("2026.11.28\n", encoding="ascii")
    assert paths.release() == "2026.11.28"


WRONG = [
    (main, ["nothing"], "kiosk: "),
    (main, [], "kiosk: "),
    (main, ["day", "shut"], "kiosk day: "),
    (main, ["update", "tell", "perhaps"], "kiosk update: "),
    (main, ["check", "--config"], "kiosk check: "),
    (main, ["starts", "--config", "/nowhere/kiosk.toml"], "/nowhere/kiosk.toml: "),
    (courier, ["--what"], "kiosk-sync: "),
    (courier, ["--config", "/nowhere/kiosk.toml"], "kiosk-sync: /nowhere/kiosk.toml"),
    (city, ["--db", "sqlite:///x"], "kiosk-city: "),
    (city, ["--broker", "http://x", "--db", "sqlite:///x"], "kiosk-city: "),
]


@pytest.mark.parametrize(
    ("program", "words", "begins"), WRONG, ids=lambda value: "-" if callable(value) else str(value)
)
def test_wrong_words_are_one_line_and_exit_code_2(
    program: object, words: list[str], begins: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, with the program's name or the file's, and never a traceback."""
    try:
        code = program(words)  # type: ignore[operator]  # each is a main
    except SystemExit as left:
        code = left.code
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1) and err.startswith(begins)


def test_an_interrupt_ends_without_a_traceback() -> None:
    """Ctrl-C, as a shell wants to hear of it."""

    def work() -> int:
        raise KeyboardInterrupt

    assert exit_code(work, ()) == INTERRUPTED
