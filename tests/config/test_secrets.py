"""What is secret in a settings file is said nowhere, however the file is broken: not on the screen, page or terminal.

Each secret option of a good file holds a marker; then the file is cut, filled with what people mistype, or its values,
names and tables are put in wrong places. Whoever tells what is wrong with it repeats no piece of a marker.
"""

import contextlib
import io
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomlkit
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from display.drawing.theme import Theme
from display.touchscreen.layout import layout
from kiosk.__main__ import main
from kiosk.config.line.broker import Broker
from kiosk.config.load import load
from kiosk.config.options import SECRET, Config, Office, all_options
from kiosk.config.toml_edit import with_options
from kiosk.doctor.checks.system import broker_reached
from kiosk.recovery.screen import shown, wrong
from kiosk.service import status_page
from tests.config.test_load import DEMO

MARKER = "9Q8W7E6R5T4Y3U2I"  # no option, word or number of ours has any four letters of it
PIECE = 4
FULL = (  # the demo's file with a marker in every secret option, and in an address
    DEMO.replace("[kiosk]\n", f'[kiosk]\npin = "{MARKER}"\n', 1)
    .replace("[console]\n", f'[console]\nsupervisor_pin = "{MARKER}"\n', 1)
    .replace('id = "cb01"\nname = "', f'id = "cb01"\npin = "{MARKER}"\nname = "{MARKER}', 1)
    .replace(
        'url = ""',
        f'url = "mqtt://{MARKER}:{MARKER}@h"\nuser = "{MARKER}"\npassword = "{MARKER}"\nenrol_code = "{MARKER}"',
        1,
    )
    + f'\n[network]\nwifi = "xa"\nwifi_password = "{MARKER}"\n[privacy]\nofficer_salt = "{MARKER}"\n'
)
TOKENS = (
    "=",
    '"',
    '"""',
    "'",
    "'''",
    "\\\n",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    ",",
    ".",
    "\n",
    "#",
    "“",
    "\0",
    "\x07",
    "0",
)


def told(folder: Path, text: str) -> str:
    """All that is said of this file: by `kiosk check` in both languages, on the screen, and by a failed start."""
    file = folder / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        for words in (["check", "--lang", "vi"], ["check", "--lang", "en"], ["starts"]):
            main([*words, "--config", str(file)])
    problems = wrong(file)
    view = layout(shown(problems, 0), Theme.of(1280, 800, 217)) if problems else []
    return said.getvalue() + "".join(thing.name for thing in view) + "".join(map(repr, problems))


def pieces(said: str) -> list[str]:
    """Those of the marker that were said."""
    return [piece for n in range(len(MARKER) - PIECE + 1) if (piece := MARKER[n : n + PIECE]) in said]


def public(text: str) -> Iterator[str]:
    """The values of options that are not private; not those that hold a =, as lines that a quote swallowed do."""
    try:
        there = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    for table, option in all_options():
        rows = there.get(table)
        values = [row.get(option.name) for row in (rows if isinstance(rows, list) else [rows]) if isinstance(row, dict)]
        yield from (str(v) for v in values if not option.metadata["private"] and "=" not in str(v))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_break_of_a_file_lets_a_secret_out(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """One to three places near a marker, cut out or filled with what TOML is made of. What that made the value of an
    option that is no secret (`id = "cb01` and the PIN behind it) nobody can tell from one."""
    text = FULL
    for _ in range(data.draw(st.integers(1, 3))):
        near = data.draw(st.sampled_from([n for n in range(len(text)) if text.startswith(MARKER, n)] or [0]))
        at = max(0, near + data.draw(st.integers(-40, 40)))
        put = "".join(data.draw(st.lists(st.sampled_from(TOKENS), max_size=3)))
        text = text[:at] + put + text[at + data.draw(st.integers(0, 25)) :]
    assume(not any(map(pieces, public(text))))
    assert pieces(told(tmp_path_factory.mktemp("broken"), text)) == []


def misplaced() -> Iterator[tuple[str, str]]:
    """What people do to the line of each secret option, and its brothers: the name of the case, the whole file."""
    for option in SECRET:
        table, name = option.split(".")
        head = f"[[{table}]]" if table == "officers" else f"[{table}]"
        lines = {
            "misspelt": f'{name[:-1]} = "{MARKER}"',
            "as a table": f'[{table}.{name}]\n{MARKER} = "{MARKER}"',
            "below another option": f'{name}.{name} = "{MARKER}"',
            "as a list": f'{name} = ["{MARKER}"]',
            "as an inline table": f'{name} = {{ {name} = "{MARKER}" }}',
            "no quotes": f"{name} = {MARKER}",
            "no equals": f'{name} "{MARKER}"',
            "two on a line": f'{name} = "x" "{MARKER}"',
            "name and value exchanged": f'"{MARKER}" = "{name}"',
            "value as a name": f"{MARKER} = 1",
            "curly": f"{name} = “{MARKER}”",
            "open": f'{name} = "{MARKER}',
            "twice": f'{name} = "{MARKER}"\n{name} = "{MARKER}"',
            "an odd letter": f'{name} = "{MARKER}\x07"',
            "a backslash": f'{name} = "\\{MARKER}"',
            "a date": f"{name} = 2026-13-45T{MARKER}",
            "too long": f'{name} = "{MARKER * 20}"',
            "in the name of a table": f'["{MARKER}"]\n{name} = 1',
        }
        for case, line in lines.items():
            yield (
                f"{option}: {case}",
                f"{DEMO.replace('[broker]', '[x]') if table == 'broker' else DEMO}\n{head}\n{line}\n",
            )
    swallowed = {
        "a bracket too many": FULL.replace("[broker]", "[office.hotline]", 1),
        "a table for a list": FULL.replace("[broker]", "[hours.days]", 1),
        "an option of another table": FULL.replace("[network]", "[network.wifi]", 1).replace('wifi = "xa"\n', "", 1),
        "the file of secrets is the secret": f'secrets = "{MARKER}"\n{DEMO}',
        "a quote of three": FULL.replace("[broker]\n", '[broker]\nca = """\\\n', 1) + '"""',
        "an address": FULL.replace("mqtt://", "http://", 1),
        "an address of a strange type": FULL.replace(f'"mqtt://{MARKER}:{MARKER}@h"', f'{{ a = "{MARKER}" }}', 1),
        "a name cannot change": f'{FULL}\nbroker.password.{MARKER} = 1\n',
    }  # fmt: skip
    yield from swallowed.items()


MISPLACED = dict(misplaced())
GOOD = ("privacy.officer_salt: too long",)  # it may be as long as it likes


@pytest.mark.parametrize("case", MISPLACED)
def test_a_secret_in_the_wrong_place_is_not_said(tmp_path: Path, case: str) -> None:
    """Whatever was mistyped: refused, and without the secret."""
    said = told(tmp_path, MISPLACED[case])
    assert pieces(said) == [] and ("kiosk.toml" in said or case in GOOD)


@pytest.mark.parametrize("broken", ["", "[office", 'pasword = "{}"', '"{}" = 1', '[broker]\nurl.x = "{}"', "a = {}"])
def test_a_broken_file_of_secrets_is_told_without_them(tmp_path: Path, broken: str) -> None:
    """The second file holds nothing but secrets: its mistakes are told by file and line."""
    (tmp_path / "s.toml").write_text(broken.format(MARKER), encoding="utf-8")
    said = told(tmp_path, f'secrets = "s.toml"\n{DEMO}')
    assert pieces(said) == [] and (("s.toml" in said) or not broken)


def test_the_list_is_no_way_to_read_the_secrets(tmp_path: Path) -> None:
    """What is wrong with a list is told cell by cell: a settings file, or the file of secrets, is not read as one."""
    (tmp_path / "mine.csv").write_text(f'[broker]\npassword = "{MARKER}"\n', encoding="utf-8")
    for name in ("kiosk.toml", "KIOSK.TOML", "mine.csv"):
        text = f'secrets = "mine.csv"\n{with_options(FULL, {"catalogue.file": name})}'
        said = told(tmp_path, text)
        assert pieces(said) == [] and "catalogue.file" in said


@pytest.mark.parametrize("program", ["app", "console", "migrate", "network", "backup"])
def test_the_page_of_the_dead_shows_the_log_without_them(
    tmp_path: Path, program: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """A program that a refused file ends says why in its log, which stands on port 8081 for the whole LAN."""
    for n, (case, text) in enumerate(MISPLACED.items()):
        if n % 5 == 0 and case not in GOOD:
            (tmp_path / "kiosk.toml").write_text(text, encoding="utf-8")
            assert main([program, "--config", str(tmp_path / "kiosk.toml")]) == 2
    log = capfd.readouterr().err
    page = status_page.page([status_page.Part(f"kiosk-{program}", False, 0, "failed", log)], "kiosk", 0)
    assert log and pieces(page) == []


def test_the_doctor_names_the_broker_without_who_it_is_there(tmp_path: Path) -> None:
    """What it finds is kept, printed, and shown on the technician's page: the broker's host alone."""
    config = Config(Office("000.08.92.H55"), [], [], broker=Broker(f"mqtt://{MARKER}:{MARKER}@127.0.0.1:1"))
    finding = broker_reached(config)
    assert pieces(repr(finding)) == [] and "mqtt://127.0.0.1:1" in finding.said.en and not finding.good


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(FULL)), st.integers(0, 40), st.sampled_from(TOKENS))
def test_an_editor_of_a_broken_file_says_none_either(at: int, drop: int, put: str) -> None:
    """`kiosk doctor` writes what it finds into a file that may have become anything meanwhile."""
    try:
        with_options(FULL[:at] + put + FULL[at + drop :], {"printer.width": 80})
    except (ValueError, tomlkit.exceptions.TOMLKitError) as error:
        assert pieces(str(error)) == []


def test_the_settings_say_no_secret_of_themselves(tmp_path: Path) -> None:
    """Printed whole, as a traceback or a debugger would: without what is secret."""
    good = "\n".join(line for line in FULL.split("\n") if not line.startswith(('pin = "9', 'supervisor_pin = "9')))
    (tmp_path / "kiosk.toml").write_text(good, encoding="utf-8")
    assert pieces(repr(load(tmp_path / "kiosk.toml"))) == []
