"""What a command costs before it has done anything: only its own modules are read."""

import subprocess
import sys

import pytest

SPARED = {
    "app": ("starlette", "uvicorn", "paho", "cryptography", "sqlite_utils", "tomlkit"),
    "console": ("pygame", "gpiozero", "serial", "sqlite_utils", "tomlkit"),
    "network": ("starlette", "pygame", "gpiozero", "serial", "sqlite_utils", "tomlkit"),
    "starts": ("starlette", "pygame", "gpiozero", "serial", "sqlite_utils", "tomlkit"),
}


MODULES = {
    "kiosk.app.app": ("starlette", "uvicorn", "paho", "cryptography", "sqlite_utils", "tomlkit"),
    "kiosk.console.app": ("pygame", "gpiozero", "serial", "sqlite_utils", "tomlkit"),
    "kiosk.update.run": ("pygame", "gpiozero", "serial", "starlette", "sqlite_utils", "tomlkit"),
    "kiosk.doctor.power_on": ("pygame", "gpiozero", "serial", "starlette", "sqlite_utils", "tomlkit"),
    "sync.__main__": ("pygame", "gpiozero", "serial", "starlette", "sqlite_utils", "tomlkit"),
}


@pytest.mark.parametrize(("module", "spared"), MODULES.items())
def test_a_program_reads_only_its_own_libraries(module: str, spared: tuple[str, ...]) -> None:
    """The touch app has no web server in its memory, the console no screen, and what runs once a boot neither."""
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert [name for name in spared if name in loaded] == []


@pytest.mark.parametrize(("command", "spared"), SPARED.items())
def test_a_command_line_reads_only_what_its_command_needs(command: str, spared: tuple[str, ...]) -> None:
    """Seconds and megabytes on a Pi: building the command line of one command loads no other command's libraries."""
    code = f"import sys; from kiosk.__main__ import parser_of; parser_of({command!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert [name for name in spared if name in loaded] == []
