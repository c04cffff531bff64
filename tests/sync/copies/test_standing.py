"""The one word of how our journal stands with the city: how long it is kept, and what takes its place."""

import pytest

from sync.line.standing import Standing, heard, line_up

HOUR_S = 3600.0  # twelve beats, each of which the city answers with every signed history

HEARD: dict[str, tuple[list[tuple[float, str]], str]] = {
    "all is well": ([(0, "ok"), (9, "ok")], "ok"),
    "silence comes and goes": ([(0, "silent"), (9, "ok")], "ok"),
    "well is said of our own, the other is still there": (
        [(0, "differs"), (1, "ok"), (HOUR_S - 1, "ok")],
        "differs",
    ),
    "nobody has said it for an hour": ([(0, "differs"), (HOUR_S, "ok")], "ok"),
    "said again, it lasts again": ([(0, "ahead"), (HOUR_S - 1, "ahead"), (HOUR_S + 9, "ok")], "ahead"),
    "both go on: the later word says more": ([(0, "ahead"), (5, "differs")], "differs"),
    "and is not taken back by the lesser one": ([(0, "differs"), (5, "ahead")], "differs"),
    "a silent city is no other history": ([(0, "differs"), (5, "silent")], "differs"),
}


@pytest.mark.parametrize(("said", "word"), HEARD.values(), ids=HEARD)
def test_that_histories_have_parted_outlives_every_word_that_all_is_well(
    said: list[tuple[float, str]], word: str
) -> None:
    """For an hour in which nobody says it again."""
    standing = Standing()
    for at, one in said:
        standing = heard(standing, one, at)
    assert standing.word == word


def test_an_hour_without_a_line_does_not_count() -> None:
    """Nobody could say it."""
    parted = heard(Standing(), "differs", 0.0)
    again = line_up(parted, 5 * HOUR_S)
    assert heard(again, "ok", 5 * HOUR_S + 1).word == "differs" and heard(again, "ok", 6 * HOUR_S).word == "ok"
