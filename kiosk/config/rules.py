"""The options as the core's own values: the rules of the queue and of ratings, the hours, an officer's outward name."""

from __future__ import annotations

import hashlib

from kiosk.config.options import Config
from kiosk.core.calendar.hours import Hours, parse_span
from kiosk.core.calendar.loudness import Loudness, loudness
from kiosk.core.office.rules import Rules

SALT_LETTERS = 16  # of privacy.officer_salt; a shorter one can be tried, and is not used


def officer_reference(config: Config, officer: str, own: bytes) -> str:
    """The opaque name under which an officer leaves the kiosk: by the office's salt, the same on each of its kiosks,
    where it has one that nobody can try; else by this kiosk's `own`."""
    shared = config.privacy.officer_salt
    salt = shared.encode() if len(shared) >= SALT_LETTERS else own
    return "o" + hashlib.sha256(salt + f"/{officer}".encode()).hexdigest()[:10]


def former_reference(config: Config, officer: str) -> str:
    """That of the versions that took any salt, and the unit's code for none: whoever knows the names can try them."""
    return officer_reference(config, officer, (config.privacy.officer_salt or config.office.unit).encode())


def rules_of(config: Config) -> Rules:
    """The office's settings as the core's rules; a counter that names no service serves all."""
    letters = tuple(s.letter for s in config.services)
    return Rules(
        services={s.letter: s.name for s in config.services},
        counters={c.number: tuple(c.services) or letters for c in config.counters},
        ranked=frozenset(c.number for c in config.counters if c.services),
        priority_every=config.queue.priority_every,
        priority_cap=config.queue.priority_cap_minutes * 60_000,
        ordinary_cap=config.queue.ordinary_cap_minutes * 60_000,
        back=config.queue.return_minutes * 60_000,
        rest=config.queue.unanswered_minutes * 60_000,
        tries=config.queue.unanswered_times,
        capacity=config.queue.capacity,
        later=config.queue.later_minutes * 60_000,
        again=config.queue.again_seconds * 1000,
        prints=config.printer.kind != "none",
        scale=config.ratings.scale,
        bind=config.ratings.bind_minutes * 60_000,
        repeat=config.ratings.repeat_seconds * 1000,
        scan=config.ratings.scan_seconds * 1000,
        ask=config.ratings.ask_seconds * 1000,
        which=config.ratings.which_seconds * 1000,
        home=config.kiosk.home_seconds * 1000,
        training=config.kiosk.training,
        results=next((s.letter for s in config.services if s.results), ""),
    )


def hours_of(config: Config) -> Hours:
    spans = tuple(parse_span(s) for s in (config.hours.morning, config.hours.afternoon) if s)
    days = frozenset(d - 1 for d in config.hours.days)
    holidays = frozenset(config.hours.holidays)
    return Hours(days, spans, config.hours.early_minutes, holidays, config.hours.enforce)


def loudness_of(config: Config) -> Loudness:
    return loudness(config.speaker.volume, config.speaker.quiet)


def box_speaks(config: Config) -> bool:
    """Else the board's page says the calls: never both."""
    speaker = config.speaker
    return speaker.where == "box" or (speaker.where == "auto" and bool(speaker.player or speaker.recordings))
