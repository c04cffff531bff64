"""What the touch app leaves out after it crashed again and again: everything but numbers.

Open stay the screen, the touch panel, the service buttons and the printer. Without the rest (rating, the public list,
scanner, keypads, lamps, voice, the board on a television) whatever crashed has fewer places to come from. Pure.
"""

from dataclasses import replace

from kiosk.config.hall.board import Board
from kiosk.config.hardware.buttons import action_of
from kiosk.config.options import Catalogue, Config, Scanner, Speaker

CRASHED = "it crashed again and again; only numbers until it runs well (kiosk starts --forgive)"


def config_in_safe_mode(config: Config) -> Config:
    """The same office with the devices that a number needs."""
    buttons = [replace(b, lamp=-1) for b in config.buttons if action_of(b).startswith("service")]
    fewer = replace(config, buttons=buttons, scanner=Scanner(), keypads=[], speaker=Speaker(), board=Board())
    return replace(fewer, catalogue=Catalogue())
