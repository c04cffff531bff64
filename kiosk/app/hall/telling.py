"""The board as the touch app knows it, made anew when the journal, the settings or the minute has changed it."""

from kiosk.app.journal_writer import JournalWriter
from kiosk.app.presenter import opening_now
from kiosk.config.settings import Settings
from kiosk.core.calendar.moment import Moment, day_of
from kiosk.core.state.values import State
from kiosk.service.telling.board import View, as_of, board_view
from kiosk.service.telling.notices import Around


class Told:
    """Called, it answers with the event `board` of docs/contract.md; None while the journal cannot be used: who is told
    nothing says so itself."""

    def __init__(self, writer: JournalWriter) -> None:
        self._writer = writer
        self._made: tuple[State, Settings, View] | None = None

    def __call__(self) -> View | None:
        if self._writer.trouble:
            return None
        state, now, settings = self._writer.state, self._writer.now(), self._writer.settings()
        if self._made is None or self._made[0] is not state or self._made[1] is not settings:
            self._made = state, settings, board_view(state, settings.config)
        return as_of(self._made[2], state, now, _around(state, now, settings))


def _around(state: State, now: Moment, settings: Settings) -> Around:
    said = tuple(notice.text for notice in settings.config.notices if notice.until > now.wall)
    day = "" if now.told is None else day_of(now.told)
    return Around(opening=opening_now(state, now, settings), day=day, notices=said)
