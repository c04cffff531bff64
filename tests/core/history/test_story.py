"""What became of a number: each fact as a line, each call that went before it with its rule, never a rating."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.decisions import counters, queue
from kiosk.core.decisions.giving.promising import promise
from kiosk.core.decisions.wishes import answering
from kiosk.core.history.lines import CALLS, CANCELLED, HOLDS, said_of
from kiosk.core.history.story import RULED_SINCE, Line, Story, story_of
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact, Recorded
from tests.core.decisions.test_random_days import live
from tests.core.office import MORNING, RULES, Room, called, press, rules, sign_in, take

A = "A001"
SAID: list[tuple[e.Event, str]] = [
    (e.TicketIssued(A, "A", 1, False, "touch", "asked"), "Lấy số tại máy, dịch vụ A"),
    (e.TicketIssued(A, "A", 1, True, "walk-in", "none"), "Không lấy số, làm ngay tại quầy, dịch vụ A, ưu tiên"),
    (e.PrioritySet(A, True, 3, "o"), "Đặt ưu tiên"),
    (e.PrioritySet(A, False, 3, "o"), "Bỏ ưu tiên"),
    (e.TicketRerouted(A, 3, "o", 1, "B", "A"), "Đổi từ dịch vụ A sang B, giữ chỗ"),
    (e.VisitPromised(A, 2100), "Công dân hẹn quay lại lúc 8:05, giữ chỗ"),
    (e.TicketCalled(A, 3, "o", 1, 60, "turn"), "Quầy 3 mời: đúng lượt"),
    (e.TicketCalled(A, 3, "o", 1, 60, ""), "Quầy 3 mời"),
    (e.TicketCalled(A, 3, "o", 1, 60, "priority"), "Quầy 3 mời: ưu tiên, 1 xen 2 thường"),
    (e.TicketCalled(A, 3, "o", 1, 60, "ordinary-cap"), "Quầy 3 mời: đã chờ quá 45 phút"),
    (e.TicketCalled(A, 3, "o", 1, 60, "promised"), "Quầy 3 mời: đã hẹn quay lại"),
    (e.TicketCalled(A, 3, "o", 1, 60, "named"), "Quầy 3 mời theo số"),
    (e.TicketCalled(A, 3, "o", 1, 60, "named", "frail"), "Quầy 3 mời trước lượt: người yếu, cần làm ngay"),
    (e.TicketRecalled(A, 3), "Quầy 3 gọi lại"),
    (e.TicketUnanswered(A, 3, "o", 1, 2, False), "Chưa trả lời lần 2, giữ chỗ, mời lại sau"),
    (e.TicketUnanswered(A, 3, "o", 1, 1, True), "Chưa trả lời lần 1, lại để chờ bổ sung"),
    (e.VisitStarted(A, 3, "o", 1, 0), "Bắt đầu ở quầy 3"),
    (e.VisitHeld(A, 3, "o", 1, 60, "copy"), "Để chờ bổ sung: đi phô tô"),
    (e.VisitHeld(A, 3, "o", 1, 60, ""), "Để chờ bổ sung"),
    (e.VisitResumed(A, 4, "o", 2, 60), "Làm tiếp ở quầy 4"),
    (e.VisitTransferred(A, 3, "o", 1, 60, "B", "A"), "Chuyển đến dịch vụ B"),
    (e.VisitTransferred(A, 3, "o", 1, 60, "B", "A", to_counter=4), "Chuyển đến quầy 4, dịch vụ B"),
    (
        e.VisitTransferred(A, 3, "o", 1, 60, "B", "A", to_officer="o9", noted=True),
        "Chuyển đến một cán bộ, dịch vụ B, có ghi chú",
    ),
    (e.VisitAwaited(A, 3, "o", "A"), "Hoàn thành ở đó thì quay lại quầy 3"),
    (e.VisitRejoined(A, 4, "o", 2, 0, 60, "A", "B", 3, "done", 1), "Xong ở quầy 4, quay lại quầy 3"),
    (e.VisitHanded(A, 3, "o9", "o", 2, 60), "Cán bộ khác tiếp nhận tại quầy 3"),
    (e.VisitContinued(A, 3, "o", 1, 60, "B", "A"), "Làm tiếp dịch vụ B tại quầy 3"),
    (e.VisitFinished(A, 3, "o", 1, "A", 0, 60, "done", 1), "Hoàn thành"),
    (e.VisitFinished(A, 3, "o", 1, "A", 0, 60, "papers-missing", 1), "Thiếu giấy tờ, công dân phải quay lại"),
    (e.VisitEnded(A, "no-show", 1, None, 3), "Vắng mặt, bỏ qua số"),
    (e.VisitEnded(A, "unserved", 1), "Hết ngày làm việc, chưa làm xong"),
    (e.VisitEnded(A, "cancelled", 1, None, None, "twice"), "Lãnh đạo bộ phận hủy số: lấy trùng số"),
    (e.VisitEnded(A, "cancelled", 1, why="undone"), ""),
    (e.VisitEnded(A, "served", 1, "rated", 3), ""),
    (e.VisitEnded(A, "served", 1, "timed-out", 3), ""),
    (e.VisitReturned(A, 1), "Chờ lại với chỗ cũ"),
    (e.SlipMoved(A, "printed"), ""),
]  # fmt: skip


@pytest.mark.parametrize(("event", "said"), SAID)
def test_each_fact_of_a_number_is_a_line_in_plain_words(event: e.Event, said: str) -> None:
    """Whether and how the citizen answered the kiosk is none."""
    r = Recorded(1, "", "visit", 1, MORNING, 0, "b", "synchronised", event, "t")
    assert said_of(r, RULES) == said


def test_reasons_have_the_words_of_the_pages() -> None:
    """One wording for one thing: what is chosen at the counter is what is read afterwards."""
    officers = Path("display/console/words.js").read_text("utf-8")
    supervisors = Path("display/supervisor/words.js").read_text("utf-8")
    for words, page in ((HOLDS, officers), (CALLS, officers), (CANCELLED, supervisors)):
        assert [said for said in words.values() if f"'{said[0].upper()}{said[1:]}'" not in page] == []


# --- who was called before ---

WORK = st.lists(
    st.tuples(
        st.sampled_from(
            ["take", "take", "take", "next", "next", "next", "start", "finish", "no-show", "hold", "resume", "transfer",
             "recall", "walk-in", "out", "in"]
        ),
        st.integers(1, 3),
        st.integers(0, 120),
        st.booleans(),
    ),
    max_size=60,
)  # fmt: skip
Acts = Sequence[tuple[str, int, int, bool]]


def told(room: Room, token: str) -> Story:
    story = story_of(room.events, token, RULES)
    assert story is not None
    return story


def before(room: Room, ticket: str) -> list[tuple[str, str]]:
    """The numbers that were called before it, with the rule's name."""
    token = next(r.visit or "" for r in room.events if getattr(r.event, "ticket", "") == ticket)
    return [(line.other, line.rule) for line in told(room, token).lines if line.other]


def waiting(*tickets: str) -> Room:
    """`A` or, with priority, `A!`: a minute between them; counters 1 and 2 are open."""
    room = Room()
    for counter in (1, 2):
        sign_in(room, counter)
    for each in tickets:
        take(room.later(60), each[0], each.endswith("!"))
    return room


def test_who_came_before_goes_before() -> None:
    room = waiting("A", "A", "A")
    for counter in (1, 2, 1):
        called(room.later(60), counter)
    assert before(room, "A003") == [("A001", "earlier"), ("A002", "earlier")]
    assert told(room, room.events[-1].visit or "").lines == (
        Line("7:33", "Lấy số tại máy, dịch vụ A"),
        Line("7:34", "lấy số trước A003", 1, "officer1", "A001", "earlier"),
        Line("7:35", "lấy số trước A003", 2, "officer2", "A002", "earlier"),
        Line("7:36", "Quầy 1 mời: đúng lượt", 1, "officer1"),
    )


def test_priority_is_told_with_its_share() -> None:
    room = waiting("A", "A", "A!")
    called(room, 1)
    (line,) = [line for line in told(room, _token(room, "A001")).lines if line.other]
    assert (line.other, line.said) == ("A003", "ưu tiên, 1 xen 2 thường")


def test_a_priority_number_reads_that_ordinary_ones_are_called_between() -> None:
    room = waiting("A!", "A!", "A")
    called(room, 1), called(room, 1)
    assert before(room, "A002") == [("A001", "earlier"), ("A003", "interleave")]


def _token(room: Room, ticket: str) -> str:
    return next(r.visit or "" for r in room.events if getattr(r.event, "ticket", "") == ticket)


def test_who_was_away_is_told_so_and_who_came_back_is_told_with_the_time() -> None:
    """ "A013 hẹn quay lại 9:40": to the one that waited meanwhile, and to the one that was away."""
    room = waiting("A", "A", "A")
    room.write(promise(room.state, PROMISING, _token(room, "A001"), 600))
    called(room.later(60), 1)
    called(room.later(600), 1)
    assert before(room, "A001") == [("A002", "away")]
    assert before(room, "A003") == [("A002", "earlier"), ("A001", "promised")]
    assert "đã hẹn quay lại lúc 7:43" in [line.said for line in told(room, _token(room, "A003")).lines]


def test_a_number_called_by_name_a_walk_in_and_one_that_goes_on_are_told() -> None:
    room = waiting("A", "A", "A", "A")
    room.do(queue.call_ticket, RULES, 1, "A003", "frail")
    room.do(queue.hold, 1)
    room.do(queue.walk_in, RULES, 1, "A", "w1")
    room.later(60).do(queue.finish, 1)
    room.do(queue.resume, 1, "A003")
    told_before = before(room, "A001")
    assert told_before == [("A003", "named"), ("A005", "walk-in"), ("A003", "held")]


def test_who_did_not_answer_reads_why_others_went_before() -> None:
    room = waiting("A", "A")
    called(room, 1)
    room.write(answering.unanswered(room.state, RULES, 1))
    called(room.later(30), 1)
    assert before(room, "A001") == [("A002", "away")]


def test_a_counter_that_does_not_serve_the_line_goes_before_nobody() -> None:
    room = waiting("A", "B")
    sign_in(room, 3)
    called(room, 3)
    assert before(room, "A001") == []


def test_what_was_taken_back_went_before_nobody_and_is_marked_in_its_own_story() -> None:
    room = waiting("A", "A")
    called(room, 1)
    taken = room.events[-1]
    room.write([Fact(e.VisitUndone("A001", 1, "officer1", taken.sequence), taken.visit)])
    assert before(room, "A002") == []
    assert [(line.said, line.undone) for line in told(room, _token(room, "A001")).lines][1:] == [
        ("Quầy 1 mời: đúng lượt", True)
    ]


@pytest.mark.parametrize(("option", "says"), [("queue.priority_every", True), ("voice.volume", False)])
def test_a_call_from_before_the_rules_were_changed_says_by_which_it_is_explained(option: str, says: bool) -> None:
    """No event has the value before: a later call goes by the rules of now, and an earlier one may not."""
    room = waiting("A", "A", "A!", "A!", "A")
    called(room, 1)
    room.write([Fact(e.SettingChanged(option, "supervisor", "00" * 32))])
    called(room, 2)
    lines = [line.said for line in told(room, _token(room, "A001")).lines if line.other]
    assert [RULED_SINCE in said for said in lines] == [says, False]


@settings(max_examples=60)
@given(WORK)
def test_whatever_happens_every_call_that_passed_somebody_has_its_rule(
    acts: Acts,
) -> None:
    """Of every number of a random day: whoever was called before it, though it could have been called there, was so by
    a rule that is named."""
    room = lived(acts)
    for token in {r.visit for r in room.events if isinstance(r.event, e.TicketIssued)}:
        assert [line for line in told(room, token or "").lines if line.other and not line.rule] == []


@settings(max_examples=60)
@given(WORK)
def test_whether_citizens_rated_is_in_no_story(acts: Acts) -> None:
    """The same day with one who rates whenever something can be rated, and with nobody who does."""
    assert stories(lived(acts)) == stories(lived(acts, press_each=True))


def stories(room: Room) -> list[Story]:
    return [told(room, r.visit or "") for r in room.events if isinstance(r.event, e.TicketIssued)]


def lived(acts: Acts, press_each: bool = False) -> Room:
    """A morning at three counters that are open. `press_each`: somebody rates whenever something can be rated."""
    room = Room()
    for counter in (1, 2, 3):
        sign_in(room, counter)
    for act, n, wait, flag in acts:
        live(room.later(wait), act, n, flag)
        if press_each:
            press(room)
    return room


PROMISING = replace(RULES, later=60_000)
RANKED = replace(rules({"A": "Hộ tịch", "B": "Đất đai"}, {1: "BA"}), ranked=frozenset({1}))


def test_a_counter_s_own_order_of_services_is_told() -> None:
    room = Room()
    room.do(counters.sign_in, RANKED, 1, "officer1", "s1")
    take(room), take(room.later(60), "B")
    room.do(queue.call_next, RANKED, 1)
    story = story_of(room.events, _token(room, "A001"), RANKED)
    assert story and [(line.other, line.said) for line in story.lines if line.other] == [
        ("B001", "quầy 1 gọi dịch vụ B trước")
    ]
