"""What the courier is told of its way by `kiosk.toml`."""

from collections.abc import Callable
from dataclasses import dataclass

from sync.connection import Broker


@dataclass(frozen=True)
class Route:
    """Where to send and how. `acks`: whose word moves the cursor, city or broker; `city_keys`: the city's public
    keys, 64 letters of hex each, none for a kiosk that takes unsigned words; `settings`: hash of those in force,
    by the row of the last change of an option; `card`: the identity of the card, "" when it is not known; `others`:
    where the broker is besides."""

    broker: Broker
    source: str
    sw: str
    acks: str = "city"
    batch: int = 200
    window: int = 24
    city_keys: tuple[str, ...] = ()
    settings: Callable[[int], str] = lambda row: ""
    card: str = ""
    others: tuple[Broker, ...] = ()
    backlog_mb_a_day: int = 0
