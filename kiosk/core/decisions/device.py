"""Facts about the box itself: a device that failed or came back, a start, a goodbye, a clock that became known."""

from collections.abc import Collection

from kiosk.core.decisions.paper import slip_moved
from kiosk.core.record import events as e
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State

Facts = tuple[Fact, ...]
OF_DRIVERS = (
    "printer",
    "scanner",
    "touch",
    "buttons",
    "keypads",
    "lamps",
    "speaker",
    "screen",
    "board",
    "catalogue",
)  # told anew by a start
WHY = 120  # letters of what a program said


def device_moved(state: State, device: str, to: str, why: str = "") -> Facts:
    """Nothing when it is known already."""
    if state.devices.get(device, "ok") == to:
        return ()
    return (Fact(e.DeviceChanged(device, to, why or None)),)


def device_back(state: State, device: str, why: str = "") -> Facts:
    """It works; `why`: how, where it does otherwise than before, which is news though it never failed."""
    if why and state.devices.get(device, "ok") == "ok":
        return (Fact(e.DeviceChanged(device, "ok", why)),)
    return device_moved(state, device, "ok", why)


def not_told_again(state: State, told: Collection[str]) -> Facts:
    """Faults of an earlier start that this one's drivers had time to tell again, and did not: mended while the power
    was off, or no longer in the settings. `told`: devices of which this start has said anything."""
    faulty = (device for device in OF_DRIVERS if state.devices.get(device, "ok") != "ok")
    return tuple(Fact(e.DeviceChanged(d, "ok", "not told again after a start")) for d in faulty if d not in told)


def journal_back(state: State, why: str) -> Facts:
    """It can be written again: what had kept it from that is told now, as it could not be told before."""
    return (Fact(e.DeviceChanged("journal", "failed", why[:WHY] or None)), Fact(e.DeviceChanged("journal", "ok")))


def started(state: State, sw: str) -> Facts:
    """The start, and every slip that was on its way when the kiosk stopped: nobody knows what came out of it."""
    after = "cut" if state.running else ("stop" if state.started else "first")
    open_slips = (v for v in state.visits.values() if v.slip in ("asked", "sending"))
    lost = (f for v in open_slips for f in slip_moved(state, v.token, "doubtful", "restart", v.copies))
    return (Fact(e.KioskStarted(sw, after)), *lost)


def stopped(state: State, why: str) -> Facts:
    return (Fact(e.KioskStopped(why)),) if state.running else ()
