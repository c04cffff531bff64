"""The list of public holidays with which an office begins: Tết moves, the others do not."""

import pytest

from kiosk.core.calendar.public_holidays import public_holidays


@pytest.mark.parametrize(
    ("year", "tet", "kings"),
    [
        (2026, "2026-02-17", "2026-04-26"),
        (2027, "2027-02-06", "2027-04-16"),
        (2030, "2030-02-02", "2030-04-12"),  # a day before China's
        (2033, "2033-01-31", "2033-04-09"),
    ],
)
def test_tet_and_the_kings_day_are_by_the_moon(year: int, tet: str, kings: str) -> None:
    """The eve and four days of the new year, over the end of a month too."""
    days = public_holidays(year)
    assert kings in days and [day for day in days if day < f"{year}-03"][2] == tet
    assert len([day for day in days if f"{year}-01-02" < day < f"{year}-03"]) == 5
    assert {f"{year}-{day}" for day in ("01-01", "04-30", "05-01", "09-02")} <= set(days) and days == sorted(days)


def test_of_a_year_without_a_table_nothing_is_made_up() -> None:
    assert public_holidays(2041) == public_holidays(2025) == []
