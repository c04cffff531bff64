"""The options of the waiting room's board, where the kiosk draws it itself."""

from dataclasses import dataclass

from kiosk.config.option import opt

PICTURE = "board.png"  # of a simulated television, in the runtime folder


@dataclass(frozen=True)
class Board:
    output: str = opt("", "socket of a television on which the kiosk draws the board, HDMI-A-2; empty: none", 0, 20)
    counters: list[int] = opt([], "counters that it shows; empty: all", 0, 99)
