"""`kiosk mend`: the settings file cannot be used, so its mistakes stand on the kiosk's own screen, by line.

systemd starts it in the place of the kiosk when the file is refused, and the kiosk again when it ends (systemd/). It
ends once the file is good: mended over the network, or on another card. What it needs of the file it does not have: the
panel is taken in its own size. Not here: which mistakes there are (config.py), their Vietnamese (mistakes.py).
"""

import time
from collections.abc import Callable
from pathlib import Path

from display.window import MappedPanel, Panel
from drivers.ports import Clock
from kiosk.config import find, load
from kiosk.core.vietnamese import clock_words, date_words
from kiosk.core.view import View
from kiosk.mistakes import in_vietnamese
from kiosk.options import Kiosk, Office
from kiosk.panel import FoundPanel
from kiosk.problems import ConfigError, Problem
from kiosk.screen import Screen

LOOK = 2.0  # seconds between two looks at the file
Sized = tuple[Panel, tuple[int, int]]


def run(path: Path | None, open_panel: Callable[[], Sized], clock: Clock, pause: Callable[[], None]) -> int:
    """0 once the file is good. `open_panel`: the panel and its dots; `pause`: between two looks. Raises Missing."""
    panel, (width, height) = open_panel()
    screen = Screen(_there(panel), Kiosk(width=width, height=height))
    while problems := wrong(find(path)):
        screen.show(shown(problems, clock.wall()))
        pause()
    return 0


def wrong(file: Path) -> list[Problem]:
    """Everything that is wrong with the file, nothing for a good one."""
    try:
        load(file)
    except ConfigError as error:
        return error.problems
    return []


def shown(problems: list[Problem], wall: int) -> View:
    """What stands on the screen; the file's folder is spared."""
    lines = tuple(in_vietnamese(Problem(p.option, p.line, p.message, "")) for p in problems)
    file = Path(problems[0].file).name
    return View("mistakes", Office("").name, file, clock_words(wall), date_words(wall), mistakes=lines)


def _there(panel: Panel) -> FoundPanel:
    found = FoundPanel(lambda: panel, lambda said: None)
    found.look(0)
    return found


def own_panel() -> Sized:
    """The kiosk's panel as it is built. Raises Missing."""
    from drivers.drm import DrmScreen

    screen = DrmScreen(None)
    return MappedPanel(screen), screen.size


def rest() -> None:
    time.sleep(LOOK)
