"""From the state and the dialog to what the screen shows: pure, and the only place that fills a `View`.

A view is filled in parts, each by what it is about: the office, the home screen, the rating, the ticket, the list.
"""

from dataclasses import replace

from kiosk.app.print_jobs import paper_can_come
from kiosk.config.options import Service
from kiosk.config.settings import Settings
from kiosk.core.calendar.hours import next_opening
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import paper, queue, ratings
from kiosk.core.dialog.dialog import LIST, Dialog
from kiosk.core.dialog.view import CounterSpot, ServiceCard, View
from kiosk.core.figures import estimate_minutes
from kiosk.core.office.procedures import field_name, fields_of, in_field, with_code
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.state.values import State, Visit
from kiosk.core.words.vietnamese import clock_words, date_words, opening_words


def view_of(
    state: State,
    dialog: Dialog,
    now: Moment,
    settings: Settings,
    trouble: str = "",
    pressed: str = "",
    *,
    cover: paper.Cover = paper.Cover(),
) -> View:
    """What the citizen sees now. `trouble`: why the journal cannot be used, "" when it can; `pressed`: id of the thing
    under the finger; `cover`: the printer's."""
    view = _of_office(dialog, now, settings)
    view = replace(view, trouble=trouble, pressed=pressed, notice=_notice(state, dialog, settings))
    view = _with_services(view, state, now, settings)
    view = _with_rating(view, state, dialog, now, settings)
    visit = state.visits.get(dialog.ticket)
    view = _with_ticket(view, state, now, settings.rules, visit)
    asked = visit is not None and not dialog.blank and paper.is_asked(state, visit, cover, now.mono)
    view = replace(view, asks_slip=asked)
    return _with_list(view, dialog, settings, paper_can_come(state, settings))


def _of_office(dialog: Dialog, now: Moment, settings: Settings) -> View:
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
        opens="" if now.told is None else opening_words(now.told, next_opening(settings.hours, now.told)),
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


def _with_services(view: View, state: State, now: Moment, settings: Settings) -> View:
    asks = () if settings.safe_mode else ratings.asking(state, now, settings.rules)
    return replace(
        view,
        services=tuple(_card(state, now, settings.rules, service) for service in settings.config.services),
        ask_counter=asks[0] if len(asks) == 1 else 0,
        ask_many=len(asks) > 1,
    )


def _card(state: State, now: Moment, rules: Rules, service: Service) -> ServiceCard:
    waiting = queue.waiting(state, service.letter)
    wait = _wait_words(state, now, rules, service.letter, waiting)
    return ServiceCard(service.letter, service.name, waiting, wait, service.short)


def _wait_words(state: State, now: Moment, rules: Rules, letter: str, ahead: int) -> str:
    """ "15 phút", or nothing as long as it would be a guess."""
    desks = sum(1 for number in state.counters if letter in rules.counters.get(number, ()))
    line = [v.issued for v in state.visits.values() if v.status == "waiting" and v.service == letter]
    head = max((elapsed(at, now) // 1000 for at in line), default=0)
    minutes = estimate_minutes(ahead, desks, state.served.get(letter, ()), head)
    return f"{minutes} phút" if minutes else ""


# --- the ticket ---


def _with_ticket(view: View, state: State, now: Moment, rules: Rules, visit: Visit | None) -> View:
    if visit is None:
        return view
    ahead = queue.ahead(state, visit.token)
    return replace(
        view,
        ticket=visit.ticket,
        service=rules.services.get(visit.service, ""),
        ahead=ahead,
        wait=_wait_words(state, now, rules, visit.service, ahead),
        slip=visit.slip,
        may_reprint=paper.may_reprint(visit) and paper.can_come(state),
    )


# --- the rating ---


def _with_rating(view: View, state: State, dialog: Dialog, now: Moment, settings: Settings) -> View:
    fresh = ratings.candidates(state, now, settings.rules)
    return replace(
        view,
        level=dialog.level,
        counter=_about(dialog, fresh),
        reasons=dialog.reasons,
        counters=tuple(CounterSpot(c.number, c.number in dialog.lit, c.name) for c in settings.config.counters),
        may_correct=dialog.may_correct,
        may_decline=bool(declinable(state, dialog, fresh)),
    )


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
