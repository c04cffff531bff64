"""`kiosk check`: in the technician's language, good or bad by its exit code; a PIN becomes a hash and is not said."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.config.pin_hash import check_pin
from tests.config.test_load import DEMO, ROOT

GOOD = str(ROOT / "kiosk/simulation/demo.toml")
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def bad(tmp_path: Path) -> str:
    path = tmp_path / "kiosk.toml"
    path.write_text(DEMO.replace("width = 80", "width = 79", 1), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("words", "locale", "said"),
    [
        ([], "vi_VN.UTF-8", "phải là một trong"),
        ([], "en_US.UTF-8", "must be one of"),
        (["--lang", "vi"], "C", "phải là một trong"),
        (["--lang", "en"], "vi_VN.UTF-8", "must be one of"),
        (["--vietnamese"], "C", "phải là một trong"),
    ],
)
def test_it_speaks_the_technicians_language(
    bad: str,
    words: list[str],
    locale: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """That of the locale, else what --lang says; --vietnamese is its old name."""
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    assert main(["check", *words, "--config", bad]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "good; 5 services, 9 counters\n"),
        ("vi", "đúng; 5 dịch vụ, 9 quầy\n"),
    ],
)
def test_a_good_file_is_praised_in_both_languages(language: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """How much it holds, its list too; exit code 0, and nothing on standard error."""
    assert main(["check", "--lang", language, "--config", GOOD]) == 0
    out, err = capsys.readouterr()
    assert f"{GOOD}: {said}" in out and out.count("\n") == 2 and err == ""


@pytest.mark.parametrize("pin", ["", "1", "123", "12345", "1234567890123", "12a4", "12 34", "١٢٣٤", "-12345"])
def test_what_is_no_pin_is_refused_in_one_line(pin: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Six to twelve digits, as the console's pad has them; what was typed is not said again."""
    assert main(["check", "--lang", "en", f"--hash-pin={pin}"]) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", "--hash-pin: a PIN is 6 to 12 digits\n")


@pytest.mark.parametrize("pin", ["258014", "740915826304"])
def test_a_pin_becomes_its_hash(pin: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed stands in kiosk.toml for this PIN, and holds it nowhere."""
    assert main(["check", "--hash-pin", pin]) == 0
    stored = capsys.readouterr().out.strip()
    assert check_pin(pin, stored) and pin not in stored.split("$")


@pytest.mark.parametrize("words", [["--hash-pin"], ["--hash-pin", "-"]])
def test_a_pin_is_read_from_standard_input(words: list[str]) -> None:
    """So that it stands in no history and no list of processes; with a wrong one, one line and exit code 2."""
    command = [sys.executable, "-m", "kiosk", "check", *words]
    done = subprocess.run(command, input="258014\n", capture_output=True, text=True, check=True)
    assert check_pin("258014", done.stdout.strip()) and done.stderr == ""
    done = subprocess.run(command, input="2580\n", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(("again", "code"), [("258014", 0), ("25801415", 2)])
def test_at_a_terminal_a_pin_is_typed_twice_and_seen_nowhere(again: str, code: int) -> None:
    """Nothing that was typed comes back on the screen; two different ones are refused."""
    said, ended = at_a_terminal(["258014", again])
    # Salt and hash are chance: four digits in a row happen in them, once in some hundred runs.
    shown, made, hashed = said.partition("scrypt$")
    assert ended == code and "258014" not in shown and again not in shown
    assert bool(made) == (code == 0) and not {"258014", again} & set(hashed.strip().split("$"))


def at_a_terminal(typed: list[str]) -> tuple[str, int]:
    """What `kiosk check --hash-pin` shows to somebody who answers each of its questions, and its exit code."""
    child, screen = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "kiosk", "check", "--hash-pin"])
    said = b""
    try:
        while part := os.read(screen, 4096):
            said += part
            if typed and said.endswith(b": "):
                os.write(screen, typed.pop(0).encode() + b"\n")
    except OSError:  # the terminal is gone with the program
        pass
    _, status = os.waitpid(child, 0)
    os.close(screen)
    return said.decode(), os.waitstatus_to_exitcode(status)
