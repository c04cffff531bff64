"""Officers are opaque: nobody finds one by trying names, a new card keeps the references, a change of them is told."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config.options import Config, Officer, Privacy
from kiosk.config.paths import OFFICERS_SALT as FILE
from kiosk.config.rules import former_reference, officer_reference
from kiosk.core.record.events import SettingChanged
from kiosk.host.disk.reserve import reserve_of
from kiosk.journal.errors import JournalError
from kiosk.journal.journal import Journal
from kiosk.journal.opening import migrate, open_file
from kiosk.office import Office, salt_of
from tests.config.test_settings import CONFIG
from tests.journal.clocks import SOURCE, Ticking

NAMES = [*(f"cb{n:02d}" for n in range(1, 100)), *(f"{n}" for n in range(100)), "hoa", "lan", "admin"]
SHARED = "mot chuoi that dai cua xa Tan Quang"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    migrate(tmp_path / "journal.db")
    with open_file(tmp_path / "journal.db", SOURCE, Ticking()) as found:
        yield found


def office_with(salt: str = "") -> Config:
    return replace(CONFIG, officers=[Officer("cb01"), Officer("cb02")], privacy=Privacy(salt))


def tried(reference: str, salts: list[bytes]) -> str:
    """The attack: every likely name under everything that may be the salt and stands on no secret paper."""
    return next((n for n in NAMES for s in salts if _hash(s, n) == reference), "")


def _hash(salt: bytes, name: str) -> str:
    return "o" + hashlib.sha256(salt + f"/{name}".encode()).hexdigest()[:10]


GUESSES = [b"", b"000.08.92.H55", b"H55/92/08/000", b"k1", SOURCE.encode(), bytes(28), b"xa Tan Quang"]


@pytest.mark.parametrize("option", ["", "xa Tan Quang", "000.08.92.H55"], ids=["none", "short", "the unit"])
def test_nobody_finds_an_officer_by_trying_names(journal: Journal, option: str) -> None:
    """The attack finds those of the version before, and none of today's, also where the option could be tried."""
    config = office_with(option)
    before = {o: former_reference(config, o) for o in ("cb01", "cb02")}
    now = Office.of(config, journal, salt_of(journal), lambda: None).officers
    assert {o: tried(found, GUESSES) for o, found in before.items()} == {"cb01": "cb01", "cb02": "cb02"}
    assert [tried(references[0], GUESSES) for references in now.values()] == ["", ""]
    assert len({references[0] for references in now.values()}) == 2


def test_an_offices_own_salt_goes_on(journal: Journal) -> None:
    """Long enough, it is the same on each kiosk of the office, and the references are those of the version before."""
    config = office_with(SHARED)
    both = {officer_reference(config, "cb01", own) for own in (b"one kiosk", b"another one", salt_of(journal))}
    assert both == {former_reference(config, "cb01")} == {_hash(SHARED.encode(), "cb01")}


def test_every_start_has_the_same_references(journal: Journal, capsys: pytest.CaptureFixture[str]) -> None:
    """That they are new is said at the first one; a kiosk without a day yet has nothing to tell the city."""
    assert salt_of(journal) == salt_of(journal)
    assert capsys.readouterr().err.count(FILE) == 1 and journal.last() == 0


def changes(journal: Journal) -> list[object]:
    return [row["data"] for row in journal.rows() if row["type"] == SettingChanged.TYPE]


@pytest.mark.parametrize("left", [None, b"", bytes(32)], ids=["an update", "emptied", "zeros"])
def test_new_references_in_a_journal_that_lives_are_told(
    journal: Journal, capsys: pytest.CaptureFixture[str], left: bytes | None
) -> None:
    """To the technician in a line, to the city as an event that holds neither salt nor reference; once."""
    Office.of(office_with(), journal, b"x", lambda: None).open_day()
    if left is not None:
        (journal.path.parent / FILE).write_bytes(left)
    salt = salt_of(journal)
    said = capsys.readouterr().err
    assert FILE in said and ("damaged" in said) is (left is not None)
    (told,) = changes(journal)
    assert isinstance(told, dict) and (told["option"], told["author"]) == ("privacy.officer_salt", "kiosk")
    assert told["hash"] != hashlib.sha256(salt).hexdigest() and salt.hex() not in said + str(told)
    assert salt_of(journal) == salt and len(changes(journal)) == 1 and capsys.readouterr().err == ""


def test_without_one_that_can_be_read_nobody_has_a_reference(journal: Journal) -> None:
    """An error with the file's name, which `kiosk console` answers with; no plain hash, and no salt made up."""
    (journal.path.parent / FILE).mkdir()
    with pytest.raises(JournalError, match=FILE):
        salt_of(journal)


def test_on_a_full_disk_the_reserve_is_for_it(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """An update on a full card keeps no officer out."""
    reserve_of(journal.path).write_bytes(b"x" * 4096)
    write, full = __import__("kiosk.host.salt_file", fromlist=["x"]).write_once, reserve_of(journal.path)

    def written(path: Path, content: bytes, mode: int) -> None:
        if full.exists():
            raise OSError(28, "No space left on device", str(path))
        write(path, content, mode)

    monkeypatch.setattr("kiosk.host.salt_file.write_once", written)
    assert salt_of(journal) and not full.exists()


def test_whoever_serves_somebody_at_the_update_goes_on(journal: Journal) -> None:
    """Under the reference of before, which its desk has, until the desk is left; then under today's."""
    config = office_with()
    former = former_reference(config, "cb01")
    old = Office(journal, Office.of(config, journal, b"x", lambda: None).rules, {"cb01": (former,)}, lambda: None)
    old.login(1, "cb01", "before")
    new = Office.of(config, journal, salt_of(journal), lambda: None)
    assert new.login(1, "cb01", "after").officer == former
    assert new.login(1, "cb02", "later").officer == new.officers["cb02"][0] != former_reference(config, "cb02")
