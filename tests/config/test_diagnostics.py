"""What is said of a mistake: the same in both languages, every code raised by some file, nothing left unsaid."""

import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config.check_command import refused_pin
from kiosk.config.checks.agreement import weak_salt
from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import ConfigError, Problem, language_of, message, shown, text
from kiosk.config.diagnostics.vietnamese import VIETNAMESE
from kiosk.config.load import load
from kiosk.config.options import Officer, Privacy
from kiosk.config.pin_hash import hash_pin, seal
from kiosk.config.pins.advice import advice, worst
from tests.config import test_broker_files, test_load, test_procedures

SECRETS = f'secrets = "s.toml"\n{test_load.DEMO}'
FOLDERS: list[dict[str, bytes]] = [  # files in one folder, of which kiosk.toml is read
    {"kiosk.toml": b"#" * 1_000_001},
    {"kiosk.toml": b"a = 1\0"},
    {"kiosk.toml": b"a = \xff"},
    {"kiosk.toml.txt": b""},
    {},
    {"kiosk.toml": b"services = 1"},
    {"kiosk.toml": SECRETS.encode(), "s.toml": b'place = "x"'},
    {"kiosk.toml": SECRETS.encode(), "s.toml": b'[broker]\nurl = "mqtt://x"'},
    {"kiosk.toml": SECRETS.encode(), "s.toml": b'[[officers]]\nid = "cb01"\nname = "x"\n[[officers]]\nid = "nobody"'},
]


def raised(folder: Path) -> Iterator[Problem]:
    """Every problem of every file that the tests of kiosk.toml, of its list and of this page know."""
    for old, new, _, _ in test_load.MISTAKES:
        yield from test_load.problems(folder, test_load.DEMO.replace(old, new, 1))
    for old, new, *_ in test_procedures.MISTAKES:
        yield from test_procedures.problems(folder, test_procedures.TABLE.replace(old, new, 1))
    for raw in (b"", test_procedures.HEADS.encode(), b"\xff\xff"):
        yield from test_procedures.problems(folder, raw)
    for n, files in enumerate(FOLDERS):
        yield from of_folder(folder / str(n), files)
    config = load(test_load.ROOT / "docs/kiosk.toml")
    yield from weak_salt(replace(config, privacy=Privacy("xa Tan Quang")))
    yield from worst(replace(config, officers=[Officer("cb01", pin=hash_pin("1234"))]), b"")
    made = hash_pin("258014")
    pins = ["", made, made.replace("$08$", "$8$", 1), seal(made, b"another")]
    yield from advice(replace(config, officers=[Officer(f"cb{n}", pin=pin) for n, pin in enumerate(pins)]), b"ours")
    for n, (wrong, *_) in enumerate(test_broker_files.BAD.values()):
        yield from test_broker_files.problems(folder / f"broker{n}", wrong)
    yield from test_broker_files.problems(folder / "unread", {"ca.pem": None}, "ca.pem")
    yield from filter(None, (refused_pin({"1"}), refused_pin({"258014", "258015"}), refused_pin({"112233"})))


def of_folder(folder: Path, files: dict[str, bytes]) -> list[Problem]:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        load(folder / "kiosk.toml")
    except ConfigError as error:
        return error.problems
    return []


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> list[Problem]:
    return list(raised(tmp_path_factory.mktemp("raised")))


def values_of(line: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(line) if name is not None}


def test_every_code_is_raised_by_some_file(problems: list[Problem]) -> None:
    """A code that nothing raises is dead, and one that no test raises is not known to be said right."""
    inside = {value for problem in problems for value in problem.values.values() if isinstance(value, Code)}
    assert set(Code) - {problem.code for problem in problems} - inside == set()


def test_both_languages_have_the_same_lines_with_the_same_values() -> None:
    """No code is without its Vietnamese, no Vietnamese without its code, and neither quotes what the other does not."""
    assert set(VIETNAMESE) == set(Code)
    assert [code for code in Code if values_of(code.value) != values_of(VIETNAMESE[code])] == []


def test_a_problem_brings_the_values_of_its_line(problems: list[Problem]) -> None:
    """What a line quotes comes with the problem, and nothing else does; so each is said whole in either language."""
    assert [p for p in problems if values_of(p.code.value) != set(p.values)] == []
    assert all(message(p, "en") and message(p, "vi") for p in problems)


def test_the_place_stands_first() -> None:
    """File, line and option as the technician finds them, in either language."""
    problem = Problem(Code.BOUNDS, {"low": 1, "high": 20, "value": 99}, "queue.priority_every", 7, "kiosk.toml")
    assert str(problem) == "kiosk.toml:7: queue.priority_every: must be 1 to 20, not 99"
    assert text(problem, "vi") == "kiosk.toml: dòng 7: queue.priority_every: phải từ 1 đến 20, không phải 99"
    assert text(replace(problem, line=0, file=""), "vi") == "queue.priority_every: phải từ 1 đến 20, không phải 99"


@pytest.mark.parametrize(
    ("value", "said"),
    [("Ủy ban", '"Ủy ban"'), (True, "true"), ([1, "a"], '[1, "a"]'), ('a"\n', r'"a\"\n"')],
)
def test_a_value_is_shown_as_toml_writes_it(value: object, said: str) -> None:
    """Text in quotes, on one line; what has no end is not written out."""
    assert shown(value) == said
    assert len(shown("x" * 90)) == 40 and shown(1 << 20_000) == "…"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi"}, "vi"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "vi_VN", "LC_MESSAGES": "C"}, "en"),
        ({"LC_ALL": "vi_VN.utf8", "LC_MESSAGES": "C"}, "vi"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "VI_VN"}, "vi"),
    ],
)
def test_the_locale_names_the_language(environment: dict[str, str], language: str) -> None:
    """LC_ALL before LC_MESSAGES before LANG, as everywhere; what is not Vietnamese is answered in English."""
    assert language_of(environment) == language
