"""What somebody who waits is told to do, in the wording of screen and slip."""

import pytest

from kiosk.core.words import waiting


@pytest.mark.parametrize(
    ("counters", "said"),
    [
        ((), "Mời ông/bà ngồi chờ gọi số"),
        ((3,), "Mời ông/bà ngồi chờ gọi đến quầy 3"),
        ((1, 3), "Mời ông/bà ngồi chờ gọi đến quầy 1 hoặc 3"),
        ((1, 2, 3, 7), "Mời ông/bà ngồi chờ gọi đến quầy 1, 2, 3 hoặc 7"),
        ((1, 2, 3, 4, 5), "Mời ông/bà ngồi chờ gọi số"),
    ],
)
def test_whoever_waits_is_told_where_to_look(counters: tuple[int, ...], said: str) -> None:
    """As long as the counters are few enough to be kept in mind; the forms grow shorter and need no counter at last."""
    forms = waiting.sit(counters)
    assert forms[0] == said and forms[-1] == "Mời ngồi chờ gọi số"
    assert sorted(forms, key=len, reverse=True) == [*forms] or not counters


def test_what_to_have_at_hand_is_said_only_where_the_office_wrote_it() -> None:
    assert waiting.prepare("sổ đỏ") == ("Chuẩn bị sẵn: sổ đỏ",)
    assert waiting.prepare("") == ()
