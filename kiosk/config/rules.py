"""The options as the core's own values: the rules of the queue and of ratings, the hours, an officer's outward name."""

from __future__ import annotations

import hashlib

from kiosk.config.options import Config
from kiosk.core.calendar.hours import Hours, parse_span
from kiosk.core.office.rules import Rules


def officer_reference(config: Config, officer: str) -> str:
    """The opaque name under which an officer leaves the kiosk; the same on every kiosk of the office."""
    salt = config.privacy.officer_salt or config.office.unit
    return "o" + hashlib.sha256(f"{salt}/{officer}".encode()).hexdigest()[:10]


def rules_of(config: Config) -> Rules:
    """The office's settings as the core's rules; a counter that names no service serves all."""
    letters = tuple(s.letter for s in config.services)
    return Rules(
        services={s.letter: s.name for s in config.services},
        counters={c.number: tuple(c.services) or letters for c in config.counters},
        priority_every=config.queue.priority_every,
        priority_cap=config.queue.priority_cap_minutes * 60_000,
        ordinary_cap=config.queue.ordinary_cap_minutes * 60_000,
        scale=config.ratings.scale,
        bind=config.ratings.bind_minutes * 60_000,
        repeat=config.ratings.repeat_seconds * 1000,
        scan=config.ratings.scan_seconds * 1000,
        ask=config.ratings.ask_seconds * 1000,
        which=config.ratings.which_seconds * 1000,
        home=config.kiosk.home_seconds * 1000,
        training=config.kiosk.training,
    )


def hours_of(config: Config) -> Hours:
    spans = tuple(parse_span(s) for s in (config.hours.morning, config.hours.afternoon) if s)
    days = frozenset(d - 1 for d in config.hours.days)
    holidays = frozenset(config.hours.holidays)
    return Hours(days, spans, config.hours.early_minutes, holidays, config.hours.enforce)
