"""A service that gives more numbers in a day than three figures hold."""

from kiosk.core.record import events as e
from tests.core.office import Room, called, sign_in, take


def test_numbers_go_on_above_999_and_none_is_given_twice() -> None:
    """No band ends and begins anew: who has A1000 is called as A1000."""
    room = Room()
    take(room)
    room.write([e.Fact(e.TicketIssued("A998", "A", 998, False, "touch", "asked"), "many")])
    numbers = [take(room) for _ in range(4)]
    assert numbers == ["A999", "A1000", "A1001", "A1002"]
    sign_in(room, 1)
    assert [called(room, 1) for _ in range(6)] == ["A001", "A998", *numbers]
