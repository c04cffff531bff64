"""The city's unit, which an administrator copies: systemd knows its words, its sandbox is as tight as the kiosk's, and
its command is one that the program takes."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from sync.city.__main__ import _parser
from tests.setup.users.units import ROOT

UNIT = ROOT / "docs/city/kiosk-city.service"
MOST_OPEN = 2.0  # as of a program that serves people (test_sandboxes.py)
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="needs systemd-analyze (package systemd)"
)


def value(word: str) -> str:
    found = re.findall(rf"^{word}=(.*)$", UNIT.read_text(encoding="utf-8"), re.M)
    return str(found[-1])


@needs_systemd
def test_the_sandbox_is_no_more_open_than_that_of_a_kiosks_program() -> None:
    """By systemd's own measure."""
    words = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(UNIT)]
    told = subprocess.run(words, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    found = re.search(r"exposure level for \S+: ([0-9.]+)", told.stdout)
    assert found and float(found[1]) <= MOST_OPEN, told.stdout + told.stderr


@needs_systemd
@pytest.mark.parametrize("wrong", ["", "DynamicUsr=yes\n"], ids=["as it is", "a slip of the pen"])
def test_systemd_knows_every_word(tmp_path: Path, wrong: str) -> None:
    """A word that it does not know would be passed by in silence."""
    lib, program = tmp_path / "usr/lib/systemd/system", tmp_path / value("ExecStart").split()[0].lstrip("/")
    for folder in (lib, program.parent):
        folder.mkdir(parents=True)
    for unit in Path("/usr/lib/systemd/system").glob("*.target"):
        shutil.copy(unit, lib)
    text = UNIT.read_text(encoding="utf-8").replace("[Service]\n", f"[Service]\n{wrong}")
    (lib / UNIT.name).write_text(text, encoding="utf-8")
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    words = ["systemd-analyze", "verify", "--man=no", f"--root={tmp_path}", UNIT.name]
    done = subprocess.run(words, capture_output=True, text=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
    told = [line for line in done.stderr.splitlines() if "kiosk-city" in line]
    assert bool(told) is bool(wrong), done.stderr


def test_its_command_is_one_that_the_program_takes_and_holds_no_password() -> None:
    """With the line of settings that its own comment shows."""
    shown = re.search(r"KIOSK_CITY: .*?(--broker .*)$", UNIT.read_text(encoding="utf-8"), re.M)
    assert shown
    line = value("ExecStart").replace("$KIOSK_CITY", shown[1]).replace("${CREDENTIALS_DIRECTORY}", "/run/credentials")
    args = _parser().parse_args(shlex.split(line)[1:])
    assert args.password_file and args.db_password_file and not re.search(r"//[^/ ]*:[^/ ]*@", line)
    names = re.findall(r"^LoadCredential=(\w+):", UNIT.read_text(encoding="utf-8"), re.M)
    assert {args.password_file.name, args.db_password_file.name} == set(names)


def test_what_waiting_does_not_mend_ends_it_and_all_else_starts_it_again() -> None:
    """As its exit codes say."""
    assert (value("Restart"), value("RestartPreventExitStatus"), value("StartLimitIntervalSec")) == ("always", "2", "0")
    assert value("DynamicUser") == "yes" and value("CapabilityBoundingSet") == ""
