"""The supervisor's settings: what holds, who said it and when; and setting it, by the one path for all authors.

A value is tried before anything is written, and refused by its option's name and bounds, in Vietnamese. It is written
within the journal's transaction, so the last wish has the last word and a key makes it happen once. An officer's PIN is
looked at here and goes on as a hash.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from kiosk.config.diagnostics.problems import ConfigError, text
from kiosk.config.load import in_the_file
from kiosk.config.options import Config, Officer
from kiosk.config.pin_hash import hash_pin, is_guessable, is_pin
from kiosk.config.written.allowed import NOTICES, ROWS, SINGLE, row_of
from kiosk.config.written.laying import standing
from kiosk.config.written.store import Word, kept_in
from kiosk.console.request_body import BadRequest, Body, number
from kiosk.console.request_body import text as text_of
from kiosk.console.shared import Console
from kiosk.console.views import View
from kiosk.core.calendar.moment import Moment, iso
from kiosk.core.calendar.public_holidays import public_holidays
from kiosk.core.decisions.supervising.wishes import AUTHOR
from kiosk.core.office.refusals import Refused
from kiosk.core.record.events import Fact
from kiosk.core.state.values import State
from kiosk.journal.answers import Answer
from kiosk.office import Office
from kiosk.service.set_options import folder_of, set_options, tried

SHOWN = {"services": ("name", "short"), "counters": ("services", "name"), "officers": ("name", "out_of_turn")}
"""What the page shows of a row, and a change of it may say that it did."""


class BadSetting(Refused):
    """A value that its option does not allow; the message names the option and its bounds."""

    def __init__(self, message: str) -> None:
        super().__init__("bad-setting")
        self.message = message


@dataclass(frozen=True)
class Change:
    """`values`: by option, None takes a row away; `pins`: hashes by officer; `refused`: why it is not for now."""

    values: Mapping[str, Any] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""


# --- what holds ---


def settings_view(config: Config) -> View:
    """Each with its author and time, where it was set on the box; `null` where kiosk.toml says it."""
    tables = _file(config)
    told = {each.option: each.word for each in standing(tables, kept_in(folder_of(config))) if each.counts}
    return {
        "options": [{**_option(config, name), **_by(told, name)} for name in SINGLE],
        "services": [
            {"letter": s.letter, "name": s.name, "short": s.short, **_by(told, f"services.{s.letter}")}
            for s in config.services
        ],
        "counters": [
            {"number": c.number, "services": c.services, "name": c.name, **_by(told, f"counters.{c.number}")}
            for c in config.counters
        ],
        "officers": [{**_officer(o), **_by(told, f"officers.{o.id}")} for o in config.officers],
        "notices": [{"text": notice.text, "until": notice.until} for notice in config.notices],
        "stopped": config.stopped,
    }


def _file(config: Config) -> Mapping[str, Any]:
    """kiosk.toml itself; one that cannot be read just now says nothing."""
    try:
        return in_the_file(config.origin)
    except ConfigError:
        return {}


def _option(config: Config, name: str) -> View:
    table, _, option = name.partition(".")
    section = getattr(config, table)
    meta = next(found for found in fields(section) if found.name == option).metadata
    return {"option": name, "value": getattr(section, option), "low": meta["low"], "high": meta["high"]}


def _officer(officer: Officer) -> View:
    shown = {"id": officer.id, "name": officer.name, "out_of_turn": officer.out_of_turn}
    return {**shown, "pin": bool(officer.pin)}


def _by(told: Mapping[str, Word], option: str) -> View:
    word = told.get(option)
    return {"author": word.author if word else None, "at": word.at if word else None}


# --- what was asked ---


def asked_option(config: Config, asked: Body) -> Change:
    """`{option, value, shown?}`: stale where `shown`, the value on the page, is no more. Raises BadRequest."""
    option = text_of(asked, "option")
    if "value" not in asked or option.startswith("officers."):
        raise BadRequest
    if _is_stale(config, option, asked):
        return Change(refused="stale")
    return Change({option: asked["value"], **_without_service(config, option, asked["value"])})


def _is_stale(config: Config, option: str, asked: Body) -> bool:
    """Somebody else changed it since the page was drawn. What the page does not say is not looked at."""
    return "shown" in asked and asked["shown"] != _standing(config, option)


def _standing(config: Config, option: str) -> Any:
    """As the page shows it: a value, a row's parts, None for a row that is not there."""
    if option in SINGLE:
        return _option(config, option)["value"]
    if (row := row_of(option)) is None:
        return [asdict(notice) for notice in config.notices] if option == NOTICES else config.stopped
    table, known_by = row
    rows = getattr(config, table)
    found = next((r for r in rows if str(getattr(r, ROWS[table])).lower() == known_by.lower()), None)
    return found and {part: getattr(found, part) for part in SHOWN[table]}


def _without_service(config: Config, option: str, value: Any) -> dict[str, Any]:
    """A service that goes is served by no counter any more. One that serves nothing else is left for who decides it."""
    letter = option.removeprefix("services.")
    if value is not None or letter == option:
        return {}
    serving = [(c, [each for each in c.services if each != letter]) for c in config.counters if letter in c.services]
    return {f"counters.{c.number}": {"services": left, "name": c.name} for c, left in serving if left}


def more_holidays(config: Config, asked: Body) -> Change:
    """`{year}`: its public holidays beside those that are set. Raises BadRequest."""
    days, year = config.hours.holidays, number(asked, "year")
    if not (more := [day for day in public_holidays(year) if day not in days]):
        return Change(refused="nothing-changes")
    return Change({"hours.holidays": sorted([*days, *more])})


def asked_officer(config: Config, asked: Body) -> Change:
    """`{id, name?, out_of_turn?, pin?, shown?}`: a new one, or what is changed of one. Raises BadRequest, Refused
    weak-pin."""
    if _is_stale(config, f"officers.{text_of(asked, 'id')}", asked):
        return Change(refused="stale")
    name, before = text_of(asked, "id"), _known(config, text_of(asked, "id"))
    name = before.id if before else name
    row = {"name": before.name, "out_of_turn": before.out_of_turn} if before else {}
    row |= {part: asked[part] for part in ("name", "out_of_turn") if part in asked}
    pins = {name: _hashed(text_of(asked, "pin"))} if "pin" in asked else {}
    if not (before or pins or config.console.demo):
        raise Refused("weak-pin")
    return Change({f"officers.{name}": row}, pins)


def gone_officer(config: Config, asked: Body) -> Change:
    """`{id, shown?}`. Raises BadRequest."""
    if _is_stale(config, f"officers.{text_of(asked, 'id')}", asked):
        return Change(refused="stale")
    before = _known(config, text_of(asked, "id"))
    return Change({f"officers.{before.id}": None}) if before else Change(refused="nothing-changes")


def _known(config: Config, name: str) -> Officer | None:
    return next((officer for officer in config.officers if officer.id.lower() == name.lower()), None)


def _hashed(pin: str) -> str:
    """Raises Refused weak-pin."""
    if not is_pin(pin) or is_guessable(pin):
        raise Refused("weak-pin")
    return hash_pin(pin)


# --- setting it ---


class _SetMeanwhile(Exception):
    """Somebody set something since it was looked at what is to change."""


def set_by_supervisor(console: Console, change_of: Callable[[Config, Body], Change], asked: Body, key: str) -> Answer:
    """What is asked, of what holds in the transaction that writes it: as it was seen a moment before, it is looked at
    again, and two supervisors at once lose nothing of each other unseen. Raises BadSetting, BadRequest, Refused,
    JournalError; and then nothing is kept."""
    while True:
        console.newest()
        known, config = console.known, console.config
        with suppress(_SetMeanwhile):
            return _set(console.office, config, change_of(config, asked), known, key)


def _set(office: Office, config: Config, change: Change, known: int, key: str) -> Answer:
    _try(config, change)

    def decide(state: State, now: Moment) -> Sequence[Fact]:
        if state.settings != known:
            raise _SetMeanwhile
        if change.refused:
            raise Refused(change.refused)
        return set_options(config, change.values, change.pins, AUTHOR, iso(now.wall))

    return office.supervise(decide, lambda *_: {"options": sorted(_named(change))}, key)


def _try(config: Config, change: Change) -> None:
    try:
        tried(config, change.values, change.pins, AUTHOR, "")
    except ConfigError as error:
        raise BadSetting("; ".join(text(problem, "vi") for problem in error.problems[:3]) + ".") from error


def _named(change: Change) -> set[str]:
    return {*change.values, *(f"officers.{officer}.pin" for officer in change.pins)}
