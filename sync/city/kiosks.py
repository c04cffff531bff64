"""Each box as it was heard last: there or not, since when, its last word, and what it says of itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from sync.city.clocks import word_in
from sync.city.engine import Engine
from sync.city.rows.facts import as_text
from sync.city.trust import journals
from sync.envelope import Presence


def hear(sql: Engine, events: Iterable[Mapping[str, Any]]) -> None:
    """The last word of each; none of these is of a time that is still to come."""
    last: dict[str, str] = {}
    for event in events:
        last[event["source"]] = max(event["time"], last.get(event["source"], ""))
    sql.many(
        "INSERT INTO kiosks (source, online, since, last_event) VALUES (?, 1, ?, ?) "
        "ON CONFLICT (source) DO UPDATE SET last_event = CASE WHEN kiosks.last_event > excluded.last_event "
        "THEN kiosks.last_event ELSE excluded.last_event END",
        [(source, time, time) for source, time in last.items()],
    )


def present(sql: Engine, source: str, presence: Presence, received: str) -> None:
    """A kiosk came or went. A last will repeats the `since` of the connection that it ends: what is true of it is when
    we heard it (`received`)."""
    found = sql("SELECT online, since FROM kiosks WHERE source = ?", source).fetchone()
    broke_off = not presence.online and found == (1, presence.since)
    journal, card, sw = (word_in(presence.payload.get(name)) for name in ("journal", "card", "sw"))
    sql(
        "INSERT INTO kiosks (source, online, since, state, journal, card) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (source) DO UPDATE SET online = excluded.online, since = excluded.since, "
        "state = excluded.state, journal = excluded.journal, card = excluded.card",
        source, int(presence.online), received if broke_off else presence.since, as_text(presence.payload),
        journal, card,
    )  # fmt: skip
    if journal:
        journals.present(sql, source, journal, card, sw)
