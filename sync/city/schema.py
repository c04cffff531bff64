"""The city's tables (docs/contract.md), as named steps in SQL that SQLite and PostgreSQL both read.

A step is applied once and never edited afterwards; whatever changes is a further step at the end. `events` keeps every
event as it came; all other tables follow from it and can be made again. Columns are only added, and none to `heads`:
the version before must still be able to write when a kiosk-city is taken back to it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    name: str
    statements: tuple[str, ...]


# As they were before there were steps: a database of that version has them already.
_TABLES = (
    """CREATE TABLE IF NOT EXISTS events (
      source TEXT NOT NULL, journal TEXT NOT NULL, stream TEXT NOT NULL, sequence BIGINT NOT NULL,
      id TEXT NOT NULL, type TEXT NOT NULL, time TEXT NOT NULL, recordedtime TEXT NOT NULL,
      data TEXT NOT NULL, prevhash TEXT NOT NULL, hash TEXT NOT NULL, correlationid TEXT, about BIGINT,
      event TEXT NOT NULL,
      PRIMARY KEY (source, journal, stream, sequence))""",
    """CREATE INDEX IF NOT EXISTS events_about ON events (source, journal, about) WHERE about IS NOT NULL""",
    """CREATE TABLE IF NOT EXISTS ratings (
      source TEXT NOT NULL, journal TEXT NOT NULL, sequence BIGINT NOT NULL, time TEXT NOT NULL,
      level INTEGER NOT NULL, scale TEXT NOT NULL, counter INTEGER, officer TEXT, service TEXT,
      bound INTEGER NOT NULL, bind TEXT, counted INTEGER NOT NULL, uncounted_reason TEXT, reasons TEXT NOT NULL,
      channel TEXT NOT NULL, offline INTEGER NOT NULL, test INTEGER NOT NULL,
      PRIMARY KEY (source, journal, sequence))""",
    """CREATE TABLE IF NOT EXISTS heads (
      source TEXT NOT NULL, journal TEXT NOT NULL, stream TEXT NOT NULL, stored BIGINT NOT NULL, hash TEXT NOT NULL,
      PRIMARY KEY (source, journal, stream))""",
    """CREATE TABLE IF NOT EXISTS gaps (
      source TEXT NOT NULL, stream TEXT NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL, journal TEXT NOT NULL,
      PRIMARY KEY (source, journal, stream, first))""",
    """CREATE TABLE IF NOT EXISTS kiosks (
      source TEXT PRIMARY KEY, online INTEGER NOT NULL, since TEXT NOT NULL, last_event TEXT,
      days_out_of_order INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT '{}')""",
    """CREATE TABLE IF NOT EXISTS faults (
      source TEXT NOT NULL, journal TEXT NOT NULL, device TEXT NOT NULL, began TEXT NOT NULL, ended TEXT)""",
    """CREATE TABLE IF NOT EXISTS dead_letters (
      received TEXT NOT NULL, topic TEXT NOT NULL, reason TEXT NOT NULL, payload BYTEA NOT NULL)""",
)

# `events.clock`: NULL for what no version with this step has read yet (migrations.py). `boot`, `monotonic`: of events
# whose clock did not know the time, so that it can be told later; `about`: the rating that an event belongs to.
_VISITS = (
    "ALTER TABLE events ADD COLUMN clock TEXT",
    "ALTER TABLE events ADD COLUMN time_true TEXT",
    "ALTER TABLE events ADD COLUMN boot TEXT",
    "ALTER TABLE events ADD COLUMN monotonic BIGINT",
    "CREATE INDEX events_visit ON events (source, journal, correlationid) WHERE correlationid IS NOT NULL",
    "CREATE INDEX events_boot ON events (source, journal, boot) WHERE boot IS NOT NULL",
    "CREATE INDEX events_unread ON events (source, journal, stream, sequence) WHERE clock IS NULL",
    "ALTER TABLE ratings ADD COLUMN clock TEXT",
    "ALTER TABLE ratings ADD COLUMN time_true TEXT",
    "ALTER TABLE ratings ADD COLUMN provisional INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE ratings ADD COLUMN last_sequence BIGINT NOT NULL DEFAULT 0",
    "CREATE INDEX ratings_provisional ON ratings (source, journal) WHERE provisional = 1",
    "ALTER TABLE kiosks ADD COLUMN journal TEXT",
    "ALTER TABLE kiosks ADD COLUMN card TEXT",
    """CREATE TABLE visits (
      source TEXT NOT NULL, journal TEXT NOT NULL, visit TEXT NOT NULL, ticket TEXT NOT NULL, service TEXT NOT NULL,
      priority INTEGER NOT NULL, channel TEXT NOT NULL, issued TEXT NOT NULL, called TEXT, started TEXT, ended TEXT,
      waited_s BIGINT, served_s BIGINT, held_s BIGINT NOT NULL, legs BIGINT NOT NULL, how TEXT, outcome TEXT,
      counter BIGINT, officer TEXT, test INTEGER NOT NULL, clock TEXT NOT NULL, time_true TEXT,
      provisional INTEGER NOT NULL, sequence BIGINT NOT NULL,
      PRIMARY KEY (source, journal, visit))""",
    "CREATE INDEX visits_provisional ON visits (source, journal) WHERE provisional = 1",
    """CREATE TABLE legs (
      source TEXT NOT NULL, journal TEXT NOT NULL, visit TEXT NOT NULL, leg BIGINT NOT NULL, service TEXT,
      counter BIGINT, officer TEXT, arrived TEXT NOT NULL, called TEXT, started TEXT, ended TEXT,
      waited_s BIGINT, way_s BIGINT, served_s BIGINT, held_s BIGINT NOT NULL, holds BIGINT NOT NULL, ended_by TEXT,
      PRIMARY KEY (source, journal, visit, leg))""",
    """CREATE TABLE marks (
      source TEXT NOT NULL, journal TEXT NOT NULL, stream TEXT NOT NULL, sequence BIGINT NOT NULL, about TEXT NOT NULL,
      rule TEXT NOT NULL, time TEXT NOT NULL,
      PRIMARY KEY (source, journal, stream, sequence))""",
    """CREATE TABLE boots (
      source TEXT NOT NULL, journal TEXT NOT NULL, boot TEXT NOT NULL, sequence BIGINT NOT NULL,
      began_ms BIGINT NOT NULL,
      PRIMARY KEY (source, journal, boot, sequence))""",
    """CREATE TABLE journals (
      source TEXT NOT NULL, journal TEXT NOT NULL, card TEXT, key TEXT, sw TEXT, first TEXT, "of" TEXT,
      PRIMARY KEY (source, journal))""",
    """CREATE TABLE covered (
      source TEXT NOT NULL, journal TEXT NOT NULL, stream TEXT NOT NULL, sequence BIGINT NOT NULL,
      PRIMARY KEY (source, journal, stream))""",
    """CREATE TABLE claims (
      journal TEXT NOT NULL, source TEXT NOT NULL, sequence BIGINT NOT NULL, rating BIGINT NOT NULL,
      visit BIGINT NOT NULL, device BIGINT NOT NULL, heads TEXT NOT NULL,
      PRIMARY KEY (journal, source, sequence))""",
    "CREATE INDEX heads_journal ON heads (journal)",
)

# From here on `events.boot` and `monotonic` are of every event that says them: a known clock may have lied.
_CLOCKS = (
    "ALTER TABLE boots ADD COLUMN since_ms BIGINT",
    "ALTER TABLE boots ADD COLUMN until_ms BIGINT",
    """CREATE TABLE bounds (
      source TEXT NOT NULL, journal TEXT NOT NULL, boot TEXT NOT NULL, sequence BIGINT NOT NULL,
      after_ms BIGINT NOT NULL, before_ms BIGINT NOT NULL,
      PRIMARY KEY (source, journal, boot, sequence))""",
    *(
        f"ALTER TABLE {table} ADD COLUMN {column} TEXT"
        for table in ("events", "ratings", "visits")
        for column in ("time_after", "time_before")
    ),
)

# Where a journal has two genuine histories (trust/branches.py); `first`: the first number that is the branch's own.
_BRANCHES = (
    """CREATE TABLE branches (
      source TEXT NOT NULL, journal TEXT NOT NULL, stream TEXT NOT NULL, branch TEXT NOT NULL, first BIGINT NOT NULL,
      prevhash TEXT NOT NULL,
      PRIMARY KEY (source, branch, stream))""",
    "CREATE INDEX branches_journal ON branches (source, journal, stream)",
)

# Whose checkpoints count (trust/keys.py); what a stranger's clock says is marked; dead letters have bounds.
# What a former version pinned by itself stays pinned: it covered by it.
_TRUST = (
    """CREATE TABLE keys (
      source TEXT NOT NULL, key TEXT NOT NULL, how TEXT NOT NULL, since TEXT NOT NULL,
      PRIMARY KEY (source, key))""",
    """INSERT INTO keys (source, key, how, since) SELECT source, key, 'before', COALESCE(min(first), '') FROM journals
      WHERE key IS NOT NULL GROUP BY source, key""",
    "ALTER TABLE claims ADD COLUMN key TEXT",
    "ALTER TABLE claims ADD COLUMN trunk TEXT",
    "ALTER TABLE claims ADD COLUMN told INTEGER NOT NULL DEFAULT 0",
    """UPDATE claims SET trunk = journal, key = (SELECT key FROM journals
      WHERE journals.source = claims.source AND journals.journal = claims.journal)""",
    "CREATE INDEX claims_trunk ON claims (trunk)",
    "ALTER TABLE events ADD COLUMN ahead INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE ratings ADD COLUMN pending INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE visits ADD COLUMN pending INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX ratings_pending ON ratings (source, journal) WHERE pending > 0",
    "CREATE INDEX visits_pending ON visits (source, journal) WHERE pending > 0",
    "ALTER TABLE dead_letters ADD COLUMN source TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE dead_letters ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0",
    "UPDATE dead_letters SET bytes = length(payload)",
    "CREATE INDEX dead_letters_source ON dead_letters (source)",
    "CREATE TABLE letters_beyond (source TEXT PRIMARY KEY, letters BIGINT NOT NULL, last TEXT NOT NULL)",
)

# When anything was heard of a kiosk by the city's clock, since when it is silent, and whether it took its leave.
_FLEET = (
    "ALTER TABLE kiosks ADD COLUMN heard TEXT",
    "ALTER TABLE kiosks ADD COLUMN silent TEXT",
    "ALTER TABLE kiosks ADD COLUMN away INTEGER NOT NULL DEFAULT 0",
)

# Since when two boxes are heard under a kiosk's name, and a journal has several signed histories (fleet/copies.py).
_COPIES = (
    "ALTER TABLE kiosks ADD COLUMN shared TEXT",
    "ALTER TABLE journals ADD COLUMN parted TEXT",
)

# What came of a visit, and how many dossiers were handled; whoever was served before has what one key says.
_RESULTS = (
    "ALTER TABLE visits ADD COLUMN result TEXT",
    "ALTER TABLE visits ADD COLUMN dossiers BIGINT",
    "UPDATE visits SET result = 'done', dossiers = 1 WHERE how = 'served'",
)

STEPS = (
    Step("m001_tables", _TABLES),
    Step("m002_visits", _VISITS),
    Step("m003_clocks", _CLOCKS),
    Step("m004_branches", _BRANCHES),
    Step("m005_trust", _TRUST),
    Step("m006_fleet", _FLEET),
    Step("m007_copies", _COPIES),
    Step("m008_results", _RESULTS),
)
