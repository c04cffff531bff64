"""What the city may change from afar is a list; all else is refused, above all what opens a door or runs a program."""

import pytest

from kiosk.config.from_afar import FROM_AFAR, refused_from_afar
from kiosk.config.options import NOT_OPTIONS, SECRET, Config, all_options
from tests.config.options_read import every_option

NEVER = ("kiosk", "hardware", "console", "broker", "network", "privacy", "officers", "buttons")  # whole tables
# files, programs, devices, and what counts
DEVICES = ("printer", "scanner", "keypads", "speaker", "board", "catalogue", "ratings")


@pytest.mark.parametrize("option", sorted(every_option()))
def test_each_option_may_come_or_is_refused(option: str) -> None:
    """One or the other, by its name alone; in a table that comes many times too."""
    table, _, name = option.rpartition(".")
    many = f"{table}[3].{name}" if table else option
    expected = [] if option in FROM_AFAR else [option]
    assert refused_from_afar([option]) == expected
    assert refused_from_afar([many]) == ([] if option in FROM_AFAR else [many])


def test_what_may_come_is_there() -> None:
    """No option of the list was renamed or taken away."""
    assert every_option() >= FROM_AFAR


def test_nothing_that_names_a_file_a_program_a_device_or_a_secret_may_come() -> None:
    """By whole tables, by each secret or private option, and by what the options' own words say."""
    assert {option.partition(".")[0] for option in FROM_AFAR} & {*NEVER, *DEVICES} == set()
    assert {"speaker.player", "kiosk.data", "secrets", "catalogue.file", *SECRET} & FROM_AFAR == set()
    words = ("file", "folder", "device", "command", "port", "address", "key", "hash", "password")
    for table, option in all_options():
        named = f"{table}.{option.name}"
        if option.metadata["private"] or any(word in option.metadata["help"].split() for word in words):
            assert named not in FROM_AFAR, named


@pytest.mark.parametrize(
    "option",
    ["", "office", "office.", ".name", "services", "services[0]", "office.name.x", "Office.name", "office.name ",
     "origin", "services[0][1].name", "services[-1].name", "hours.new_option", "officers[0].pin", "speaker.player[0]"],
)  # fmt: skip
def test_another_name_is_refused(option: str) -> None:
    """Whole tables, near misses and options that come later."""
    assert refused_from_afar([option, "office.name"]) == [option]


def test_every_table_was_thought_of() -> None:
    """A new table is put into one of the groups here, or its options into the list."""
    tables = {*Config.__dataclass_fields__} - NOT_OPTIONS - {"secrets"}
    assert tables == {*NEVER, *DEVICES} | {option.partition(".")[0] for option in FROM_AFAR}
