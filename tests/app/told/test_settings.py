"""What is set on the box while people stand before it: the next press goes by it, and nobody is thrown off a screen."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from display.drawing.theme import Theme
from display.touchscreen.layout import layout
from drivers import ports
from kiosk.app.presenter import view_of
from kiosk.config.load import load
from kiosk.config.options import Button
from kiosk.config.settings import settings_of
from kiosk.core.decisions.supervising.table import WISHES, Wished
from kiosk.core.dialog import answers as a
from kiosk.core.dialog import commands as c
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.service.set_options import set_options
from tests.app.test_app import MORNING, Room, _opened

AT = "2026-11-23T08:00:00+07:00"
FILE = """
[office]
unit = "000.08.92.H55"
[kiosk]
data = "{folder}"
[hours]
days = [1, 2, 3, 4, 5, 6, 7]
morning = "00:00-12:00"
afternoon = "12:00-23:59"
[[services]]
letter = "A"
name = "Đất đai"
[[services]]
letter = "B"
name = "Hộ tịch"
[[counters]]
number = 1
[[counters]]
number = 2
"""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    (tmp_path / "kiosk.toml").write_text(FILE.format(folder=tmp_path), encoding="utf-8")
    buttons = [Button("satisfied", 5), Button("service-a", 6), Button("service-b", 7)]
    config = load(tmp_path / "kiosk.toml")
    yield from _opened(tmp_path, settings_of(replace(config, buttons=buttons)))


def put(room: Room, values: dict[str, Any]) -> None:
    """As the console does it, in the transaction; the app has not heard of it yet."""
    config = room.settings.config
    room.journal.transact(lambda state, now: set_options(config, values, {}, "supervisor", AT))


def wish(room: Room, name: str, **said: Any) -> None:
    rules = room.settings.rules
    room.journal.transact(lambda state, now: WISHES[name].decide(state, now, rules, Wished(**said)))


def shown(room: Room) -> list[str]:
    return [service.letter for service in room.app.settings.config.services]


def test_the_very_next_press_for_a_service_that_was_taken_away_is_refused_with_words(room: Room) -> None:
    """Though the loop has not come to hear of it."""
    put(room, {"services.B": None})
    handlers = room.app.writer._handlers
    assert handlers.handle(c.Issue("B", False, "touch")) == a.Refused(closed=False, stopped=True)
    room.hear(ports.ButtonPressed("service-b", room.mono))
    assert (room.on(), room.app.dialog.notice) == ("home", "refused-stopped") and shown(room) == ["A"]
    assert isinstance(handlers.handle(c.Issue("A", False, "touch")), a.Issued)


@pytest.mark.parametrize(("service", "refused"), [("B", "b"), ("", "b")])
def test_the_very_next_press_for_what_is_stopped_is_refused(room: Room, service: str, refused: str) -> None:
    wish(room, "stop", service=service)
    room.hear(ports.ButtonPressed(f"service-{refused}", room.mono))
    assert room.rows("ticket.issued") == [] and room.app.dialog.notice == "refused-stopped"


def test_a_new_service_has_its_card_at_once_and_hours_hold_at_once(room: Room) -> None:
    put(room, {"services.C": {"name": "Khác"}})
    room.app.settle()
    assert shown(room) == ["A", "B", "C"] and room.on() == "home"
    put(room, {"hours.morning": "00:00-00:01", "hours.afternoon": "00:02-00:03"})
    room.app.settle()
    assert room.on() == "closed"


def test_nobody_is_thrown_off_the_screen_on_which_they_stand(room: Room) -> None:
    """Somebody reads their number, somebody is thanked, while numbers are stopped and services change."""
    room.hear(ports.ButtonPressed("service-b", room.mono))
    assert room.on() == "ticket"
    put(room, {"services.B": None})
    wish(room, "stop", service="")
    room.app.settle()
    assert room.on() == "ticket"
    room.served(1)
    room.hear(ports.ButtonPressed("satisfied", room.mono))
    assert room.on() == "thanks"
    wish(room, "give", service="")
    room.app.settle()
    assert room.on() == "thanks"


def test_a_stopped_day_says_the_supervisors_sentence_and_notices_end_by_themselves(room: Room) -> None:
    put(room, {"stopped": "Hôm nay hết số.", "notices": [["Nghỉ họp từ 15 giờ", MORNING + room.mono + 60_000]]})
    room.app.settle()

    def view() -> Any:
        return view_of(room.journal.state, room.app.dialog, room.now(), room.app.settings)

    assert view().told == ("Nghỉ họp từ 15 giờ",)
    wish(room, "stop", service="")
    room.app.settle()
    assert (room.on(), view().opens) == ("closed", "Hôm nay hết số.")
    assert (names(room)["head"], names(room)["said"]) == ("Hôm nay đã dừng cấp số", "Hôm nay hết số.")
    room.pass_ms(61_000)
    assert view().told == ()


def test_a_service_that_hands_results_out_does_so_under_another_name_too(tmp_path: Path) -> None:
    """The supervisor's page changes the name and says nothing of the rest."""
    file = FILE.replace('name = "Hộ tịch"\n', 'name = "Hộ tịch"\nresults = true\n').format(folder=tmp_path)
    (tmp_path / "kiosk.toml").write_text(file, encoding="utf-8")
    for room in _opened(tmp_path, settings_of(load(tmp_path / "kiosk.toml"))):
        put(room, {"services.B": {"name": "Trả kết quả"}})
        room.app.settle()
        rules = room.app.settings.rules
        assert (rules.results, rules.services["B"]) == ("B", "Trả kết quả")


def names(room: Room) -> dict[str, str]:
    """What stands on the screen."""
    app = room.app
    view = view_of(room.journal.state, app.dialog, room.now(), app.settings)
    return {element.id: element.name for element in layout(view, Theme.of(1280, 800, 217))}


@pytest.mark.parametrize("sentence", ["", "Máy chủ hộ tịch đang lỗi, xin quay lại ngày mai."])
def test_the_card_of_a_stopped_service_says_so_before_the_press_and_the_refusal_says_the_supervisors_sentence(
    room: Room, sentence: str
) -> None:
    """The others say nothing of it; once numbers are given again the card is as it was."""
    put(room, {"stopped": sentence})
    plain = names(room)
    wish(room, "stop", service="B")
    room.app.settle()
    said = names(room)
    assert (
        said["service-B"] == f"{plain['service-B']}. Hôm nay đã dừng cấp số" and said["service-A"] == plain["service-A"]
    )
    room.hear(ports.ButtonPressed("service-b", room.mono))
    assert names(room)["notice"] == (sentence or "Hôm nay đã dừng cấp số của dịch vụ này")
    assert room.rows("ticket.issued") == []
    wish(room, "give", service="B")
    room.app.settle()
    assert names(room)["service-B"] == plain["service-B"]


def test_settings_that_cannot_be_read_change_nothing(room: Room) -> None:
    (room.folder / "kiosk.toml").write_text("[", encoding="utf-8")
    room.journal.transact(lambda state, now: [Fact(e.SettingChanged("hours.morning", "supervisor", "00" * 32))])
    room.app.settle()
    assert shown(room) == ["A", "B"]
