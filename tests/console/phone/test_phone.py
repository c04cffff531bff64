"""What a phone learns of the number on a slip: by the real call, over real HTTP."""

import json
import time
from collections.abc import Callable
from typing import Any, cast

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from kiosk.console.phone.pace import BACK_PER_S, IN_HAND, MAX_ADDRESSES, Pace
from kiosk.core.decisions import ratings
from kiosk.core.decisions.days import close_day
from kiosk.core.decisions.giving.promising import promised
from kiosk.core.decisions.ratings import Press
from kiosk.core.office.refusals import MESSAGES
from kiosk.journal.journal import Decide
from tests.console.conftest import Room
from tests.console.test_pages import LEAKS, fits

Told = dict[str, Any]
ELSEWHERE = "127.0.0.9"  # the phone's address


def token_of(room: Room, ticket: str) -> str:
    state = room.office.state()
    return next(v.token for some in (state.visits, state.done, state.gone) for v in some.values() if v.ticket == ticket)


def asked(room: Room, token: object) -> httpx.Response:
    """Once the console has heard of all that is written."""
    assert room.server is not None
    hub, end = cast(Starlette, room.server.config.app).state.hub, time.monotonic() + 120
    while hub.state.seq < room.office.state().seq:
        assert time.monotonic() < end, "never heard of"
        time.sleep(0.01)
    return room.client(ELSEWHERE).post("/api/ticket", json={"token": token})


def told(room: Room, ticket: str) -> Told:
    answer = asked(room, token_of(room, ticket))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "set-cookie" not in answer.headers and "access-control-allow-origin" not in answer.headers
    assert not LEAKS.search(answer.text)
    fits("PhoneTicket", answer.json())
    said: Told = answer.json()
    return said


def write(room: Room, decide: Decide) -> None:
    """As the touch app does."""
    room.office.journal.transact(decide)
    room.bell.ring()


def away(room: Room) -> None:
    token, rules = token_of(room, "A001"), room.office.rules
    write(room, lambda state, now: promised(state, rules, token, 1800))


def wishes(*calls: str) -> Callable[[Room], None]:
    """Of one officer, one after the other: `next`, or `call ticket=A001`."""

    def made(room: Room) -> None:
        officer = room.officer()
        for call in calls:
            name, *words = call.split()
            assert officer.post(f"/api/{name}", json=dict(word.split("=") for word in words)).status_code == 200, call

    return made


def late(room: Room) -> None:
    wishes("next", "no-show")(room)
    room.clock.pass_seconds(3600)


def closed(room: Room) -> None:
    write(room, close_day)


def tomorrow(room: Room) -> None:
    room.clock.pass_seconds(24 * 3600)
    room.ticket("B")


TOLD: list[tuple[Callable[[Room], None], str, str, int | None]] = [
    (lambda room: None, "waiting", "Quầy của việc này chưa mở", None),
    (away, "away", "Mời ông/bà quay lại lúc 8 giờ", None),
    (wishes("next"), "called", "Mời ông/bà đến quầy 1", 1),
    (wishes("next", "unanswered"), "missed", "Mời ông/bà đến quầy 1 báo cán bộ", 1),
    (wishes("next", "start"), "serving", "Ông/bà đang làm việc tại quầy 1", 1),
    (wishes("next", "start", "hold reason=papers"), "held", "Chờ bổ sung", 1),
    (wishes("next", "no-show"), "absent", "Quầy 1 đã gọi mà chưa gặp ông/bà", 1),
    (late, "absent", "Quầy 1 đã gọi mà chưa gặp ông/bà", 1),
    (wishes("next", "no-show", "return ticket=A001"), "waiting", "Ông/bà là người tiếp theo", None),
    (wishes("next", "start", "finish"), "ended", "Số này đã xong", None),
    (wishes("next", "finish"), "ended", "Số này đã xong", None),  # unconfirmed
    (wishes("withdraw ticket=A001"), "ended", "Số này không còn trong hàng chờ", None),
    (closed, "ended", "Hôm nay đã hết giờ làm việc", None),
]


@pytest.mark.parametrize("told_", TOLD, ids=[f"{status} {n}" for n, (_, status, _, _) in enumerate(TOLD)])
def test_a_phone_is_told_how_its_number_stands(
    room: Room, told_: tuple[Callable[[Room], None], str, str, int | None]
) -> None:
    """Waiting, away for a while, called, at the counter, put aside, called in vain, over: each in words that
    say what to do."""
    happens, status, first, counter = told_
    room.ticket("A")
    happens(room)
    said = told(room, "A001")
    assert (said["status"], said["said"][0], said["counter"]) == (status, first, counter)
    assert (said["ticket"], said["service"], said["office"]) == ("A001", "Chứng thực, hộ tịch", "Bộ phận một cửa")


def test_who_is_too_late_is_sent_to_the_kiosk(room: Room) -> None:
    """While a number that did not come can still be taken up, to the counter; afterwards for a new one."""
    room.ticket("A")
    wishes("next", "no-show")(room)
    assert told(room, "A001")["said"][1] == "Xin báo ngay cán bộ tại quầy 1."
    room.clock.pass_seconds(3600)
    assert told(room, "A001")["said"][1] == "Xin lấy số mới tại máy, hoặc hỏi cán bộ."


def test_a_phone_reads_what_screen_and_slip_say(room: Room) -> None:
    """People before, and minutes where the last turns are known."""
    officer = room.officer()
    for _ in range(9):
        room.ticket("A")
    for _ in range(6):
        officer.post("/api/next", json={})
        room.clock.pass_seconds(240)
    said = told(room, "A009")
    assert said["said"][0] == "Trước ông/bà còn 2 người" and said["said"][1].startswith("Dự kiến chờ")
    assert said["clock"] == "07:54"


@pytest.mark.parametrize(
    "token", ["", "000000000000", "k7q2m9x4tz3", "A001", "'; drop table", "k7q2m9x4tz3b" * 9, "ă" * 12]
)
def test_without_a_slip_s_code_nothing_is_learned(room: Room, token: str) -> None:
    """Not even a number: whoever guesses reads the same kind sentence as whoever has a slip of another day."""
    room.ticket("A")
    said = asked(room, token).json()
    assert (said["status"], said["ticket"], said["service"], said["counter"]) == ("unknown", None, None, None)


def test_a_slip_of_yesterday_is_of_another_day(room: Room) -> None:
    """Also while nobody has closed that day."""
    room.ticket("A")
    token = token_of(room, "A001")
    room.clock.pass_seconds(24 * 3600)
    room.ticket("B")
    assert asked(room, token).json()["said"][0] == "Không thấy số này trong hôm nay"


@pytest.mark.parametrize("sent", ['{"token": 7}', "{}", "[]", "{", '"k7q2m9x4tz3b"'])
def test_what_is_no_question_is_refused(room: Room, sent: str) -> None:
    """400; and the token is never taken from an address, which somebody might log."""
    answer = room.client().post("/api/ticket", content=sent, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert room.client().get("/api/ticket", params={"token": "k7q2m9x4tz3b"}).status_code == 405


def test_another_site_s_page_learns_nothing(room: Room) -> None:
    """403, whatever the code."""
    room.ticket("A")
    body = {"token": token_of(room, "A001")}
    answer = room.client().post("/api/ticket", json=body, headers={"origin": "http://elsewhere.example"})
    assert answer.status_code == 403 and "A001" not in answer.text


def lived(room: Room, rated: bool) -> list[bytes]:
    """What a phone hears of a number from its end on."""
    room.ticket("A"), room.ticket("A")
    officer, heard = room.officer(), list[bytes]()
    officer.post("/api/next", json={}), officer.post("/api/start", json={})
    room.clock.pass_seconds(300)
    officer.post("/api/finish", json={})
    heard += [asked(room, token_of(room, each)).content for each in ("A001", "A002")]
    if rated:
        rules = room.office.rules
        write(room, lambda state, now: ratings.press(state, now, rules, Press(1, "button")))
        assert room.office.state().known(token_of(room, "A001")).rating  # type: ignore[union-attr]
    for seconds in (0, 60, 1800):
        room.clock.pass_seconds(seconds)
        officer.post("/api/next", json={})
        heard += [asked(room, token_of(room, each)).content for each in ("A001", "A002")]
    return heard


def test_a_phone_hears_nothing_of_a_rating(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same bytes after the visit's end, with a rating and without, then and later."""
    from tests.console.conftest import opened_room

    heard = []
    for rated in (False, True):
        with opened_room(tmp_path_factory.mktemp("office")) as room:
            heard.append(lived(room, rated))
    assert heard[0] == heard[1]
    assert json.loads(heard[0][0])["status"] == "ended"


def test_whoever_asks_without_end_is_told_to_wait(room: Room) -> None:
    """By address; another phone goes on."""
    room.ticket("A")
    client, body = room.client("127.0.0.7"), {"token": "000000000000"}
    answers = [client.post("/api/ticket", json=body) for _ in range(4 * int(IN_HAND))]
    refused = [answer for answer in answers if answer.status_code == 409]
    assert refused and refused[0].json() == {"refusal": "too-often", "message": MESSAGES["too-often"]}
    assert told(room, "A001")["status"] == "waiting"


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.floats(0, 30)), max_size=300))
def test_an_address_gets_what_time_gives_back_and_never_more(steps: list[tuple[str, float]]) -> None:
    """Whoever keeps to the pace is never refused; nobody has more answers than were in hand and came back."""
    pace, now, answers = Pace(), 0.0, dict[str, int]()
    for address, passed in steps:
        now += passed
        if pace.may_ask(address, now):
            answers[address] = answers.get(address, 0) + 1
        else:
            assert passed < 1 / BACK_PER_S
    assert all(count <= IN_HAND + now * BACK_PER_S for count in answers.values())


def test_a_crowd_of_addresses_is_forgotten_once_it_is_quiet() -> None:
    """So the memory is bounded by those who ask just now."""
    pace = Pace()
    for n in range(5 * MAX_ADDRESSES):
        assert pace.may_ask(str(n), float(n))
    assert len(pace.asked) <= MAX_ADDRESSES
