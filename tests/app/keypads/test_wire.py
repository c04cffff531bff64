"""From a key on the keypad's wire to the officer's page; and what all keypads together are said to be."""

from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.ports import DeviceBack, DeviceFailed, Input, KeyPressed
from drivers.together import Together
from kiosk.config.counters.keypads import Keypad
from kiosk.devices.keypads import of_counter
from scripts.small_office import small
from tests.app.keypads.test_desks import APART_MS, Hall
from tests.drivers.keypad.test_lines import until
from tests.drivers.keypad.wires import WIRES, Wire, pad_at

LOST, STUCK, BACK = DeviceFailed("keypads", "gone"), DeviceFailed("keypads", "lies", "stuck"), DeviceBack("keypads")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([(1, LOST), (1, BACK)], ["missing", "ok"]),
        ([(1, LOST), (2, LOST), (1, BACK), (2, BACK)], ["missing", "missing", "ok"]),
        ([(1, LOST), (2, LOST), (2, BACK), (1, BACK)], ["missing", "missing", "missing", "ok"]),
        ([(1, LOST), (2, STUCK), (1, BACK), (2, BACK)], ["missing", "stuck", "ok"]),
        ([(1, STUCK), (2, LOST), (2, BACK), (1, BACK)], ["stuck", "missing", "stuck", "ok"]),
        ([(2, BACK)], ["ok"]),
    ],
)
def test_the_pads_are_well_once_each_of_them_is(said: list[tuple[int, Input]], told: list[str]) -> None:
    """What one of them tells ends no other's fault; which counter's it is stands in why."""
    posted = list[Input]()
    together = Together("keypads")
    for counter, one in said:
        of_counter(counter, together, posted.append)(one)
    assert [one.state if isinstance(one, DeviceFailed) else "ok" for one in posted] == told
    assert all("counter" in one.why for one in posted if isinstance(one, DeviceFailed))
    of_counter(1, together, posted.append)(KeyPressed("1", "+", 5))
    assert posted[-1] == KeyPressed("1", "+", 5)


@WIRES
def test_from_the_key_to_the_page(tmp_path: Path, wire: Wire) -> None:
    """The real driver on its wire, the real app, the journal, and the officer's page: a call, and a pad that is pulled
    out and works again."""
    hall = Hall(tmp_path, small(keypads=[Keypad(1, path="/a")]))
    hall.sits(1)
    hall.waits(2)

    def settled(ready: Callable[[], bool]) -> Callable[[], bool]:
        def look() -> bool:
            hall.app._take_inbox()
            hall.app.settle()
            return ready()

        return look

    with wire(tmp_path) as far:
        post = of_counter(1, Together("keypads"), hall.app.devices.inbox.post)
        pad = pad_at(far, lambda said: post(_now(hall, said)), "1")
        hall.app.desks = type(hall.app.desks)({1: pad}, [Keypad(1, path="/a")], hall.app.writer)
        until(settled(lambda: far.shows("-", lit=False)), "the pad shows that nobody is in hand")
        far.press("enter")
        until(settled(lambda: hall.hand(1) == "A001"), "the page shows A001")
        until(settled(lambda: far.shows("A001", lit=True)), "the pad shows A001")
        far.unplug()
        until(settled(lambda: hall.journal.state.devices.get("keypads") == "missing"), "its loss")
        far.plug()
        until(settled(lambda: hall.journal.state.devices.get("keypads") == "ok"), "its return")
        until(settled(lambda: far.shows("A001", lit=True)), "the pad shows A001 again")
        hall.pass_ms(APART_MS)
        far.press("enter")
        until(settled(lambda: hall.hand(1) == "A002"), "the page shows A002")
        pad.close()
    hall.journal.close()
    hall.bell.close()


def _now(hall: Hall, said: Input) -> Input:
    """A press by the hall's clock."""
    return KeyPressed(said.pad, said.key, hall.mono) if isinstance(said, KeyPressed) else said
