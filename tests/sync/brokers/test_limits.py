"""What is learned of a broker, as pure rules: how large a message may be, and what is asked for after a refusal."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from sync import outbox
from sync.limits.hourly import HOUR_S
from sync.line import reasons
from sync.line.pauses import SLOW_TRIES, tries_after
from sync.line.terms import MOST_FLIGHTS, Terms, granted, lesser, limits
from sync.outbox import Lane, Span
from sync.sending import sizes
from sync.sending.sizes import MAX, Sizes


@given(st.integers(1, 1 << 22), st.integers(1, 1 << 20), st.booleans())
def test_the_size_that_passes_is_found_and_kept(limit: int, event: int, named: bool) -> None:
    """Whatever the limit, after a few tries no message fails; none is far below what would pass, or it is one event."""
    learned, fails = Sizes(), 0
    for turn in range(80):
        size = max(event, min(1 << 22, sizes.most(learned, turn) or 1 << 22))
        if size > limit:
            learned, fails = (sizes.refused if named else sizes.failed)(learned, size, turn), fails + 1
            if sizes.too_many(learned, turn) <= event:
                break
        else:
            learned = sizes.passed(learned, size)
    assert fails <= 45
    if event <= limit:
        last = max(event, min(1 << 22, sizes.most(learned, 80) or 1 << 22))
        assert last <= limit and (last * sizes.CLOSE * 1.01 + 2 >= min(limit, 1 << 22) or last == event)
    else:
        assert sizes.too_many(learned, 80) == event


def test_what_failed_is_forgotten_after_an_hour() -> None:
    """Limits are raised, and cables mended."""
    learned = sizes.refused(Sizes(good=100), 1_000, 5.0)
    assert sizes.most(learned, 6.0) == 550 and sizes.too_many(learned, 6.0) == 1_000
    assert sizes.most(learned, 5.0 + HOUR_S) is None and sizes.too_many(learned, 5.0 + HOUR_S) == MAX


def test_a_cut_cable_makes_nothing_smaller_than_what_has_passed_and_no_event_too_large() -> None:
    """Only the same message, three times in a row."""
    learned = sizes.passed(Sizes(), 5_000)
    assert sizes.failed(learned, 5_000, 1.0) == learned
    lone = Sizes()
    for strike in range(1, sizes.STRIKES + 1):
        assert sizes.too_many(lone, 1.0) == MAX
        lone = sizes.failed(lone, 700, float(strike))
    assert sizes.too_many(lone, 4.0) == 700 and sizes.too_many(sizes.passed(lone, 700), 4.0) == MAX


def test_a_line_that_was_cut_three_times_under_one_event_is_no_limit_for_an_hour() -> None:
    """It is tried again after two minutes; each time that it fails once more twice as long passes, an hour at most. The
    broker's own word counts for an hour at once."""
    lone, at, pauses = Sizes(), 0.0, list[float]()
    for _ in range(sizes.STRIKES - 1):
        lone = sizes.failed(lone, 700, at)
    for _ in range(7):
        lone = sizes.failed(lone, 700, at)
        pauses.append(next(s for s in range(0, 4_000, 60) if sizes.too_many(lone, at + s) == MAX))
        at += pauses[-1]
    assert pauses == [120, 240, 480, 960, 1920, 3600, 3600]
    assert sizes.too_many(sizes.refused(lone, 700, at), at + HOUR_S - 1) == 700
    assert sizes.too_many(sizes.passed(lone, 700), at) == MAX


def test_silence_is_no_limit_until_smaller_ones_pass_and_it_stays_away_again() -> None:
    """A city that is away for a weekend leaves the size as it was."""
    away = sizes.unanswered(sizes.unanswered(Sizes(), 9_000, 1.0), 9_000, 2.0)
    assert sizes.most(away, 3.0) is None and sizes.passed(away, 9_000).doubt == 0
    again = sizes.unanswered(sizes.passed(away, 2_000), 9_000, 4.0)
    assert again.bad == 9_000 and sizes.most(again, 5.0) == 2_000  # each try between them would cost such a silence


def test_each_refusal_is_answered_by_less_until_there_is_no_less() -> None:
    """In any order, and it ends."""
    least = lesser(lesser(Terms(), reasons.NO_RETAIN) or Terms(), reasons.NO_QOS)
    assert least == Terms(retain=False, qos=0)
    assert least and [lesser(least, code) for code in (reasons.NO_RETAIN, reasons.NO_QOS)] == [None, None]
    old = lesser(Terms(), reasons.MISSING)
    assert (
        old == Terms(version=4) == lesser(Terms(), reasons.NOT_MQTT_5)
        and lesser(Terms(version=4), reasons.MISSING) is None
    )
    assert all(lesser(Terms(), code) is None for code in (0, 0x86, 0x87, 0x95))


def connack(**said: Any) -> Properties:
    made = Properties(PacketTypes.CONNACK)  # type: ignore[no-untyped-call]  # paho leaves it untyped
    for name, value in said.items():
        setattr(made, name, value)
    return made


GRANTS: dict[str, tuple[dict[str, Any], Terms, str]] = {
    "nothing": ({}, Terms(flights=MOST_FLIGHTS, keepalive=45), ""),
    "all of it": (
        {"RetainAvailable": 0, "MaximumQoS": 0, "MaximumPacketSize": 2048, "ReceiveMaximum": 10, "ServerKeepAlive": 9,
         "SharedSubscriptionAvailable": 0},
        Terms(5, False, 0, 2048, 10, False, 9),
        "no retained messages, QoS 0 only, packets of 2048 bytes at most, 10 messages at once",
    ),
    "a shorter session": (
        {"SessionExpiryInterval": 60},
        Terms(keepalive=45, session=60),
        "what comes while we are away is kept for 60 s only",
    ),
    "a session that never ends": ({"SessionExpiryInterval": 0xFFFFFFFF}, Terms(keepalive=45), ""),
    "what we do not use": (
        {"TopicAliasMaximum": 9, "WildcardSubscriptionAvailable": 0, "SubscriptionIdentifierAvailable": 0,
         "AssignedClientIdentifier": "x", "ServerReference": "other"},
        Terms(keepalive=45),
        "",
    ),
    "no keepalive": ({"ServerKeepAlive": 0}, Terms(keepalive=45), ""),
    "a longer keepalive": ({"ServerKeepAlive": 600}, Terms(keepalive=45), ""),
}  # fmt: skip


@pytest.mark.parametrize("case", GRANTS)
def test_what_a_broker_grants_is_read(case: str) -> None:
    """What it does not name it does not limit."""
    said, terms, words = GRANTS[case]
    assert granted(Terms(), connack(**said), 45) == terms and limits(terms) == words


def test_every_reason_of_mqtt_5_has_a_word() -> None:
    """Those of the library's list that are failures, and whichever comes after them."""
    failures = {code for code in ReasonCode.names if code >= 0x80}
    assert failures - {0x91, 0x92} <= set(reasons.REASONS)
    assert reasons.said(0x87, "by rule 7").startswith("not authorized (0x87); by rule 7; ")
    assert reasons.said(0xFE) == "reason 0xFE; the broker's log says more"


def test_a_session_that_is_kept_for_longer_than_was_asked_is_no_limit() -> None:
    """A kiosk asks for none."""
    said = connack(SessionExpiryInterval=60)
    assert [granted(Terms(), said, 45, asked).session for asked in (0, 60, 61)] == [-1, -1, 60]


def test_what_a_broker_adds_in_words_may_stand_on_a_terminal() -> None:
    """It may be anybody's, and is read in the journal, the log, the doctor and at the city."""
    said = reasons.besides(connack(ReasonString="full\x1b[2J\r\n\u202edisk", ServerReference="b:1883"))
    assert said == "full·[2J···disk, b:1883" and said.isprintable()


def test_pauses_are_as_long_as_somebody_hears_them() -> None:
    """Where a hand is needed long ones, where no broker is reached short ones."""
    assert tries_after(0, True, True, code=0x87) == SLOW_TRIES and tries_after(0, True, True, code=0x8B) == 0
    assert tries_after(50, False, False, reached=False) == 6 and tries_after(50, False, False) == 51


def test_behind_an_event_that_is_too_large_the_others_go_and_the_cursor_waits() -> None:
    """They are let go once the broker has them; a new line sends again only what was on the way."""
    lane = outbox.pass_over(outbox.begin(4, 0.0), 5, 1.0)
    lane = outbox.send(outbox.send(lane, Span(6, 9), 1.0), Span(10, 10), 1.0)
    lane = outbox.let_go(lane, Span(6, 9))
    assert (lane.cursor, lane.sent, lane.flights, lane.beyond) == (4, 10, (Span(10, 10),), 5)
    again = outbox.begin_again(lane, 2.0)
    assert (again.sent, again.flights, again.asked, again.beyond) == (10, (), (Span(10, 10),), 5)
    asked = outbox.ask(Lane(cursor=4, sent=10, beyond=5), 5, 5, 10)
    assert outbox.due(asked, 10, 50, 4, 9.0) == Span(5, 5) and outbox.pass_over(asked, 5, 9.0).asked == ()
    assert outbox.stored(lane, 10, 3.0).beyond == 0


def test_before_an_event_that_is_too_large_everything_waits_for_the_citys_word() -> None:
    """Only what stands behind it can never be confirmed."""
    lane = outbox.pass_over(outbox.send(outbox.begin(0, 0.0), Span(1, 4), 0.0), 5, 0.0)
    assert outbox.let_go(lane, Span(1, 4)) == lane and outbox.begin_again(lane, 1.0) == outbox.begin(0, 1.0)
