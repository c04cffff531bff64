"""What became of a number, and what an officer did today, read from the journal's rows of this day. Waits for the disk.

Rows are folded as they come, so that a long day takes no memory; what cannot be read is passed by.
"""

from collections.abc import Iterator, Mapping

from kiosk.console.history.views import View, day_view, story_view, story_with_names
from kiosk.core.history.served import day_of_officer
from kiosk.core.history.story import Story, story_of
from kiosk.core.office.refusals import Refused
from kiosk.core.record.events import Recorded
from kiosk.core.state.values import State
from kiosk.office import Office


def history(office: Office, asked: str) -> View:
    """`asked`: a number of today, as A015. Raises Refused unknown-ticket, JournalError."""
    state = office.state()
    return story_view(_story(office, state, asked), state.day)


def history_with_names(office: Office, asked: str, names: Mapping[str, str]) -> View:
    """The same, and by whom."""
    state = office.state()
    return story_with_names(_story(office, state, asked), state.day, names)


def own_day(office: Office, officer: str) -> View:
    """`officer`: the sign-in name."""
    return day_view(day_of_officer(_today(office), office.officers.get(officer, ())), office.state().day)


def _story(office: Office, state: State, asked: str) -> Story:
    story = story_of(_today(office), _token(state, asked.strip().upper()), office.rules)
    if story is None:
        raise Refused("unknown-ticket")
    return story


def _token(state: State, ticket: str) -> str:
    """Of the number that was given last, should one of a paper roll have been entered twice; "" for none."""
    known = (*state.visits.values(), *state.done.values(), *state.gone.values())
    own = [visit for visit in known if visit.ticket == ticket]
    return max(own, key=lambda visit: (visit.how != "cancelled", visit.place)).token if own else ""


def _today(office: Office) -> Iterator[Recorded]:
    found = office.journal.facts(max(0, office.journal.day_start() - 1))
    return (r for r in found if isinstance(r, Recorded))
