"""A number's story and an officer's own day as plain JSON values. Pure.

As everywhere here: nothing of ratings, in any form, and nothing that moves when somebody rates. Officers read which
counter did what; who sat there is for the supervisor alone.
"""

from collections.abc import Mapping
from typing import Any

from kiosk.core.history.served import Day, Served
from kiosk.core.history.story import Line, Story

View = dict[str, Any]


def story_view(story: Story, day: str) -> View:
    """`day`: YYYY-MM-DD."""
    told = {"ticket": story.ticket, "service": story.service, "priority": story.priority, "day": day}
    return {**told, "lines": [_line(line) for line in story.lines]}


def story_with_names(story: Story, day: str, names: Mapping[str, str]) -> View:
    """And by whom. `names`: officers by their opaque reference; null where nobody has it any more."""
    view = story_view(story, day)
    by = [names.get(line.officer) for line in story.lines]
    return {**view, "lines": [{**line, "by": name} for line, name in zip(view["lines"], by, strict=True)]}


def _line(line: Line) -> View:
    """`before`: the other number that was called before this one, by `rule`; null for a line of its own."""
    told = {"time": line.time or None, "said": line.said, "counter": line.counter or None, "undone": line.undone}
    return {**told, "before": line.other or None, "rule": line.rule or None}


def day_view(found: Day, day: str) -> View:
    middle = found.median
    rows = [_served(row) for row in found.served]
    return {"day": day, "visits": found.visits, "median_s": middle, "served": rows}


def _served(row: Served) -> View:
    times = {"from": row.began or None, "to": row.over or None, "seconds": row.seconds}
    return {"ticket": row.ticket, "service": row.service, **times, "result": row.result, "said": row.said}
