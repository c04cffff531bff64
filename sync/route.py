"""What the courier is told of its way by `kiosk.toml`."""

from dataclasses import dataclass

from sync.connection import Broker


@dataclass(frozen=True)
class Route:
    """Where to send and how. `acks`: whose word moves the cursor, city or broker; `city_key`: the city's public key, 64
    letters of hex, "" for a kiosk that takes unsigned words; `settings`: hash of those in force; `card`: the identity
    of the card, "" when it is not known; `others`: where the broker is besides."""

    broker: Broker
    source: str
    sw: str
    acks: str = "city"
    batch: int = 200
    window: int = 8
    city_key: str = ""
    settings: str = ""
    card: str = ""
    others: tuple[Broker, ...] = ()
