"""The city's tables, in the SQL that SQLite and PostgreSQL share, and the two engines' differences.

The columns that CONTRACT names come first; `journal` (and a few more) follow where a kiosk's exchanged SD card would
make two things one. Truth values are 0 and 1 and times are text on both engines, so that one query serves both.
"""

TABLES = (
    """CREATE TABLE IF NOT EXISTS events (
  source TEXT NOT NULL, journal TEXT NOT NULL, stream TEXT NOT NULL, sequence BIGINT NOT NULL,
  id TEXT NOT NULL, type TEXT NOT NULL, time TEXT NOT NULL, recordedtime TEXT NOT NULL,
  correlationid TEXT, causationid TEXT, data TEXT NOT NULL, more TEXT NOT NULL,
  prevhash TEXT NOT NULL, hash TEXT NOT NULL, about BIGINT, received TEXT NOT NULL,
  UNIQUE (source, journal, stream, sequence))""",
    """CREATE INDEX IF NOT EXISTS events_about ON events (source, journal, about) WHERE about IS NOT NULL""",
    """CREATE INDEX IF NOT EXISTS events_devices ON events (source, time)
  WHERE type = 'vn.motcua.device.changed.v1'""",
    """CREATE TABLE IF NOT EXISTS ratings (
  source TEXT NOT NULL, sequence BIGINT NOT NULL, time TEXT NOT NULL, level INTEGER NOT NULL, scale TEXT NOT NULL,
  counter INTEGER, officer TEXT, service TEXT, bound INTEGER NOT NULL, bind TEXT, counted INTEGER NOT NULL,
  uncounted_reason TEXT, reasons TEXT NOT NULL, channel TEXT NOT NULL, offline INTEGER NOT NULL,
  test INTEGER NOT NULL, journal TEXT NOT NULL, UNIQUE (source, journal, sequence))""",
    """CREATE TABLE IF NOT EXISTS gaps (
  source TEXT NOT NULL, stream TEXT NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL, journal TEXT NOT NULL,
  UNIQUE (source, journal, stream, first))""",
    """CREATE TABLE IF NOT EXISTS kiosks (
  source TEXT PRIMARY KEY, online INTEGER NOT NULL, since TEXT NOT NULL, last_event TEXT NOT NULL,
  days_out_of_order INTEGER NOT NULL, state TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS dead_letters (
  received TEXT NOT NULL, topic TEXT NOT NULL, reason TEXT NOT NULL, payload BLOB NOT NULL,
  digest TEXT NOT NULL, times BIGINT NOT NULL, UNIQUE (topic, reason, digest))""",
    """CREATE TABLE IF NOT EXISTS chains (
  source TEXT NOT NULL, journal TEXT NOT NULL, stream TEXT NOT NULL, stored BIGINT NOT NULL, hash TEXT NOT NULL,
  seen BIGINT NOT NULL, touched TEXT NOT NULL, UNIQUE (source, journal, stream))""",
)
