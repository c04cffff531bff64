"""What may still be written as the journal nears the largest size it may have: news of devices is refused before
visits, and visits before ratings, of which the last is given when the last page is.

Room is told in pages of the journal's file. What was refused is counted, and told when there is room again.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from kiosk.core.record import events as e
from kiosk.core.record.events import Fact

Kind = Literal["news", "visit", "rating"]
KEPT: Mapping[Kind, int] = {"news": 2048, "visit": 1024, "rating": 0}  # pages that each leaves to those after it
_NEWS = (e.DeviceChanged, e.LinkLost, e.LinkRestored, e.Checkpoint, e.SettingChanged)
_ITS_OWN = "disk"  # the device that says what is refused


def kind_of(facts: Sequence[Fact]) -> Kind:
    """Of what is written together: that of its weightiest fact, because it is written together or not at all."""
    kinds = {_kind(fact) for fact in facts}
    return "rating" if "rating" in kinds else "visit" if "visit" in kinds else "news"


def _kind(fact: Fact) -> Kind:
    event = fact.event
    if event.STREAM == "rating" or (isinstance(event, e.DeviceChanged) and event.device == _ITS_OWN):
        return "rating"
    return "news" if isinstance(event, _NEWS) else "visit"


def may_write(facts: Sequence[Fact], pages: int) -> bool:
    """`pages`: how many more the file may have."""
    return not facts or pages >= KEPT[kind_of(facts)]


def told(refused: Mapping[Kind, int]) -> tuple[Fact, ...]:
    """How many events of each kind were refused since it was told last; nothing for none."""
    if not any(refused.values()):
        return ()
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(refused.items()) if count)
    return (Fact(e.DeviceChanged(_ITS_OWN, "ok", f"refused while it was full: {counted}")),)
