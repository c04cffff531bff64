"""What a start of the touch app writes: of the card, and nothing that the version before could not read."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from drivers import ports
from drivers.clock import START
from kiosk.__main__ import main
from kiosk.app.clock_keeping import TRIAL_OVER_MS
from kiosk.app.housekeeping import FIRST_WORDS_MS, MINUTE_MS
from kiosk.app.main import begin
from kiosk.config.load import load
from kiosk.config.options import Hours
from kiosk.core.decisions.device import device_moved
from kiosk.core.record.events import DeviceChanged
from kiosk.host.card import identity, word
from kiosk.journal.opening import open_journal, own_card, read_journal
from scripts.small_office import small
from sync import link
from tests.app.test_app import Room, _opened
from tests.config.test_load import DEMO
from tests.journal.conftest import LAST_VERSION


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    yield from _opened(tmp_path, small(hours=Hours()), "estimated")


def known_before() -> set[str]:
    with closing(sqlite3.connect(f"file:{LAST_VERSION}?immutable=1", uri=True)) as db:
        return {type_ for (type_,) in db.execute("SELECT DISTINCT type FROM events")}


def test_until_an_update_is_judged_the_version_before_reads_all_of_it(room: Room) -> None:
    """The start, devices that fail and come back, the way to the city, a clock that becomes known, the day that opens:
    a root that goes back finds no type in the journal that it does not know."""
    for safe_mode in (False, True):
        room.app.settings = replace(room.app.settings, safe_mode=safe_mode)
        begin(room.app, "copied")
    room.hear(
        ports.DeviceFailed("printer", "gone"), ports.DeviceFailed("catalogue", "x"), ports.DeviceBack("catalogue")
    )
    room.hear(ports.PrinterSaid("paper_out"), ports.PrinterSaid("ok"))
    room.journal.transact(link.lost("network"))
    room.clock = "synchronised"
    room.pass_ms(TRIAL_OVER_MS - 1_000)
    room.journal.transact(link.restored(room.now().wall))
    types = {row["type"] for row in room.journal.rows()}
    assert {f"vn.motcua.{name}.v1" for name in ("kiosk.started", "device.changed", "link.lost", "day.opened")} <= types
    assert types <= known_before()
    room.pass_ms(TRIAL_OVER_MS)
    assert {row["type"] for row in room.journal.rows()} - known_before() == {"vn.motcua.clock.corrected.v2"}


def cards(room: Room) -> list[str]:
    return [
        r.event.state
        for r in room.journal.recorded()
        if isinstance(r.event, DeviceChanged) and r.event.device == "card"
    ]


def test_another_card_is_news_once(room: Room) -> None:
    """At the first start on it; at the first on the right one again; never where nothing is known of either."""
    for says in ("", "ok", "copied", "copied", "", "ok", "ok"):
        begin(room.app, says)
    assert cards(room) == ["copied", "ok"]


def test_the_journal_belongs_to_the_card_that_it_was_made_on(tmp_path: Path) -> None:
    """`kiosk migrate` writes it down once it is known, and never another; the cabinet's card can be exchanged."""
    text = DEMO.replace("/set/by/the/demo", str(tmp_path / "data"), 1).replace("/set/by/the/demo", str(tmp_path), 1)
    (tmp_path / "clock").write_text(json.dumps(START))
    (tmp_path / "kiosk.toml").write_text(text, encoding="utf-8")
    config, says = load(tmp_path / "kiosk.toml"), []
    for card in ("", "card 1", "card 2", "card 1"):
        (tmp_path / "card").write_text(card)
        assert main(["migrate", "--config", config.origin]) == 0
        with read_journal(config) as reader, open_journal(config) as journal:
            assert reader.card == journal.card == (identity("card 1") if card else "")
            says.append(word(journal.card, own_card(config)))
    assert says == ["", "ok", "copied", "ok"]


def test_what_was_mended_while_the_power_was_off_is_out_of_order_no_more(room: Room) -> None:
    """The scanner and the speaker were missing at the last start; this one's speaker says so again, the scanner is
    there and has nothing to say, as has a printer that the settings name no more. Of the paper only people know."""
    for device, said in (("scanner", "missing"), ("speaker", "missing"), ("printer", "silent"), ("paper", "blank")):
        room.app.writer.write(lambda state, now, device=device, said=said: device_moved(state, device, said))  # type: ignore[misc]
    room.hear(ports.DeviceFailed("speaker", "speaker.player: not installed"))
    room.pass_ms(FIRST_WORDS_MS - 1)
    assert room.journal.state.devices["scanner"] == "missing"
    room.pass_ms(MINUTE_MS)
    assert room.journal.state.devices == {"scanner": "ok", "speaker": "missing", "printer": "ok", "paper": "blank"}
    room.hear(ports.DeviceFailed("scanner", "pulled out"))
    room.pass_ms(2 * MINUTE_MS)
    assert room.journal.state.devices["scanner"] == "missing"
