"""The scanner's line: every code comes out whole, however it was cut; junk and halves of codes come out never."""

import os
import queue
import random
import string
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ports import CodeScanned, DeviceBack, DeviceFailed, Input
from drivers.scanner import HALF, MAX_CODE_BYTES, SILENCE, Framer, SerialScanner, feed, patience, silence
from drivers.simulated.wires import SimulatedScanner

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
        found, line, turn = found + list(some), line[cuts[turn % len(cuts)] :], turn + 1
    return framer, found


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
        assert none == () and patience(framer) == SILENCE
        framer, some = silence(framer)
        found += some
    assert found == codes and patience(framer) is None


@given(CODE, CODE, END, st.integers(1, 19))
def test_half_a_code_is_no_code(first: str, second: str, end: str, at: int) -> None:
    """Of a scanner that ends its codes: what stops without an end is dropped, and the next code is whole."""
    framer, _ = feed(Framer(), f"{first}{end}".encode())
    framer, none = feed(framer, second[: at % len(second) or 1].encode())
    assert none == () and patience(framer) == HALF
    framer, half = silence(framer)
    assert half == () and feed(framer, f"{second}{end}".encode())[1] == (second,)


def test_a_scanner_that_was_set_anew_is_heard_again() -> None:
    """It ended its codes by CR and does not any more: one code is lost, the next ones count."""
    framer, _ = feed(Framer(), b"abc\r")
    framer, lost = silence(feed(framer, b"abc")[0])
    assert lost == () and silence(feed(framer, b"abc")[0])[1] == ("abc",)


@given(st.binary(max_size=3000), CUTS, CODE)
def test_no_junk_keeps_the_next_code_from_being_heard(junk: bytes, cuts: list[int], code: str) -> None:
    """Any bytes at all, then silence: what comes out is printable and no longer than a code; the next is whole."""
    framer, found = fed(junk, cuts)
    framer, rest = silence(framer)
    for one in (*found, *rest):
        assert len(one) <= MAX_CODE_BYTES and not any(letter in one for letter in map(chr, (*range(32), 127)))
    assert feed(framer, f"{code}\r".encode())[1] == (code,)


def test_more_than_512_bytes_are_no_code() -> None:
    """512 are one, 513 are none, with or without an end; the next code is heard."""
    assert feed(Framer(), b"x" * 512 + b"\r")[1] == ("x" * 512,)
    framer, codes = feed(Framer(), b"x" * 513 + b"\rabc\r")
    assert codes == ("abc",)
    framer, codes = silence(feed(framer, b"x" * 600)[0])
    assert codes == () and silence(feed(framer, b"abc")[0])[1] == ("abc",)


# --- on a real line ---


def hear(said: queue.Queue[Input], line: int) -> None:
    """Types codes until the last one is heard: before the line is open nobody hears it."""
    for n in range(600):
        os.write(line, f"code{n}\r".encode())
        try:
            while said.get(timeout=0.1) != CodeScanned(f"code{n}"):
                continue
            return
        except queue.Empty:
            continue
    raise AssertionError("the scanner never opened its line")


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\x03"], ids=["CR", "LF", "CRLF", "TAB", "ETX"])
def test_150_of_150_codes_in_random_pieces_are_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: bytes
) -> None:
    """Over a real line, each in pieces with pauses between them, some longer than the silence that ends a code;
    how long a busy machine keeps one back is no scanner's fault."""
    monkeypatch.setattr("drivers.scanner.HALF", 30.0)
    said: queue.Queue[Input] = queue.Queue()
    far, dice = SimulatedScanner(tmp_path / "scanner"), random.Random(end)
    scanner = SerialScanner(str(tmp_path / "scanner"), 9600, said.put)
    hear(said, far._fd)
    codes = ["".join(dice.choices(LETTERS, k=12)) for _ in range(150)]
    pauses = iter(dice.sample([0.0] * 900 + [2 * SILENCE] * 20, 920))
    for code in codes:
        line = code.encode() + end
        while line:
            size = dice.randint(1, 13)
            os.write(far._fd, line[:size])
            line = line[size:]
            time.sleep(next(pauses, 0.0))
    heard = [said.get(timeout=60) for _ in codes]
    scanner.close()
    assert heard == [CodeScanned(code) for code in codes] and said.empty()


def test_a_scanner_that_is_not_there_is_news(tmp_path: Path) -> None:
    """No exception; the option is named."""
    said: queue.Queue[Input] = queue.Queue()
    absent = SerialScanner(str(tmp_path / "none"), 9600, said.put)
    failed = said.get(timeout=60)
    absent.close()
    assert isinstance(failed, DeviceFailed) and "scanner.path" in failed.why


@pytest.mark.parametrize("seed", range(3))
def test_a_scanner_that_is_pulled_out_is_heard_again_when_it_is_back(tmp_path: Path, seed: int) -> None:
    """Pulled in the middle of a code: the half of it is no code; plugged in again, the next one is heard."""
    said: queue.Queue[Input] = queue.Queue()
    first = SimulatedScanner(tmp_path / "scanner")
    scanner = SerialScanner(str(tmp_path / "scanner"), 9600, said.put)
    hear(said, first._fd)
    (tmp_path / "scanner").unlink()
    os.write(first._fd, string.ascii_lowercase[: random.Random(seed).randint(1, 20)].encode())
    first.unplug()
    assert isinstance(said.get(timeout=60), DeviceFailed)
    second = SimulatedScanner(tmp_path / "scanner")
    assert said.get(timeout=60) == DeviceBack("scanner")
    hear(said, second._fd)
    scanner.close()
    assert said.empty()
