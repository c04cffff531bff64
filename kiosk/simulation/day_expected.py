"""What an `expect` of a day is compared with: the screen, the events of the journal, the city's tables."""

from typing import Any

from kiosk.simulation.day_actor import Actor, Failed
from kiosk.simulation.day_script import HOLDS, Step
from kiosk.simulation.dev_stack import DevStack

_CITY = {
    "ratings": "SELECT count(*) FROM ratings",
    "gaps": "SELECT count(*) FROM gaps",
    "known": "SELECT count(*) FROM visits WHERE time_true IS NOT NULL",
}


def expect(stack: DevStack, actor: Actor, step: Step) -> str:
    """`expect SELECTOR OP VALUE`, waited for."""
    selector, op, value = step.arguments
    holds, value = HOLDS[op], value.replace("_", " ") if _is_said(selector) else value
    try:
        actor.wait(lambda: holds(_value(actor, selector), value), f"{selector} {op} {value}")
    except Failed as error:
        raise Failed(f"{error}; it is {_value(actor, selector)}") from error
    return ""


def _is_said(selector: str) -> bool:
    """Words are compared, and not a name or a count."""
    return selector == "board" or selector.startswith("shows.")


def _value(actor: Actor, selector: str) -> str:
    kind, _, what = selector.partition(".")
    if selector == "screen":
        return str(actor.screen()["screen"])
    if selector == "time":
        return actor.shows("clock") or "-"
    if selector == "board":
        return str(actor.board()["opening"]) or "-"
    if kind == "shows":
        return actor.shows(what) or "-"
    if kind == "city":
        return str(actor.city(_CITY[what]))
    return str(_counted(actor.events(), kind, what))


def _counted(events: list[dict[str, Any]], kind: str, what: str) -> int:
    """`ratings.level4`, `ratings.counted`, `ratings.all`, `ends.served`, `outcomes.rated`, `slips.printed`,
    `events.<type>`; anything else counts nothing."""
    data = [(e["type"], e["data"]) for e in events]
    replaced = {d["rating"] for t, d in data if t == "rating.revised" and d["why"] == "replaced"}
    given = [e["data"] | {"n": e["sequence"]} for e in events if e["type"] == "rating.given"]
    if kind == "ratings":
        counted = [r for r in given if r["counted"] and r["n"] not in replaced]
        own = {"all": given, "counted": counted, "bound": [r for r in counted if r["bound"]]}
        return len(own[what] if what in own else [r for r in counted if f"level{r['level']}" == what])
    if kind in ("ends", "outcomes"):
        name = "how" if kind == "ends" else "outcome"
        return sum(1 for t, d in data if t == "visit.ended" and d.get(name) == what)
    if kind == "slips":
        return sum(1 for t, d in data if t == "slip.moved" and d["slip"] == what)
    return sum(1 for t, _ in data if t == what)
