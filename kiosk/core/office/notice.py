"""What the office tells its citizens for a while."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """For citizens, on board and kiosk. `until`: ms since 1970 UTC."""

    text: str
    until: int
