"""What a scanner read: of which kind, which slip; and what lies under it is shown once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.dialog.lying import AWAY_MS, MOST, Lying, laid
from kiosk.core.words.scanned import (
    TOKEN_LENGTH,
    TOKEN_LETTERS,
    CodeKind,
    dossier_in,
    kind_of,
    tokens_in,
)

SLIP = "7k2mx9qd04tv"
KINDS: dict[str, CodeKind] = {
    SLIP: "slip",
    SLIP.upper(): "slip",
    f" {SLIP}\r": "slip",
    "012345678901|123456789|Nguyễn Thị Ánh|01011990|Nữ|Thôn 3, xã Tân Quang|25122021": "identity-card",
    "012345678901||NGUYEN VAN A|01011990|Nam|Ha Noi|25122021": "identity-card",
    "IDVNM0990012345001099001234<<7": "identity-card",
    "idvnm0990012345001099001234<<7": "identity-card",
    "P<VNMNGUYEN<<VAN<A<<<<<<": "identity-card",
    f"http://192.168.1.50:8080/p#{SLIP}": "slip",
    f"http://192.168.1.50:8080/p#{SLIP}1": "address",
    "https://dichvucong.gov.vn/p/1": "address",
    "HTTPS://DICHVUCONG.GOV.VN": "address",
    "WIFI:S:xa;T:WPA;P:12345678;;": "address",
    "000.08.92.H55-210315-0018": "dossier",
    "h55.92.08.000-210315-0018": "dossier",
    "https://dichvucong.gov.vn/hs?ma=000.08.92.H55-210315-0018": "dossier",
    "000.08.92.H55-211315-0018": "other",  # no such month
    "012345678901": "digits",
    "8934673123456": "digits",
    "7k2mx9qd04t": "other",
    "7k2mx9qd04tv1": "other",
    "7k2mx9qd04to": "other",  # o is no letter of a slip
    "A001": "other",
    "a|b": "other",
}


@pytest.mark.parametrize("read", KINDS, ids=ascii)
def test_of_which_kind_a_code_is(read: str) -> None:
    """Its kind alone is ever said of a code that is not ours."""
    assert kind_of(read) == KINDS[read]


CODE = "000.08.92.H55-210315-0018"
APPOINTMENTS = [  # what a scanner reads from a slip that says when a result is ready
    CODE, f" {CODE}\r", CODE.lower(), "H55.92.08.000-210315-0018",
    f"https://dichvucong.example.vn/tra-cuu?ma={CODE}&x=1", f"Mã hồ sơ: {CODE}; hẹn trả: 20/03/2021",
    f"{CODE}|Nguyễn Thị Ánh|20/03/2021|Đất đai", f"ten=Nguyễn Thị Ánh\nma={CODE}\nngay=20/03/2021",
]  # fmt: skip
NO_APPOINTMENTS = [
    SLIP, "000.08.92.H55", "210315-0018", "000.08.92.H55-210015-0018", "000.08.92.H55-210332-0018",
    "000.08.92.H55-210315-", "000.08.92.H55-210315-00189999999", "9000.08.92.H55-210315-0018",
    "000.08.92-210315-0018", "H55-210315-0018", f"{CODE}x", f"x{CODE}",
    "012345678901|123456789|Nguyễn Thị Ánh|01011990|Nữ|Thôn 3, xã Tân Quang|25122021",
]  # fmt: skip


@pytest.mark.parametrize("read", APPOINTMENTS, ids=ascii)
def test_a_dossiers_code_is_found_alone_and_within_whatever_an_office_prints_around_it(read: str) -> None:
    """Whichever way round its agency is written, it is the same one."""
    assert dossier_in(read) == "h55-92-08-000-210315-0018" and kind_of(read) == "dossier"


@pytest.mark.parametrize("read", NO_APPOINTMENTS, ids=ascii)
def test_what_only_looks_like_one_is_none(read: str) -> None:
    """No agency, no day of a calendar, no number, or more of them than a code has."""
    assert dossier_in(read) == "" and kind_of(read) != "dossier"


@given(st.text("0.h5-1/? ", max_size=400))
def test_whatever_is_read_is_looked_through(read: str) -> None:
    """Nothing that anybody prints is a fault; what is found stands in it."""
    found = dossier_in(read)
    assert not found or found.rsplit("-", 1)[1] in read


@given(st.text(TOKEN_LETTERS, min_size=TOKEN_LENGTH, max_size=TOKEN_LENGTH), st.text(max_size=16).map(str.strip))
def test_a_slip_is_known_with_what_a_scanner_says_before_or_behind_it(token: str, added: str) -> None:
    """In small or capital letters."""
    assert token in tokens_in(f"{added}{token}") and token in tokens_in(f"{token}{added}")
    assert token in tokens_in(token.upper())


@pytest.mark.parametrize("said", ["+{}+", "2026-12-01 08:15:30 {}", "[QR]{}[1]", "kiosk-1;{};001", "{} {}"])
def test_a_slip_is_known_where_it_stands_apart_from_what_a_scanner_says(said: str) -> None:
    """Before and behind it, a time, the same code twice."""
    assert SLIP in tokens_in(said.format(SLIP, SLIP)) and SLIP in tokens_in(said.format(SLIP, SLIP).upper())


@given(st.text(TOKEN_LETTERS, min_size=TOKEN_LENGTH, max_size=TOKEN_LENGTH), st.text(max_size=16).map(str.strip))
def test_a_slip_is_known_by_the_address_of_its_phone_page(token: str, added: str) -> None:
    """As any scanner says it."""
    page = f"http://192.168.100.150:8080/p#{token}"
    assert token in tokens_in(f"{added}{page}") and token in tokens_in(f"{page}{added}")
    assert token in tokens_in(page.upper())


def test_a_slip_is_not_looked_for_within_longer_texts() -> None:
    """An identity card's number is asked for as nobody's slip."""
    card = "012345678901|123456789|Nguyễn Thị Ánh|01011990|Nữ|Thôn 3, xã Tân Quang|25122021"
    assert list(tokens_in(card)) == [card.lower()] and list(tokens_in(half := card.lower()[:40])) == [half]


def shown(*readings: tuple[int, int]) -> list[bool]:
    """Of each reading (a code, ms), whether it is a word."""
    lying: Lying = {}
    words = []
    for code, now in readings:
        lying, word = laid(lying, code, now)
        words.append(word)
        assert len(lying) <= MOST
    return words


@pytest.mark.uncounted
@pytest.mark.parametrize("every", [1, 300, 750, 2_000, AWAY_MS - 1])
def test_a_code_that_is_held_there_is_one_word(every: int) -> None:
    """However often it is read, and however long it lies there."""
    assert shown(*((1, now) for now in range(0, 600_000, every))).count(True) == 1


def test_a_code_that_was_away_is_shown_anew_and_another_one_at_once() -> None:
    """Away for four seconds; two that lie side by side are one word each."""
    assert shown((1, 0), (1, AWAY_MS), (2, AWAY_MS), (1, AWAY_MS + 1), (2, AWAY_MS + 1), (1, 3 * AWAY_MS)) == [
        True, True, True, False, False, True,
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2 * AWAY_MS)), max_size=60))
def test_a_word_is_the_first_reading_after_an_absence(steps: list[tuple[int, int]]) -> None:
    """For each of any codes, in any order: as if it had lain there alone."""
    now, readings = 0, []
    for code, passed in steps:
        now += passed
        readings.append((code, now))
    words = shown(*readings)
    for n, (code, at) in enumerate(readings):
        before = [then for one, then in readings[:n] if one == code]
        assert words[n] == (not before or at - before[-1] >= AWAY_MS)
