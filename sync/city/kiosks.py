"""Each box as it was heard last: there or not, since when, its last word, and what it says of itself."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from kiosk.core.calendar.moment import iso
from sync.city.clocks import word_in
from sync.city.engine import Engine
from sync.city.gate import AHEAD_MS
from sync.city.rows.facts import as_text
from sync.city.trust import journals
from sync.envelope import Presence


def hear(sql: Engine, events: Iterable[Mapping[str, Any]], ahead: Collection[str], now: int) -> None:
    """The last word of each. `ahead`: hashes of events whose time is still to come, which says nothing; `now`: the
    city's clock, ms since 1970. Where a former version believed such a time, the next word mends it."""
    last: dict[str, str] = {}
    for event in events:
        time = "" if event["hash"] in ahead else event["time"]
        last[event["source"]] = max(time, last.get(event["source"], ""))
    heard, latest = iso(now), iso(now + AHEAD_MS)
    sql.many(
        "INSERT INTO kiosks (source, online, since, last_event, heard) VALUES (?, 1, ?, ?, ?) ON CONFLICT (source) "
        "DO UPDATE SET heard = excluded.heard, silent = NULL, away = 0, last_event = CASE WHEN kiosks.last_event > "
        "excluded.last_event AND kiosks.last_event <= ? THEN kiosks.last_event "
        "ELSE COALESCE(excluded.last_event, kiosks.last_event) END",
        [(source, time or heard, time or None, heard, latest) for source, time in last.items()],
    )


def present(sql: Engine, source: str, presence: Presence, received: str) -> None:
    """A kiosk came or went; `received`: by the city's clock."""
    found = sql("SELECT online, since FROM kiosks WHERE source = ?", source).fetchone()
    is_will = not presence.online and "time" not in presence.payload
    if found and is_will:
        _break_off(sql, source, presence.since, (int(found[0]), found[1]), received)
        return
    journal, card, sw = (word_in(presence.payload.get(name)) for name in ("journal", "card", "sw"))
    sql(
        "INSERT INTO kiosks (source, online, since, state, journal, card, heard, away) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (source) DO UPDATE SET online = excluded.online, since = excluded.since, state = excluded.state, "
        "journal = excluded.journal, card = excluded.card, heard = excluded.heard, silent = NULL, away = excluded.away",
        source, int(presence.online), presence.since, as_text(presence.payload), journal, card, received,
        int(not (presence.online or is_will)),
    )  # fmt: skip
    if journal:
        journals.present(sql, source, journal, card, sw)


def _break_off(sql: Engine, source: str, since: str, known: tuple[int, str], received: str) -> None:
    """A last will was written when its connection was dialled: only that this one broke is true of it, and when we
    heard that. One of a connection before that of today says nothing."""
    if known[0] and since < known[1]:
        return
    at = received if known == (1, since) else since
    sql("UPDATE kiosks SET online = 0, since = ? WHERE source = ?", at, source)
