"""The person in front of the kiosk's own screen: a question as large words, its answers as cards to touch.

The four rating buttons answer too, for a box whose touch panel is what is wrong: the first answer by the first of them
(very satisfied), and so on; the cards show whose. Panel and pins are held only while a question stands, so that the
doctor can look for them in between. A second tap or press of the same finger answers no question that came in between.
Nothing here outlives the doctor.
"""

import contextlib
import select
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from drivers.gpio.buttons import PinButtons
from drivers.ports import ButtonPressed, Clock, Missing, Touched
from drivers.touch import TouchPanel
from kiosk.config.hardware.buttons import action_of
from kiosk.config.options import Config
from kiosk.core.dialog.view import AnswerCard, View
from kiosk.core.words.vietnamese import clock_words, date_words
from kiosk.devices.inbox import Inbox
from kiosk.devices.opening import found_at, panel_opener, touch_of
from kiosk.devices.panel import FoundPanel
from kiosk.devices.screen import Screen
from kiosk.doctor.person.person import Person, Question
from kiosk.host.systemd import FdStore
from kiosk.journal.opening import clock_of
from kiosk.journal.timestamps import unwritten
from kiosk.service.findings import Bilingual

REDRAW_S = 3.0  # seconds until the screen is looked at again: the network may have come
LEVELS = ("level-4", "level-3", "level-2", "level-1")  # whose button gives the first, second … answer


@contextlib.contextmanager
def screen_person(config: Config, factory: Any = None, patience: float | None = None) -> Iterator["ScreenPerson"]:
    """On the panel that the config names; `factory`: gpiozero's pin factory; `patience`: as ScreenPerson has it."""
    panel = FoundPanel(panel_opener(config, FdStore({})), lambda said: None)
    panel.poll(0)
    clock = clock_of(config)
    screen = Screen(panel, config.kiosk, lambda: found_at(config), clock.mono)
    yield ScreenPerson(config, screen, clock, factory, patience)


def view_of(config: Config, clock: Clock, said: Bilingual, about: str = "") -> View:
    office, now = config.office, unwritten(clock).told
    blank = View("doctor", office.name, office.place, clock_words(now), date_words(now))
    return replace(blank, question=said.vi, english=said.en, about=about)


@contextlib.contextmanager
def beside(person: Person, config: Config) -> Iterator["Beside"]:
    """Somebody who answers elsewhere and sees the panel that the config names. Raises Missing."""
    panel = panel_opener(config, FdStore({}))()
    with contextlib.closing(panel):
        found = FoundPanel(lambda: panel, lambda said: None)
        found.poll(0)
        yield Beside(person, config, Screen(found, config.kiosk))


class Beside:
    """Shows each question on the panel, and has it answered by another person."""

    def __init__(self, person: Person, config: Config, screen: Screen) -> None:
        self._person, self._config, self._screen = person, config, screen

    def ask(self, question: Question) -> str:
        view = view_of(self._config, clock_of(self._config), question.said, question.about)
        self._screen.show(replace(view, edges=question.edges))
        return self._person.ask(question)


class ScreenPerson:
    """The protocol `Person`. Waits for an answer without end (somebody stands there), or for `patience` seconds."""

    marks = True

    def __init__(
        self, config: Config, screen: Screen, clock: Clock, factory: Any = None, patience: float | None = None
    ) -> None:
        self.screen, self._config, self._clock, self._factory = screen, config, clock, factory
        self._patience = patience

    def say(self, said: Bilingual, mark: tuple[int, int] | None = None, code: str = "") -> None:
        self.screen.show(replace(self._view(said), mark=mark, code=code))

    def ask(self, question: Question) -> str:
        """Raises EOFError when neither a panel nor a button could answer, or nobody did in time."""
        with _Ears.open(self._config, self._clock, self._factory) as ears:
            faces = [4 - n if level in ears.levels.values() else 0 for n, level in enumerate(LEVELS)]
            cards = tuple(
                AnswerCard(a.id, a.said.vi, a.said.en, face)
                for a, face in zip(question.answers, [*faces, 0, 0], strict=False)
            )
            view = replace(self._view(question.said, question.about), answers=cards, edges=question.edges)
            self.screen.show(view)
            return self._answer(view, ears)

    def _view(self, said: Bilingual, about: str = "") -> View:
        return view_of(self._config, self._clock, said, about)

    def _answer(self, view: View, ears: "_Ears") -> str:
        """The card that a finger went down and up on, or whose button was pressed."""
        down = ""
        while True:
            for said in ears.heard(self._patience, lambda: self.screen.show(view)):
                if isinstance(said, ButtonPressed):
                    place = LEVELS.index(ears.levels[said.name])
                    if place < len(view.answers) and self.screen.is_read(view.screen, said.mono):
                        return view.answers[place].id
                elif said.phase == "down":
                    down = self.screen.meant(said.x, said.y)
                    self.screen.show(replace(view, pressed=down))
                elif said.phase in ("up", "gone"):
                    if said.phase == "up" and down and down == self.screen.hit(said.x, said.y):
                        return down.removeprefix("answer-")
                    down = ""
                    self.screen.show(view)


@dataclass
class _Ears:
    """What can answer: the panel, and the rating buttons by level."""

    panel: TouchPanel | None
    levels: dict[str, str]  # the button's name → its level
    inbox: Inbox

    @classmethod
    @contextlib.contextmanager
    def open(cls, config: Config, clock: Clock, factory: Any) -> Iterator["_Ears"]:
        with contextlib.ExitStack() as stack:
            inbox = Inbox()
            stack.callback(inbox.close)
            panel = _had(stack, lambda: touch_of(config)) if config.hardware.touch else None
            rating = {action_of(b): b for b in config.buttons if action_of(b) in LEVELS}
            pins = [(b.name, b.pin) for b in rating.values()]
            buttons = _had(stack, lambda: PinButtons(pins, inbox.post, clock.mono, factory)) if pins else None
            if panel is None and buttons is None:
                raise EOFError("--screen: neither the touch panel nor the rating buttons of the file can be used")
            yield cls(panel, {b.name: level for level, b in rating.items()} if buttons else {}, inbox)

    def heard(self, patience: float | None, meanwhile: Callable[[], object]) -> list[Touched | ButtonPressed]:
        """Sleeps until something is: touches, or presses; `meanwhile` is done every `REDRAW_S` seconds.

        Raises EOFError after `patience` seconds.
        """
        felt = self.panel.fileno() if self.panel else None
        ears = [self.inbox.fileno(), *([] if felt is None else [felt])]
        left = float("inf") if patience is None else patience
        while not (ready := select.select(ears, [], [], min(REDRAW_S, left))[0]):
            left -= REDRAW_S
            if left <= 0:
                raise EOFError("nobody answers")
            meanwhile()
        touches: list[Touched | ButtonPressed] = list(self.panel.read()) if self.panel and felt in ready else []
        return touches + [said for said in self.inbox.take() if isinstance(said, ButtonPressed)]


def _had(stack: contextlib.ExitStack, build: Callable[[], Any]) -> Any:
    """Open until the stack ends; None where it is missing, which the other way to answer makes good."""
    try:
        return stack.enter_context(contextlib.closing(build()))
    except Missing:
        return None
