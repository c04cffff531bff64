"""A plug that is loose: what comes and goes all day is told as gone, until it has stayed for a minute.

Each loss and each return is a row of the journal, with a commit of its own and a message to the city; a cable that
breaks off every second would write fifty thousand a day, and wear the card out. So the first ones are told as they
come; of a device that was lost often a return is believed only once it has lasted. Meanwhile it counts as gone: whoever
looks finds it so, or will in a moment. Of a printer it is the loss that must last: whenever it is there a slip is
tried, and told of by itself; there are some that end each connection after three seconds, and print well.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drivers.ports import DeviceBack, DeviceFailed, Input, PrinterSaid

OFTEN, WITHIN_MS = 5, 600_000  # losses
LASTS_MS = 60_000


@dataclass
class _Plug:
    """`losses`: when, the last of them; `gone`: that was told, and no return since; `held`: what is not believed yet,
    and since when it lasts."""

    losses: tuple[int, ...] = ()
    gone: bool = False
    held: tuple[int, Input] | None = None

    def is_loose(self, mono: int) -> bool:
        return len(self.losses) == OFTEN and mono - self.losses[0] < WITHIN_MS

    def changes(self, mono: int) -> None:
        self.losses = (*self.losses, mono)[-OFTEN:]


class Plugs:
    """Between the inbox and who writes. Times are mono ms."""

    def __init__(self) -> None:
        self._plugs = dict[str, _Plug]()

    def heard(self, said: Iterable[Input], mono: int) -> Iterator[Input]:
        """What is to be taken for true now."""
        return (one for one in said if self._is_so(one, mono))

    def lasting(self, mono: int) -> list[Input]:
        """What was not believed, and has lasted by now."""
        found = [plug for plug in self._plugs.values() if plug.held and mono - plug.held[0] >= LASTS_MS]
        said = [plug.held[1] for plug in found if plug.held]
        for plug in found:
            plug.gone, plug.held = False, None
        return said

    def ms_until_due(self, mono: int) -> int | None:
        dues = (plug.held[0] + LASTS_MS - mono for plug in self._plugs.values() if plug.held)
        return min((max(0, due) for due in dues), default=None)

    def _is_so(self, said: Input, mono: int) -> bool:
        match said:
            case DeviceFailed(name):
                return self._is_gone(self._plugs.setdefault(name, _Plug()), said, mono)
            case DeviceBack("printer") | PrinterSaid():
                self._plugs.setdefault("printer", _Plug()).held = None
            case DeviceBack(name):
                return self._is_back(self._plugs.setdefault(name, _Plug()), said, mono)
        return True

    def _is_gone(self, plug: _Plug, said: DeviceFailed, mono: int) -> bool:
        plug.changes(mono)
        waits = said.device == "printer" and plug.is_loose(mono)
        plug.gone, plug.held = not waits, (mono, said) if waits else None
        return not waits

    def _is_back(self, plug: _Plug, said: DeviceBack, mono: int) -> bool:
        """One that says so without a loss is another one."""
        if not plug.gone:
            plug.changes(mono)
        if plug.is_loose(mono):
            plug.held = (mono, said)
            return False
        plug.gone, plug.held = False, None
        return True
