"""From the state and the dialog to what the screen shows: pure, and the only place that fills a `View`.

A view is filled in parts, each by what it is about: the office, the home screen, the rating, the ticket, the list.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial

from kiosk.app.print_jobs import paper_can_come
from kiosk.config.options import Service
from kiosk.config.settings import Settings
from kiosk.core.calendar.hours import MINUTE, last_end, next_opening, session_of, works_from
from kiosk.core.calendar.moment import Moment, is_known
from kiosk.core.decisions import paper, queue, ratings
from kiosk.core.decisions.amends.being_back import asks_at
from kiosk.core.decisions.binding import known_visit
from kiosk.core.decisions.supervising.today import is_stopped, opening_of
from kiosk.core.dialog.dialog import LIST, Dialog
from kiosk.core.dialog.view import CounterSpot, ServiceCard, View
from kiosk.core.forecast.capacity import Prospect, prospects
from kiosk.core.forecast.later import comes_back
from kiosk.core.forecast.outlook import Outlook, outlook
from kiosk.core.forecast.play import Working
from kiosk.core.office.procedures import field_name, fields_of, in_field, with_code
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.state.values import Promise, State, Visit
from kiosk.core.words.opening import Opening, opening
from kiosk.core.words.vietnamese import clock_words, date_words, hour_words, opening_words, session_words


def view_of(
    state: State,
    dialog: Dialog,
    now: Moment,
    settings: Settings,
    trouble: str = "",
    pressed: str = "",
    *,
    cover: paper.Cover = paper.Cover(),
    told: Outlook | None = None,
    ahead: Mapping[str, Prospect] | None = None,
    later: int | None = None,
    past: Visit | None = None,
) -> View:
    """What the citizen sees now. `trouble`: why the journal cannot be used, "" when it can; `pressed`: id of the thing
    under the finger; `cover`: the printer's; `told`: of the ticket on the screen; `ahead`: of each
    service before its number is taken; `later`: in so many seconds the ticket on the screen may come back;
    `past`: its visit, where today knows nothing of it."""
    view = _of_office(state, dialog, now, settings)
    view = replace(view, trouble=trouble, pressed=pressed, notice=_notice(state, dialog, settings))
    view = _with_services(view, state, now, settings, ahead or {})
    view = _with_rating(view, state, dialog, now, settings)
    if dialog.screen == "another":
        view = replace(view, asked=settings.rules.services.get(dialog.service, ""))
    visit = known_visit(state, dialog.ticket, past)
    view = _with_ticket(view, state, settings, visit, told)
    view = _with_later(view, visit, now, later)
    asked = visit is not None and not dialog.blank and paper.is_asked(state, visit, cover, now.mono)
    view = replace(view, asks_slip=asked)
    return _with_list(view, dialog, settings, paper_can_come(state, settings))


def opening_now(state: State, now: Moment, settings: Settings) -> Opening:
    """Whether numbers are given, by the hours and by what the supervisor decided."""
    return opening_of(state, now, opening(settings.hours, now), settings.config.stopped)


def _of_office(state: State, dialog: Dialog, now: Moment, settings: Settings) -> View:
    """What every screen shows, and what this visitor chose for the eyes."""
    office = settings.config.office
    return View(
        screen=dialog.screen,
        office=office.name,
        place=office.place,
        clock=clock_words(now.told),
        date=date_words(now.told),
        hotline=office.hotline,
        training=settings.rules.training,
        safe_mode=settings.safe_mode,
        opens=opening_now(state, now, settings).said,
        halted=opening(settings.hours, now).open and not opening_now(state, now, settings).open,
        told=tuple(notice.text for notice in settings.config.notices if notice.until > now.wall),
        page=dialog.page,
        priority=dialog.priority,
        large=dialog.large,
        contrast=dialog.contrast,
    )


def _notice(state: State, dialog: Dialog, settings: Settings) -> str:
    """A citizen is not told why no slip comes: it is not theirs to mend."""
    if dialog.notice or (dialog.screen == "ticket" and dialog.blank):
        return dialog.notice or "slip-blank"
    if settings.config.printer.kind == "none":
        return "no-printer"
    return "" if paper.can_come(state) else "no-slip"


# --- the home screen ---


def _with_services(view: View, state: State, now: Moment, settings: Settings, ahead: Mapping[str, Prospect]) -> View:
    session, again = session_of(settings.hours, now), next_opening(settings.hours, now.wall)
    asks = () if settings.safe_mode else ratings.asking(state, now, settings.rules)
    return replace(
        view,
        services=tuple(
            replace(
                _card(state, service, ahead.get(service.letter), settings),
                stopped=is_stopped(state, now, service.letter),
            )
            for service in settings.config.services
        ),
        stopped=settings.config.stopped if view.notice == "refused-stopped" else "",
        session=session_words(session[1]) if session else "",
        again=opening_words(now.wall, again) if view.notice == "refused-full" else "",
        ask_counter=asks[0] if len(asks) == 1 else 0,
        ask_many=len(asks) > 1,
    )


def _card(state: State, service: Service, ahead: Prospect | None, settings: Settings) -> ServiceCard:
    card = ServiceCard(service.letter, service.name, queue.waiting(state, service.letter), service.short)
    if ahead is None:
        return card
    full = ahead.left == 0 and settings.rules.capacity == "refuse"
    return replace(card, left=ahead.left, full=full, unopened=not ahead.open)


# --- the ticket ---


def _with_ticket(view: View, state: State, settings: Settings, visit: Visit | None, told: Outlook | None) -> View:
    """`told`: None once it is called."""
    if visit is None:
        return view
    over = visit.token not in state.visits or visit.status == "finished"
    if told:
        view = replace(view, ahead=told.people, at_least=not told.exact, wait=told.minutes)
        view = replace(view, unopened=not told.open, resting=told.resting, callers=told.counters)
    return replace(
        view,
        ticket=visit.ticket,
        service=settings.rules.services.get(visit.service, ""),
        prior=visit.priority,
        prepare=next((s.prepare for s in settings.config.services if s.letter == visit.service), ""),
        over=over,
        called_to=visit.counter if visit.status in ("called", "serving") and not over else 0,
        missed_at=0 if over else _missed_at(state, settings.rules, visit),
        aside=visit.status == "held" and not over,
        slip=visit.slip,
        may_reprint=paper.may_reprint(visit) and paper.can_come(state),
    )


def _missed_at(state: State, rules: Rules, visit: Visit) -> int:
    """Where whoever was not there when it went on speaks to the officer; 0 for who need not."""
    if visit.status == "held":
        return asks_at(state, rules, visit)
    return visit.missed.counter if visit.missed and visit.status == "waiting" else 0


def _with_later(view: View, visit: Visit | None, now: Moment, later: int | None) -> View:
    """When who does not want to sit comes back, or may."""
    if visit is not None and visit.promise and visit.status == "waiting" and _is_away(visit.promise, now):
        return replace(view, goes=True, later_at=hour_words(visit.promise.at.wall + visit.promise.after))
    return replace(view, later=later, later_at=hour_words(now.wall + 1000 * later)) if later else view


def _is_away(promise: Promise, now: Moment) -> bool:
    return elapsed(promise.at, now) < promise.after


# --- the rating ---


def _with_rating(view: View, state: State, dialog: Dialog, now: Moment, settings: Settings) -> View:
    fresh = ratings.candidates(state, now, settings.rules)
    return replace(
        view,
        level=dialog.level,
        counter=_about(dialog, fresh),
        reasons=dialog.reasons,
        counters=tuple(_spots(state, {visit.counter for visit in fresh} & {*dialog.lit}, settings)),
        may_correct=dialog.may_correct,
        may_decline=bool(declinable(state, dialog, fresh)),
    )


def _spots(state: State, lit: AbstractSet[int], settings: Settings) -> Iterator[CounterSpot]:
    """The room as it is today: a counter at which nobody sits is no help to find the right one. `lit`: of those that
    were asked for, where still nobody has rated: a pad may have been pressed meanwhile."""
    for counter in settings.config.counters:
        if counter.number in lit or counter.number in state.counters:
            yield CounterSpot(counter.number, counter.number in lit, counter.name)


def _about(dialog: Dialog, fresh: tuple[Visit, ...]) -> int:
    """The counter that the question or the thanks are about, 0 when it is not known."""
    if dialog.screen == "rate" and not dialog.scanned:
        return fresh[0].counter if len(fresh) == 1 else 0
    return dialog.counter


def declinable(state: State, dialog: Dialog, fresh: tuple[Visit, ...]) -> str:
    """The visit whose question "Không đánh giá" would answer: the scanned one, or the only one there is."""
    if dialog.scanned:
        visit = state.visits.get(dialog.scanned)
        return dialog.scanned if visit in fresh else ""
    return fresh[0].token if len(fresh) == 1 else ""


# --- the public list ---


def _with_list(view: View, dialog: Dialog, settings: Settings, may_print: bool) -> View:
    """Beside the way to it, what its own screens show; all others are spared the counting."""
    listed = settings.listed
    view = replace(view, listed=bool(listed), may_print=may_print)
    if dialog.screen not in LIST:
        return view
    name = field_name(listed, dialog.field)
    return replace(
        view,
        fields=fields_of(listed),
        of_field=name,
        procedures=in_field(listed, name),
        procedure=with_code(listed, dialog.procedure),
        may_take=dialog.base == "home",
    )


# --- who waits ---


class Outlooks:
    """What is told of somebody who waits, to screen and slip the same, and of each service before the press: reckoned
    once for each state and minute, because the loop draws often and a forecast plays the queue through."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._later: tuple[tuple[str, int, int], int | None] = (("", -1, -1), None)
        self._ahead: tuple[tuple[bool, int, int], Mapping[str, Prospect]] = ((False, -1, -1), {})
        self._known: tuple[tuple[str, int, int], Outlook | None] = (("", -1, -1), None)

    def of(self, state: State, now: Moment, token: str) -> Outlook | None:
        """Of the visit with this token; None when it does not wait."""
        asked = (token, state.seq, now.mono // MINUTE)
        if self._known[0] != asked:
            self._known = asked, outlook(state, now, self._settings.rules, token, self._working(now))
        return self._known[1]

    def later(self, state: State, now: Moment, token: str, told: Outlook | None) -> int | None:
        """In how many seconds its person may come back, before the office closes; a clock that is not known offers no
        time."""
        asked = (token, state.seq, now.mono // MINUTE)
        if self._later[0] != asked:
            offered = comes_back(state, now, self._settings.rules, token, self._working(now), told)
            end = last_end(self._settings.hours, now.wall)
            kept = offered and is_known(now.clock) and (end is None or now.wall + 1000 * offered < end)
            self._later = asked, offered if kept else None
        return self._later[1]

    def before(self, state: State, now: Moment, dialog: Dialog) -> Mapping[str, Prospect]:
        """Of each service; only where services are chosen."""
        if dialog.screen != "home":
            return {}
        asked = (dialog.priority, state.seq, now.mono // MINUTE)
        if self._ahead[0] != asked:
            rules, hours = self._settings.rules, self._settings.hours
            self._ahead = asked, prospects(state, now, rules, hours, dialog.priority)
        return self._ahead[1]

    def _working(self, now: Moment) -> Working:
        """A clock that is not known closes nobody out."""
        return partial(works_from, self._settings.hours) if is_known(now.clock) else int
