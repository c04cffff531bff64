"""Whose checkpoints count: the keys that are pinned for each source, by hand (`kiosk-city keys --pin`).

Anybody who reaches the broker can make a key, sign a chain of his own with it and send that under any unit's name. So
what a key signs covers nothing before somebody who knows the box has pinned it. A trial without certificates may pin
the first key of each new source by itself (`--trust-first`): that proves only that it is still the same one.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kiosk.core.calendar.moment import iso
from sync.city.engine import Engine

How = Literal["hand", "first", "before"]  # `before`: by a former version, which pinned the first key by itself
_KEY = re.compile(r"[0-9a-f]{64}")
_SOURCE = re.compile(r"(/[A-Za-z0-9._-]{1,40}){2,12}")


@dataclass(frozen=True)
class Pin:
    """`source`: `/H55/92/08/000/k1`; `key`: the public half in hex."""

    source: str
    key: str


def pin_of(text: str) -> Pin:
    """`SOURCE=KEY`. Raises ValueError."""
    source, _, key = text.partition("=")
    source, key = "/" + source.strip("/"), key.lower()
    if not (_SOURCE.fullmatch(source) and _KEY.fullmatch(key)):
        raise ValueError(f"--pin {text}: expected SOURCE=KEY, as /H55/92/08/000/k1=64 letters of hex")
    return Pin(source, key)


def pinned(sql: Engine, source: str) -> frozenset[str]:
    return frozenset(key for (key,) in sql("SELECT key FROM keys WHERE source = ?", source).fetchall())


def all_pinned(sql: Engine, sources: Iterable[str]) -> set[tuple[str, str]]:
    """The pairs of source and key, of these sources."""
    asked = "SELECT t.source, t.key FROM {k} CROSS JOIN keys t WHERE t.source = k.source"
    names = sorted({(source,) for source in sources})
    return {(source, key) for source, key in (sql.joined(asked, "source text", names).fetchall() if names else ())}


def pin(sql: Engine, one: Pin, how: How) -> None:
    """By hand counts more than by itself."""
    sql(
        "INSERT INTO keys (source, key, how, since) VALUES (?, ?, ?, ?) ON CONFLICT (source, key) DO UPDATE SET "
        "how = CASE WHEN excluded.how = 'hand' THEN 'hand' ELSE keys.how END",
        one.source, one.key, how, iso(time.time_ns() // 1_000_000),
    )  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """A key that signed for a source. `how`: "" while nobody pinned it; `provisional`: the source's ratings that no
    pinned key covers."""

    source: str
    key: str
    how: str
    provisional: int

    @property
    def line(self) -> str:
        key = self.key or "(nothing signed yet)"
        return f"{self.source} {key} {self.how or 'not pinned'}, {self.provisional} ratings provisional"


def seen(sql: Engine) -> list[Seen]:
    rows = sql(
        "SELECT source, key, max(how) FROM (SELECT source, key, how FROM keys UNION ALL "
        "SELECT source, key, '' FROM claims WHERE key IS NOT NULL UNION ALL "
        "SELECT source, COALESCE(key, ''), '' FROM journals) AS told GROUP BY source, key ORDER BY source, key"
    ).fetchall()
    waits = dict(sql("SELECT source, count(*) FROM ratings WHERE provisional = 1 GROUP BY source").fetchall())
    signed = {source for source, key, _ in rows if key}
    return [Seen(s, key, how, waits.get(s, 0)) for s, key, how in rows if key or s not in signed]
