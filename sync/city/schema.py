"""The city's tables (docs/contract.md), as SQL that SQLite and PostgreSQL both read.

`events` keeps every event as it came (`about`: the rating that it belongs to); `ratings` is one row a rating as it
stands now; `heads` says how far each chain is complete; `gaps` what is missing beyond that; `faults` since when a part
of a kiosk was out of order; `dead_letters` what could not be read, so that nothing is lost silently.
"""

TABLES = (
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
