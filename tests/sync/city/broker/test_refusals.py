"""Who is refused by the city's broker as docs/city has it, and what technician and city are told: the paper's table.

In each case a kiosk that worked comes in the wrong way. What its technician and the city are told is looked up in the
paper's own words, so that the paper cannot promise another word than is said.
"""

import re
import time
from collections.abc import Callable
from contextlib import closing

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from kiosk.core.calendar.moment import iso
from scripts.soak.link import SOURCE, until
from sync.city.fleet.silence import mark, told
from sync.city.store import Store
from tests.docs.papers import spans, tables
from tests.sync.city.broker.guarded import NEIGHBOUR, Box, Guarded, Pair
from tests.sync.city.running.parts import PATIENCE, City, needs_broker

pytestmark = [pytest.mark.slow, needs_broker]
PAPER = "docs/city/broker.md"
NAME = "H55.92.08.000.k1"
SIXTEEN_MINUTES = 960_000


def other(at: Guarded) -> Pair:
    return at.other.signs(NAME)


def expired(at: Guarded) -> Pair:
    return at.ours.signs(NAME, days=-1)


def revoked(at: Guarded) -> Pair:
    pair = at.ours.signs(NAME)
    at.ours.revokes(pair[0])
    at.reload()
    return pair


def over(at: Guarded) -> Pair:
    at.ours.revokes(days=-1)
    at.reload()
    return at.ours.signs(NAME)


def foreign_list(at: Guarded) -> Pair:
    at.other.revokes()
    at.reload()
    return at.ours.signs(NAME)


def servers(at: Guarded) -> Pair:
    return at.ours.signs(NAME, purpose=ExtendedKeyUsageOID.SERVER_AUTH)


def anothers(at: Guarded) -> Pair:
    return at.ours.signs("H55.92.08.000.k2")


def taken_out(at: Guarded) -> Pair:
    at.allows(NEIGHBOUR)
    at.reload()
    return at.ours.signs(NAME)


CASES: dict[str, Callable[[Guarded], Pair]] = {
    "a certificate of another authority": other,
    "a certificate that has expired": expired,
    "a certificate that is revoked": revoked,
    "the list of the revoked is over": over,
    "the list of the revoked is another authority's": foreign_list,
    "a certificate for servers": servers,
    "another kiosk's certificate": anothers,
    "a kiosk that is not in the list": taken_out,
}


def row(case: str) -> tuple[list[str], list[str]]:
    """What the technician and what the city is told."""
    (found,) = (cells for cells in tables(PAPER, "what happens") if cells[0] == case)
    return spans(found[1]), spans(found[2])


def works(at: Guarded) -> None:
    """For once, so that the city knows it; then its power is cut."""
    box = Box(at, at.ours.signs(NAME))
    box.rate()
    box.arrives(1)
    box.dies()


def silent(at: Guarded) -> str:
    """What the city's log says in a quarter of an hour, when nothing comes."""
    now = time.time_ns() // 1_000_000 + SIXTEEN_MINUTES
    with closing(Store.open(at.db)) as store:
        return " ".join(told(None, mark(store.sql, iso(now), iso(now - SIXTEEN_MINUTES + 60_000))))


@pytest.mark.parametrize("case", CASES)
def test_who_comes_the_wrong_way_is_refused_and_told(guarded: Guarded, case: str) -> None:
    """Nothing wrong is stored, the cursor stays, and both are told in the words of the paper."""
    city = guarded.city()
    works(guarded)
    box = Box(guarded, CASES[case](guarded))
    box.rate(2)
    technician, its_city = row(case)
    for words in technician:
        until(lambda words=words: words in heard(box), f"{words!r} in {heard(box)}", PATIENCE)  # type: ignore[misc]
    assert box.cursor() == 1 and (guarded.stored(), guarded.stored(NEIGHBOUR), guarded.letters()) == (1, 0, 0)
    box.close()
    city.stop()
    said = f"{guarded.said()} {silent(guarded)}"
    assert technician and its_city and [words for words in its_city if words not in said] == []


def heard(box: Box) -> str:
    """All that the technician can read: the log, and the word of the device."""
    return "\n".join([*box.said, f"city: {box.word('city')}"])


def test_the_paper_has_a_row_for_each_case() -> None:
    """And one for what a line that is open does, which the tests below try."""
    rows = [cells[0] for cells in tables(PAPER, "what happens")]
    assert rows[: len(CASES)] == list(CASES) and len(rows) > len(CASES)


def test_a_revoked_kiosks_open_line_is_ended_and_no_new_one_comes(guarded: Guarded) -> None:
    """By the reload no line is cut, by `kiosk-city cut` the one that is named; the neighbour works on all the time."""
    city = guarded.city()
    pair, next_ = guarded.ours.signs(NAME), guarded.ours.signs("H55.92.08.000.k2")
    box, neighbour = Box(guarded, pair), Box(guarded, next_, NEIGHBOUR)
    box.rate(2)
    box.arrives(2)
    guarded.ours.revokes(pair[0])
    guarded.reload()
    neighbour.rate()
    neighbour.arrives(1)
    assert not any(line.startswith("broker") for line in box.said)
    guarded.cut(SOURCE)
    box.says("our certificate is revoked")
    box.rate(3)
    neighbour.rate()
    neighbour.arrives(2)
    assert box.cursor() == 2 and guarded.stored() == 2
    assert not any(line.startswith("broker") for line in neighbour.said)
    close(box, neighbour, city)


def test_a_list_of_the_revoked_that_cannot_be_read_is_told_and_shuts_nobody_else_out(guarded: Guarded) -> None:
    """In the broker's log. Whoever is not revoked comes in, and the next good list keeps the revoked one out again."""
    revoked_pair, pair = guarded.ours.signs("H55.92.08.000.k2"), guarded.ours.signs(NAME)
    list_ = guarded.ours.revokes(revoked_pair[0])
    good = list_.read_bytes()
    list_.write_bytes(good[:150])
    guarded.reload()
    until(lambda: "Unable to load certificate revocation file" in guarded.said(), "the broker's word", PATIENCE)
    city, box = guarded.city(), Box(guarded, pair)
    box.rate()
    box.arrives(1)
    list_.write_bytes(good)
    guarded.reload()
    out = Box(guarded, revoked_pair, NEIGHBOUR)
    out.says("our certificate is revoked")
    close(box, out, city)


def test_a_change_of_the_list_cuts_nobody(guarded: Guarded) -> None:
    """Who is taken out is mute on his open line; who is new may come; the others notice nothing."""
    city, third = guarded.city(), "/H55/92/08/001/k1"
    box = Box(guarded, guarded.ours.signs(NAME))
    neighbour = Box(guarded, guarded.ours.signs("H55.92.08.000.k2"), NEIGHBOUR)
    for each in (box, neighbour):
        each.rate()
        each.arrives(1)
    guarded.allows(NEIGHBOUR, third)
    guarded.reload()
    box.rate()
    box.says("the broker refuses rating: not authorized")
    new = Box(guarded, guarded.ours.signs("H55.92.08.001.k1"), third)
    for each, number in ((new, 1), (neighbour, 2)):
        each.rate()
        each.arrives(number)
    assert guarded.stored() == 1 and not any(line.startswith("broker") for line in [*box.said, *neighbour.said])
    close(box, neighbour, new, city)


def test_two_with_one_certificate_throw_each_other_out(guarded: Guarded) -> None:
    """So a copied one shows, whatever name the copy gives itself."""
    pair = guarded.ours.signs(NAME)
    box = Box(guarded, pair)
    box.rate()
    until(lambda: f"as {NAME}" in guarded.said(), "the kiosk", PATIENCE)
    copy = Box(guarded, pair, "/H55/92/09/000/k9")
    box.says("^broker: ")
    assert re.search(f"Client {NAME} already connected, closing old connection", guarded.said())
    close(box, copy)


def close(*parts: Box | City) -> None:
    for part in parts:
        part.close() if isinstance(part, Box) else part.stop()
