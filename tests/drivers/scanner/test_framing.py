"""The scanner's line: every code comes out whole, however it was cut; junk and halves of codes come out never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ports import CodeScanned, Taken
from drivers.scanner.cleaning import cleaned
from drivers.scanner.framing import MAX_CODE_BYTES, SERIAL, Codes, Framer, feed, lost, patience, silence

LETTERS = "abcdefghjkmnpqrstvwxyz0123456789"  # of a visit's token
CODE = st.text(LETTERS, min_size=1, max_size=20)
CODES = st.lists(CODE, min_size=1, max_size=6)
END = st.sampled_from(["\r", "\n", "\r\n", "\t", "\x03"])
CUTS = st.lists(st.integers(1, 9), min_size=1)


def fed(line: bytes, cuts: list[int], framer: Framer | None = None) -> tuple[Framer, list[str]]:
    """The line in pieces of these sizes, over and over."""
    framer, found, turn = framer or Framer(), list[str](), 0
    while line:
        framer, some = feed(framer, line[: cuts[turn % len(cuts)]])
        found, line, turn = [*found, *read(some)], line[cuts[turn % len(cuts)] :], turn + 1
    return framer, found


def read(codes: Codes) -> list[str]:
    return [one.code for one in codes]


@given(CODES, END, CUTS, st.sampled_from(["", "\x02", "\x00\x1b", "\x7f"]))
def test_codes_come_out_whole_however_they_are_cut(codes: list[str], end: str, cuts: list[int], before: str) -> None:
    """Any end, any pieces, control bytes in between."""
    assert fed("".join(f"{before}{code}{end}" for code in codes).encode(), cuts)[1] == codes


@given(CODES)
def test_codes_without_an_end_are_ended_by_silence(codes: list[str]) -> None:
    """A scanner that sends nothing behind a code: 50 ms of silence part them."""
    framer, found = Framer(), list[str]()
    for code in codes:
        framer, none = feed(framer, code.encode())
        assert none == () and patience(framer) == SERIAL.silence
        framer, some = silence(framer)
        found += read(some)
    assert found == codes and patience(framer) is None


@given(CODE, CODE, END, st.integers(1, 19))
def test_half_a_code_is_no_code(first: str, second: str, end: str, at: int) -> None:
    """Of a scanner that ends its codes: what stops without an end is dropped, and the next code is whole."""
    framer, _ = feed(Framer(), f"{first}{end}".encode())
    framer, none = feed(framer, second[: at % len(second) or 1].encode())
    assert none == () and patience(framer) == SERIAL.half
    framer, half = silence(framer)
    assert half == () and feed(framer, f"{second}{end}".encode())[1] == (CodeScanned(second),)


def test_a_scanner_that_was_set_anew_is_heard_again() -> None:
    """It ended its codes by CR and does not any more: one code is lost, the next ones count."""
    framer, _ = feed(Framer(), b"abc\r")
    framer, gone = silence(feed(framer, b"abc")[0])
    assert gone == () and silence(feed(framer, b"abc")[0])[1] == (CodeScanned("abc"),)


@given(st.binary(max_size=3000), CUTS, CODE)
def test_no_junk_keeps_the_next_code_from_being_heard(junk: bytes, cuts: list[int], code: str) -> None:
    """Any bytes at all, then silence: what comes out is printable and no longer than a code; the next is whole."""
    framer, found = fed(junk, cuts)
    framer, rest = silence(framer)
    for one in (*found, *read(rest)):
        assert len(one) <= MAX_CODE_BYTES and not any(letter in one for letter in map(chr, (*range(32), 127)))
    assert feed(framer, f"{code}\r".encode())[1] == (CodeScanned(code),)


def test_more_than_512_bytes_are_no_code() -> None:
    """512 are one, 513 are none, with or without an end; the next code is heard."""
    assert feed(Framer(), b"x" * 512 + b"\r")[1] == (CodeScanned("x" * 512),)
    framer, codes = feed(Framer(), b"x" * 513 + b"\rabc\r")
    assert codes == (CodeScanned("abc"),)
    framer, codes = silence(feed(framer, b"x" * 600)[0])
    assert codes == () and silence(feed(framer, b"abc")[0])[1] == (CodeScanned("abc"),)


@given(CODE, END, st.integers(0, 12), CODE)
def test_a_code_of_which_bytes_were_lost_is_not_used(code: str, end: str, at: int, after: str) -> None:
    """Neither its beginning nor its rest; the next one is whole."""
    framer, none = feed(Framer(), code[:at].encode())
    framer, rest = feed(lost(framer), f"{code[at:]}{end}".encode())
    assert none == rest == () and feed(framer, f"{after}{end}".encode())[1] == (CodeScanned(after),)


# --- what is put around a code ---

AROUND: dict[str, tuple[Taken, ...]] = {  # what a scanner sends for `code`: what was taken off
    "code": (),
    "]Q1code": ("aim",),
    "]q1code": ("aim",),  # caps lock
    "]C0code": ("aim",),
    "]d2code": ("aim",),
    "]e0code": ("aim",),
    "\\000026code": ("eci",),
    "]Q2\\000026code": ("aim", "eci"),
    "\ufeffcode": ("mark",),
    "\ufeff]Q1\\000003code": ("mark", "aim", "eci"),
    "\u00ef\u00bb\u00bfcode": ("mark",),
    "\u2229\u2557\u2510code": ("mark",),
    "\x02code": ("control",),
    "\x1dcode\x1d": ("control",),
    "co\x1dde": ("control",),
    "\x02 ]Q1 code ": ("control", "space", "aim"),
    "  code ": ("space",),
    "\u00a0code\u3000": ("space",),
}


@pytest.mark.parametrize("sent", AROUND, ids=ascii)
@pytest.mark.parametrize("end", ["\r", "\n", "\t", "\x03"], ids=ascii)
def test_what_stands_around_a_code_is_taken_off_and_told(sent: str, end: str) -> None:
    """Of every kind, in every order, once or twice; the code itself is left."""
    assert feed(Framer(), f"{sent}{end}".encode())[1] == (CodeScanned("code", AROUND[sent]),)


@pytest.mark.parametrize("sent", ["", " ", "\x02", "\x00\x1d", "\ufeff", "\x02 \ufeff"], ids=ascii)
def test_what_holds_nothing_else_is_no_code(sent: str) -> None:
    """Nor does it show that the scanner ends its codes: the next one may end by silence."""
    framer, none = feed(Framer(), f"{sent}\r".encode())
    assert none == () and silence(feed(framer, b"abc")[0])[1] == (CodeScanned("abc"),)


@given(st.text() | st.text("]Qq1\\0026\ufeff\x02 ab"))
def test_nothing_is_left_to_be_taken_off_a_clean_code(sent: str) -> None:
    """Whatever comes: taking off twice is as once, and the code is a piece of what was sent, but for control bytes."""
    code, _ = cleaned(sent)
    assert cleaned(code) == (code, ()) and code in "".join(c for c in sent if c >= " " and c != "\x7f")


def test_a_code_stands_in_no_words_about_it() -> None:
    """A scanned identity card is in no message, traceback or failed assertion that shows the value."""
    assert "0123" not in f"{CodeScanned('012345678901|')!r} {CodeScanned('012345678901|')}"
