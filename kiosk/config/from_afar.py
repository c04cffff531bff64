"""Which options a signed word of the city may change: what an office tells its citizens, when and how it calls them.

Whoever holds the city's key is not who stands before the kiosk: nothing here names a file, a program, a device, an
address, a person or a secret, opens a door, or says which ratings count. What is not named is refused, so a new option
is until somebody puts it here. Pure.
"""

import re
from collections.abc import Iterable

FROM_AFAR = frozenset(
    {
        *("office.name", "office.place", "office.hotline"),
        *("services.letter", "services.name", "services.short", "services.fields", "services.results"),
        "services.prepare",
        *("counters.number", "counters.services", "counters.name"),
        *("hours.days", "hours.morning", "hours.afternoon", "hours.early_minutes", "hours.holidays"),
        *("queue.priority_every", "queue.priority_cap_minutes", "queue.ordinary_cap_minutes", "queue.return_minutes"),
        *("queue.unanswered_minutes", "queue.unanswered_times"),
        *("queue.capacity", "queue.later_minutes", "queue.again_seconds"),
    }
)
_INDEX = re.compile(r"\[\d+\]")


def refused_from_afar(options: Iterable[str]) -> list[str]:
    """Of `office.name`, `services[2].letter` … those that may not be changed so."""
    return sorted(option for option in options if _INDEX.sub("", option, count=1) not in FROM_AFAR)
