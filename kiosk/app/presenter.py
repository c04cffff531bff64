"""From the state and the dialog to what the screen shows: pure, and the only place that fills a `View`."""

from typing import Any

from kiosk.config.options import Config, Service
from kiosk.core.calendar.hours import Hours, next_opening
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import paper, queue, ratings
from kiosk.core.dialog.dialog import LIST, Dialog
from kiosk.core.dialog.view import CounterSpot, ServiceCard, View
from kiosk.core.figures import estimate_minutes
from kiosk.core.office.procedures import Procedures, field_name, fields_of, in_field, with_code
from kiosk.core.office.rules import Rules, elapsed
from kiosk.core.state.values import State, Visit
from kiosk.core.words.vietnamese import clock_words, date_words, opening_words


def paper_can_come(state: State, config: Config) -> bool:
    return config.printer.kind != "none" and paper.can_come(state)


def view_of(
    state: State,
    dialog: Dialog,
    now: Moment,
    config: Config,
    rules: Rules,
    hours: Hours,
    trouble: str = "",
    pressed: str = "",
    listed: Procedures = (),
) -> View:
    """What the citizen sees now. `listed`: the office's public list."""
    visit = state.visits.get(dialog.ticket)
    asks = () if rules.tickets_only else ratings.asking(state, now, rules)
    fresh = ratings.candidates(state, now, rules)
    return View(
        screen=dialog.screen,
        office=config.office.name,
        place=config.office.place,
        clock=clock_words(now.wall),
        date=date_words(now.wall),
        hotline=config.office.hotline,
        training=rules.training,
        tickets_only=rules.tickets_only,
        services=tuple(_card(state, now, rules, s) for s in config.services),
        page=dialog.page,
        priority=dialog.priority,
        ask_counter=asks[0] if len(asks) == 1 else 0,
        ask_many=len(asks) > 1,
        counters=_spots(dialog, config),
        opens=opening_words(now.wall, next_opening(hours, now.wall)),
        notice=_notice(state, dialog, config),
        trouble=trouble,
        pressed=pressed,
        large=dialog.large,
        contrast=dialog.contrast,
        level=dialog.level,
        counter=_about(dialog, fresh),
        reasons=dialog.reasons,
        may_correct=dialog.may_correct,
        may_decline=bool(declinable(state, dialog, fresh)),
        listed=bool(listed),
        may_print=paper_can_come(state, config),
        **_ticket(state, now, rules, visit),
        **_listed(dialog, listed),
    )


def _listed(dialog: Dialog, listed: Procedures) -> dict[str, Any]:
    """What the list's own screens show; all else is spared the counting."""
    if dialog.screen not in LIST:
        return {}
    name = field_name(listed, dialog.field)
    return {
        "fields": fields_of(listed),
        "of_field": name,
        "procedures": in_field(listed, name),
        "procedure": with_code(listed, dialog.procedure),
        "may_take": dialog.base == "home",
    }


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


def _ticket(state: State, now: Moment, rules: Rules, visit: Visit | None) -> dict[str, Any]:
    if visit is None:
        return {}
    ahead = queue.ahead(state, visit.token)
    return {
        "ticket": visit.ticket,
        "service": rules.services.get(visit.service, ""),
        "ahead": ahead,
        "wait": _wait_words(state, now, rules, visit.service, ahead),
        "slip": visit.slip,
        "may_reprint": paper.may_reprint(visit) and paper.can_come(state),
    }


def _spots(dialog: Dialog, config: Config) -> tuple[CounterSpot, ...]:
    return tuple(CounterSpot(c.number, c.number in dialog.lit, c.name) for c in config.counters)


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


def _notice(state: State, dialog: Dialog, config: Config) -> str:
    return dialog.notice or ("" if paper_can_come(state, config) else "no-paper")
