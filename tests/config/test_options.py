"""Every option of kiosk.toml does something: somebody reads it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.options_read import every_option, read_in
from tests.config.test_load import ROOT

PRODUCT = ("kiosk", "drivers", "display", "sync")
NO_USE = (
    "checks.py",
    "check_command.py",
)  # of kiosk/config: who only says what is wrong with an option uses it for nothing
UNREAD: dict[str, str] = {}  # option → why nothing reads it


def sources() -> Iterator[Path]:
    for room in PRODUCT:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if path.name not in NO_USE)


def test_every_option_is_read_by_somebody() -> None:
    """An option that nothing reads is a promise that nobody keeps: it is read, or named here with its reason."""
    read = set[str]().union(*(read_in(path.read_text(encoding="utf-8")) for path in sources()))
    assert every_option() - read == set(UNREAD)


HEAD = "from kiosk.config.options import Button, Config, Printer as Options\n"


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("def f(config: Config): return config.printer.width", {"printer.width"}),
        ("def f(told: Config): return told.secrets", {"secrets"}),
        ("def f(options: Options | None): return options.width", {"printer.width"}),
        ("def f(told: Config):\n p, k = told.printer, told.kiosk\n return p.baud", {"printer.baud"}),
        ("def f(config: Config): return [b.pin for b in config.buttons]", {"buttons.pin"}),
        ("def f(some: list[Button]):\n for n, b in enumerate(some): print(b.lamp)", {"buttons.lamp"}),
        ("class A:\n def __init__(self, c: Config): self.c = c\n def f(self): self.c.hours.days", {"hours.days"}),
        ("class A:\n of: Sequence[Button]\ndef f(a: A):\n for b in a.of: b.does", {"buttons.does"}),
        ("def f(sheet): return sheet.width", set()),
        ("class Options: width = 0\ndef f(page: Page): return page.printer.width", set()),
        ("def f(config: Config): config.printer.width = 3", set()),
        ("'config.printer.width'  # config.printer.width", set()),
    ],
)  # fmt: skip
def test_reading_is_told_from_words_that_look_like_it(source: str, read: set[str]) -> None:
    """An attribute counts when it is one of the options' own tables, under whatever name; words and others' do not."""
    assert read_in(HEAD + source) & every_option() == read
