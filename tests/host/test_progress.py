"""How far a long command is: in place on a terminal, lines elsewhere, and never on standard output."""

import io

import pytest

from kiosk.host.progress import LINES_S, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """Stands until it is told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def told(stream: io.StringIO, seconds: float) -> str:
    """Two steps, then a thousand things of which each takes so many seconds."""
    clock = Clock()
    with Progress(1000, stream, clock) as progress:
        for words in ("unpack", "install"):
            progress.step(words)
            clock.now += 65
        for done in range(1, 1001):
            clock.now += seconds
            progress.reach(done, "events")
    return stream.getvalue()


def test_steps_stay_with_their_number_and_the_time() -> None:
    """On a terminal and in a log alike."""
    for stream in (Terminal(), io.StringIO()):
        assert told(stream, 0).startswith("[1/1000] 0:00 unpack\n[2/1000] 1:05 install\n")


def test_a_terminal_shows_the_count_in_place_and_is_clean_afterwards() -> None:
    """Every line begins anew at the left edge; the last thing written clears it."""
    shown = told(Terminal(), 0.05).split("install\n")[1]
    assert "\n" not in shown and shown.endswith("\r\x1b[K") and "997/1000 events, 2:59" in shown


@pytest.mark.parametrize(("seconds", "lines"), [(0.001, 1), (0.05, 5), (1.0, 100)])
def test_a_log_gets_a_line_now_and_then(seconds: float, lines: int) -> None:
    """Two minutes of steps make the first count due at once; after that one in ten seconds, however many things."""
    counted = told(io.StringIO(), seconds).split("install\n")[1]
    assert "\r" not in counted and abs(counted.count("\n") - lines) <= 1
    assert LINES_S == 10


def test_what_is_quick_says_nothing() -> None:
    """A thousand things within a tenth of a second: no count at all."""
    stream, clock = Terminal(), Clock()
    with Progress(1000, stream, clock) as progress:
        for done in range(1000):
            clock.now += 0.0001
            progress.reach(done, "events")
    assert stream.getvalue() == ""


def test_standard_output_is_left_to_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a stream it is standard error."""
    with Progress(1) as progress:
        progress.step("the only one")
    assert capsys.readouterr() == ("", "[1/1] 0:00 the only one\n")
