"""Viet Nam's public holidays of a year, as an office begins its list with them. Pure.

Those by the moon stand in a table, because the reckoning of the moon is long and a table of fifteen years is not: made
with the library `holidays` 0.109 (country VN), which is 14 MB and is not on the kiosk (docs/dependencies.md). Which
further days are free, and when a day is made up for, the Prime Minister says for each year: the office adds those.
"""

from collections.abc import Iterator
from datetime import date, timedelta

_BY_MOON = {  # the first day of Tết, the commemoration of the Hùng Kings
    2026: ("2026-02-17", "2026-04-26"),
    2027: ("2027-02-06", "2027-04-16"),
    2028: ("2028-01-26", "2028-04-04"),
    2029: ("2029-02-13", "2029-04-23"),
    2030: ("2030-02-02", "2030-04-12"),
    2031: ("2031-01-23", "2031-04-01"),
    2032: ("2032-02-11", "2032-04-19"),
    2033: ("2033-01-31", "2033-04-09"),
    2034: ("2034-02-19", "2034-04-28"),
    2035: ("2035-02-08", "2035-04-17"),
    2036: ("2036-01-28", "2036-04-06"),
    2037: ("2037-02-15", "2037-04-24"),
    2038: ("2038-02-04", "2038-04-13"),
    2039: ("2039-01-24", "2039-04-03"),
    2040: ("2040-02-12", "2040-04-20"),
}
_FIXED = ("01-01", "04-30", "05-01", "09-02", "11-24")
_TET_DAYS = range(-1, 4)  # the eve, and four days of the new year


def public_holidays(year: int) -> list[str]:
    """YYYY-MM-DD, in order; nothing of a year that the table does not have."""
    return sorted({day.isoformat() for day in _days(year)}) if year in _BY_MOON else []


def _days(year: int) -> Iterator[date]:
    tet, kings = (date.fromisoformat(day) for day in _BY_MOON[year])
    yield from (date.fromisoformat(f"{year}-{day}") for day in _FIXED)
    yield from (tet + timedelta(days=n) for n in _TET_DAYS)
    yield kings
