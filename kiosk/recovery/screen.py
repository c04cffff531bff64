"""`kiosk mend`: the settings file or the journal cannot be used: what is wrong stands on the kiosk's own screen.

systemd starts it in the place of the kiosk (systemd/kiosk-mend.service), and the kiosk again when it ends: the file is
good again, mended by a finger here (repairs.py), over the network, or on another card. What it needs of the file it
does not have: the panel is taken in its own size, the touch panel by its standing name. Not here: which mistakes there
are (kiosk/config), and what is said of each (kiosk/config/diagnostics).
"""

import select
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from display.drawing.theme import width_mm
from display.panels import MappedPanel, Panel
from display.touchscreen import words
from drivers.network_address import own_address
from drivers.ports import Clock, Touched
from drivers.supervised import attempt
from drivers.touch import TouchPanel
from kiosk.config.diagnostics.problems import ConfigError, Problem, text
from kiosk.config.load import find, load
from kiosk.config.options import Config, Kiosk, Office
from kiosk.core.dialog.view import AnswerCard, View
from kiosk.core.words.vietnamese import clock_words, date_words
from kiosk.devices.panel import FoundPanel
from kiosk.devices.screen import Screen
from kiosk.host.owner import as_owner
from kiosk.host.systemd import Heartbeat
from kiosk.journal.errors import JournalError, Lost, NoJournal
from kiosk.journal.opening import open_journal
from kiosk.journal.timestamps import unwritten
from kiosk.recovery.repairs import DATA, repairs, replace_settings

TOUCH = "/dev/kiosk/touch"  # systemd/70-kiosk.rules
LOOK_S = 2.0  # between two looks at the file
LOOKS_PER_SCREENFUL = 4  # that mistakes stand there, where not all have room
LOOKS_PER_OPENING = 2  # of the journal: home within 5 s of the cause's end
WATCH = "http://{}:8081/"  # systemd/kiosk-watch.socket; the console does not run now
Sized = tuple[Panel, tuple[int, int]]


class Touch(Protocol):
    """`read`: what a finger did within one look; it takes that long when it did nothing."""

    def read(self, size: tuple[int, int]) -> list[Touched]: ...


def run(path: Path | None, open_panel: Callable[[], Sized], touch: Touch, clock: Clock, data: Path = DATA) -> int:
    """0: `kiosk migrate` may try again, because the file is good now, or was and the journal can be used or made.

    `open_panel`: the panel and its dots. Raises Missing.
    """
    panel, size = open_panel()
    built = Kiosk(width=size[0], height=size[1], screen_mm=width_mm(*size))
    screen = Screen(_there(panel, open_panel), built, found_at)
    file = find(path)
    known: list[Problem] = []
    found: dict[str, str] = {}
    first, down = 0, ""
    while problems := wrong(file):
        if problems != known:
            known, found, first, down = problems, repairs(file, data), 0, ""
        screen.show(shown(problems, unwritten(clock).told, tuple(found), first), tuple(problems))
        for _ in range(LOOKS_PER_SCREENFUL):
            screen.poll(clock.mono())
            down = _repair(screen, touch.read(size), file, found, down)
            if wrong(file) != known:
                break
        first = following(first, screen, len(problems))
    return 0 if known else _journal(file, screen, touch, size, clock)


def _repair(screen: Screen, touches: list[Touched], file: Path, found: dict[str, str], down: str) -> str:
    """A tap does what its card says, if that was read: not the second one of a finger, which falls on what the first
    one brought. The card that a finger is down on, before and after these touches."""
    for touched in touches:
        thing = (screen.meant if touched.phase == "down" else screen.hit)(touched.x, touched.y)
        if touched.phase == "up" and thing == down and (repair := thing.removeprefix("answer-")) in found:
            replace_settings(file, found[repair])
            return ""
        down = thing if touched.phase == "down" or thing == down else ""
    return down


def _journal(file: Path, screen: Screen, touch: Touch, size: tuple[int, int], clock: Clock) -> int:
    """Until it can be opened: calm words for the citizen, small ones for the technician. One that was never made, or is
    lost, is not waited for: it is `kiosk migrate` that makes it, or goes on from it, when there is room again."""
    while (config := _read(file)) is not None and (trouble := unusable(config)):
        office = replace(blank(config.office, unwritten(clock).told), screen="out-of-order", trouble=str(trouble))
        screen.show(replace(office, hotline=config.office.hotline))
        for _ in range(LOOKS_PER_OPENING):
            screen.poll(clock.mono())
            touch.read(size)
        if isinstance(trouble, (NoJournal, Lost)):
            break
    return 0


def _read(file: Path) -> Config | None:
    """None: it was changed meanwhile, and is refused."""
    try:
        return load(file)
    except ConfigError:
        return None


def following(first: int, screen: Screen, count: int) -> int:
    """Which mistake stands first next: where not all have room, they come in turn."""
    there = sum(thing["id"].startswith("mistake-") for thing in screen.data()["things"])
    return (first + there) % count if there < count else 0


def wrong(file: Path) -> list[Problem]:
    """Everything that is wrong with the file, nothing for a good one."""
    try:
        load(file)
    except ConfigError as error:
        return error.problems
    return []


def unusable(config: Config) -> JournalError | None:
    """What is wrong with the journal. It is only read."""
    try:
        with as_owner(Path(config.kiosk.data)):
            open_journal(config).close()
    except JournalError as error:
        return error
    return None


def shown(problems: list[Problem], wall: int | None, found: tuple[str, ...] = (), first: int = 0) -> View:
    """What stands on the screen; the file's folder is spared. `found`: the repairs that are offered; `first`: the
    mistake that stands first."""
    turned = problems[first:] + problems[:first]
    lines = tuple(text(replace(problem, file=""), "vi") for problem in turned)
    answers = tuple(AnswerCard(name, *words.REPAIRS[name]) for name in found)
    at = blank(Office("", place=Path(problems[0].file).name), wall)
    return replace(at, screen="mistakes", mistakes=lines, answers=answers)


def blank(office: Office, wall: int | None) -> View:
    return View("mistakes", office.name, office.place, clock_words(wall), date_words(wall))


def found_at() -> str:
    """Where the page that names the dead part answers."""
    return WATCH.format(at) if (at := own_address()) else ""


def _there(panel: Panel, open_panel: Callable[[], Sized]) -> FoundPanel:
    """The panel that is open already; another one when that is gone."""
    first = [panel]
    found = FoundPanel(lambda: first.pop() if first else open_panel()[0], lambda said: None)
    found.poll(0)
    return found


def own_panel() -> Sized:
    """The kiosk's panel as it is built. Raises Missing."""
    from drivers.drm.choosing import Wish
    from drivers.drm.screen import DrmScreen

    screen = DrmScreen(Wish())
    return MappedPanel(screen), screen.size


class OwnTouch:
    """The touch panel by its standing name; one that is not there yet is looked for at each look."""

    def __init__(self) -> None:
        self._panel: TouchPanel | None = None
        self._heartbeat = Heartbeat()  # given here because every wait of this program is here

    def read(self, size: tuple[int, int]) -> list[Touched]:
        self._heartbeat.poll()
        return attempt(lambda: self._read(size), self._lost) or []

    def _read(self, size: tuple[int, int]) -> list[Touched]:
        self._panel = self._panel or TouchPanel(TOUCH, size)
        ready, _, _ = select.select([self._panel.fileno()], [], [], LOOK_S)
        return self._panel.read() if ready else []

    def _lost(self, why: str) -> None:
        """The screen says what to do without a finger too."""
        panel, self._panel = self._panel, None
        if panel is not None:
            panel.close()
        time.sleep(LOOK_S)
