"""Who keeps a connection when there are too many: the rules alone."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.console.door.lines import Doing, Line, Places, network_of, overdue, places_for, surplus

PLACES = Places(most=12, boards=4, of_one_sign_in=3)
lines = st.lists(
    st.builds(
        Line,
        st.just(0),
        st.sampled_from(["10.0.0.1", "10.0.0.2", "10.0.0.3"]),
        st.sampled_from(Doing),
        st.integers(0, 9).map(float),
        st.sampled_from(["", "", "", "one", "two"]),
    ),
    max_size=60,
)


def lived(come: Sequence[Line], places: Places = PLACES) -> list[Line]:
    """Who is left when they came one after the other."""
    held: list[Line] = []
    for number, line in enumerate(come):
        held.append(replace(line, id=number))
        if gone := surplus(held, held[-1], places):
            held.remove(gone)
    return held


@given(lines)
def test_no_bound_is_ever_passed(come: Sequence[Line]) -> None:
    """Neither of all, nor of the boards, nor of one sign-in."""
    held = lived(come)
    boards = [line for line in held if not line.sign_in and line.doing is Doing.LISTENING]
    assert len(held) <= PLACES.most and len(boards) <= PLACES.boards
    assert all(sum(line.sign_in == who for line in held) <= PLACES.of_one_sign_in for who in ("one", "two"))


@given(lines)
def test_who_is_signed_in_gives_way_to_nobody_but_themselves(come: Sequence[Line]) -> None:
    """Whatever strangers do, as many of a sign-in's connections are there as came, up to its own bound."""
    held = lived([line for line in come if line.sign_in != "two"])
    came = sum(line.sign_in == "one" and line.doing is not Doing.IDLE for line in come)
    assert sum(line.sign_in == "one" for line in held) >= min(came, PLACES.of_one_sign_in)


@given(st.lists(st.sampled_from(Doing), max_size=60), st.integers(0, 20), st.integers(1, 4))
def test_a_crowd_pushes_out_itself(crowded: Sequence[Doing], before: int, addresses: int) -> None:
    """The only connection of an address stays, though it has asked nothing, however many come from four other ones, and
    whatever they do there: not reading an answer is no way to hold a place either."""
    crowd = [Line(0, f"10.0.0.{9 + n % addresses}", doing, float(n)) for n, doing in enumerate(crowded)]
    own = Line(0, "10.0.0.1", Doing.IDLE, 0.0)
    assert [line.address for line in lived([*crowd[:before], own, *crowd[before:]])].count("10.0.0.1") == 1


def test_the_first_board_of_an_address_stays() -> None:
    """Streams of one address push out each other, the newest first."""
    crowd = [Line(0, "10.0.0.9", Doing.LISTENING, float(n)) for n in range(20)]
    later = [replace(line, since=line.since + 40.0) for line in crowd]
    held = lived([*crowd, Line(0, "10.0.0.1", Doing.LISTENING, 30.0), *later])
    assert [(line.address, line.since) for line in held] == [
        ("10.0.0.9", 0.0),
        ("10.0.0.9", 1.0),
        ("10.0.0.9", 2.0),
        ("10.0.0.1", 30.0),
    ]


@pytest.mark.parametrize(
    ("there", "goes"),
    [
        ([(Doing.IDLE, ""), (Doing.ANSWERED, ""), (Doing.IDLE, "a")], 0),
        ([(Doing.LISTENING, ""), (Doing.ASKING, ""), (Doing.IDLE, "")], 1),
        ([(Doing.LISTENING, "a"), (Doing.ANSWERED, ""), (Doing.IDLE, "a")], 1),
        ([(Doing.LISTENING, "a"), (Doing.LISTENING, ""), (Doing.IDLE, "b")], 2),
        ([(Doing.LISTENING, "a"), (Doing.LISTENING, ""), (Doing.ANSWERED, "b")], 3),
    ],
)
def test_the_order_in_which_they_go(there: Sequence[tuple[Doing, str]], goes: int) -> None:
    """The stranger who does the same for longest, somebody's idle connection, else the one that came."""
    held = [Line(n, f"10.0.0.{n}", doing, n / 10, who) for n, (doing, who) in enumerate(there)]
    newest = Line(3, "10.0.0.3", Doing.IDLE, 1.0)
    gone = surplus([*held, newest], newest, Places(3, 3, 3))
    assert gone and gone.id == goes


@pytest.mark.parametrize(
    ("doing", "sign_in", "seconds"),
    [
        (Doing.IDLE, "", 10),
        (Doing.ASKING, "", 10),
        (Doing.ASKING, "a", 10),
        (Doing.ANSWERED, "", 60),
        (Doing.ANSWERED, "a", 600),
        (Doing.LISTENING, "", math.inf),
        (Doing.LISTENING, "a", math.inf),
    ],
)
def test_everything_but_a_stream_ends(doing: Doing, sign_in: str, seconds: float) -> None:
    """Each in its time, and not before."""
    line = Line(0, "10.0.0.1", doing, 100.0, sign_in)
    times = [t for t in (0.0, 9.9, 10.0, 59.9, 60.0, 599.9, 600.0, 10**9) if overdue([line], 100.0 + t)]
    assert times == [t for t in (0.0, 9.9, 10.0, 59.9, 60.0, 599.9, 600.0, 10**9) if t >= seconds]


@pytest.mark.parametrize(
    ("address", "counts_for"),
    [
        ("192.168.1.7", "192.168.1.7"),
        ("::ffff:192.168.1.7", "192.168.1.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
    ],
)
def test_whom_an_address_counts_for(address: str, counts_for: str) -> None:
    """An IPv6 network is one: there everybody has more addresses than can be counted."""
    assert network_of(address) == counts_for


@given(st.integers(0, 2**20))
def test_connections_leave_descriptors_for_the_rest(descriptors: int) -> None:
    """Each with a file of its own, and the journal's beside: never more than the process may open."""
    places = places_for(descriptors)
    assert places.boards < places.most <= 256
    assert places.most == 8 or 2 * places.most + 192 <= descriptors


def test_ids_tell_the_older_of_one_moment() -> None:
    """Of two that came in the same tick of the clock, the first one is the older."""
    numbers = count()
    held = [Line(next(numbers), "10.0.0.1", Doing.IDLE, 1.0) for _ in range(4)]
    assert surplus(held, held[-1], Places(3, 3, 3)) is held[0]
