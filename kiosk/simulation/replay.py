"""Runs a day: starts the dev stack, stands its clock at each step's time, does the step, compares.

Exit codes: 0 the day went as it says, 1 it did not (the line says where), 2 the file or the config is wrong.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from drivers.simulated.wires import ClockSetter
from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.config.paths import runtime_of
from kiosk.config.procedures import file_of
from kiosk.config.toml_text import decode
from kiosk.core.calendar.moment import from_iso
from kiosk.core.decisions.verbs import VERBS
from kiosk.core.decisions.wishes.words import spoken
from kiosk.service.start_log import FILE
from kiosk.simulation.broker import NoBroker
from kiosk.simulation.day_actor import ANSWER_TIMEOUT_S, Actor, Failed, Refusal
from kiosk.simulation.day_expected import expect
from kiosk.simulation.day_script import BadDay, Day, Step, parse
from kiosk.simulation.day_supervisor import wish
from kiosk.simulation.dev_stack import DevStack
from kiosk.simulation.folder import DevStackError, place_wires

FAST = {"printer.baud": 921600}
MINUTE_MS = 60_000
# What is written while nobody asks for anything: the slip of an earlier step comes out, a part or the line changes.
_BY_THEMSELVES = ("slip.", "device.", "link.", "clock.", "checkpoint.")


def run(config: Config, path: Path, patience: float = ANSWER_TIMEOUT_S) -> int:
    """F says which office; the day runs in a folder of its own, so that F's journal is left alone."""
    try:
        day = parse(path.read_text(encoding="utf-8"))
    except (BadDay, OSError, UnicodeDecodeError) as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 2
    if config.hardware.kind != "simulated":
        print('hardware.kind: kiosk replay needs "simulated"', file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        return run_in(Path(folder), config, day, path, patience)


def run_in(data: Path, config: Config, day: Day, path: Path, patience: float = ANSWER_TIMEOUT_S) -> int:
    """In this folder, where the day's journal stays."""
    (data / "kiosk.toml").write_text(decode(Path(config.origin).read_bytes()), encoding="utf-8")
    _stand_clock(data, day)
    try:
        with DevStack(data, options={**day.options, **FAST, **_beside(config)}) as stack:
            return play(day, Actor(stack.addresses["console"], stack.data, patience), stack, path)
    except (DevStackError, NoBroker) as error:
        print(f"kiosk replay: {error}", file=sys.stderr)
        return 2


def _stand_clock(data: Path, day: Day) -> None:
    """The machine starts on that morning, and not when the day is replayed."""
    wires, _ = place_wires(data)
    at = day.steps[0].at if day.steps else "00:00:00"
    ClockSetter(wires / "clock").at(from_iso(f"{day.date}T{at}+07:00") - MINUTE_MS, running=False)


def _beside(config: Config) -> dict[str, object]:
    """Files that F names stay where they are."""
    return {"catalogue.file": str(file_of(config).resolve())} if config.catalogue.file else {}


def play(day: Day, actor: Actor, stack: DevStack, path: Path) -> int:
    for step in day.steps:
        try:
            take(day, stack, actor, step)
        except (Failed, Refusal, OSError) as error:
            print(f"{path}: line {step.line}: {step.verb}: {error}", file=sys.stderr)
            return 1
    print(f"{path}: went as written, {len(day.steps)} steps")
    return 0


def take(day: Day, stack: DevStack, actor: Actor, step: Step) -> None:
    """One step at its time. Raises Failed, Refusal."""
    actor.call("/cabinet/clock", {"at": f"{day.date}T{step.at}+07:00", "running": False})
    before = actor.last()
    act = _VERBS.get(step.verb, _officer)
    try:
        got = act(stack, actor, step)
    except Refusal as refusal:
        if refusal.code != step.refused:
            raise
        if changed := [event["type"] for event in actor.events(before) if not event["type"].startswith(_BY_THEMSELVES)]:
            raise Failed(f"it was refused and yet changed something: {', '.join(changed)}") from refusal
        return
    if step.refused:
        raise Failed(f"must be refused with {step.refused}, gave {got!r}")
    if step.yields and got != step.yields:
        raise Failed(f"gave {got!r}, not {step.yields!r}")


Act = Callable[[DevStack, Actor, Step], str]


def _officer(stack: DevStack, actor: Actor, step: Step) -> str:
    """logout, next, recall, … by HTTP; what is spoken of is a ticket."""
    counter, *rest = step.arguments
    body = spoken(VERBS[step.verb].words, rest) if step.verb in VERBS else {}
    answer = actor.call(f"/api/{step.verb}", {**body, **_beside_wish(step)}, counter)
    return str(answer.get("ticket") or "")


def _beside_wish(step: Step) -> dict[str, object]:
    """What the page shows and the wish's key, where the step says them."""
    counter, _, hand = step.page.partition("/")
    shown: dict[str, object] = {"counter": int(counter), "hand": None if hand == "-" else hand} if step.page else {}
    return {**shown, "key": step.key} if step.key else shown


def _login(stack: DevStack, actor: Actor, step: Step) -> str:
    counter, officer = step.arguments
    actor.call("/api/login", {"officer": officer, "pin": "1234", "counter": int(counter)}, counter)
    return officer


def _hand_over(stack: DevStack, actor: Actor, step: Step) -> str:
    counter, officer = step.arguments
    actor.call("/api/hand-over", {"officer": officer, "pin": "1234", **_beside_wish(step)}, counter)
    return officer


def _supervisor(stack: DevStack, actor: Actor, step: Step) -> str:
    return wish(actor, step.arguments, _beside_wish(step))


def _ticket(stack: DevStack, actor: Actor, step: Step) -> str:
    """From the home screen, with priority if asked; the number as the screen shows it."""
    actor.home()
    if "priority" in step.arguments[1:]:
        actor.touch("priority")
        actor.wait(lambda: actor.screen()["screen"] == "home", "the home screen")
    before, said = actor.last(), actor.shows("notice")
    actor.touch(f"service-{step.arguments[0]}")
    _for_another(actor, said)
    issued = actor.comes("ticket.issued", before)
    actor.wait(lambda: actor.shows("ticket") == issued["data"]["ticket"], "the number on the screen")
    return str(issued["data"]["ticket"])


def _for_another(actor: Actor, said: str) -> None:
    """Each number of a script is somebody else's: where the kiosk asks, yes. Raises Refusal: closed, or no-number where
    the home screen says anything but what it `said`."""
    answered = ("", said)
    actor.wait(lambda: not actor.is_home() or actor.shows("notice") not in answered, "an answer to the touch")
    screen = actor.screen()["screen"]
    if screen in ("home", "closed"):
        raise Refusal("closed" if screen == "closed" else "no-number")
    if screen == "another":
        actor.touch("yes")


def _press(stack: DevStack, actor: Actor, step: Step) -> str:
    """`press BUTTON [times N every MS]`; the level of the last one."""
    button, *rest = step.arguments
    times, every = (int(rest[1]), int(rest[3].removesuffix("ms"))) if rest else (1, 0)
    level = ""
    for n in range(times):
        if n:
            actor.call("/cabinet/clock", {"pass_ms": every})
        before, said = actor.last(), actor.shows("notice")
        actor.call(f"/cabinet/press/{button}", {"ms": 40})
        if button.startswith("service-"):
            _for_another(actor, said)
        kind = "ticket.issued" if button.startswith("service-") else "rating.given"
        data = actor.comes(kind, before)["data"]
        level = str(data.get("level") or data.get("ticket"))
    return level


def _touch(stack: DevStack, actor: Actor, step: Step) -> str:
    before, row = actor.screen(), actor.last()
    actor.touch(step.arguments[0].replace("_", " "))
    return _followed(actor, step, lambda: actor.screen() != before or actor.last() != row)


def _scan(stack: DevStack, actor: Actor, step: Step) -> str:
    """A ticket's number stands for the code on its slip."""
    ticket = step.arguments[0]
    code = next((e["visit"] for e in actor.events() if e["data"].get("ticket") == ticket and e["visit"]), ticket)
    before = actor.screen()
    actor.call("/cabinet/scan", {"code": code})
    return _followed(actor, step, lambda: actor.screen() != before)


def _followed(actor: Actor, step: Step, moved: Callable[[], bool]) -> str:
    """The screen that follows: the one that the day names once it is there (a slip that comes out in between changes
    the old one too), else whichever is there when something moved."""
    named = step.yields
    actor.wait(lambda: actor.screen()["screen"] == named if named else moved(), named or f"anything after {step.verb}")
    return str(actor.screen()["screen"])


def _day(stack: DevStack, actor: Actor, step: Step) -> str:
    argv = [sys.executable, "-m", "kiosk", "day", step.verb, "--config", str(stack.config)]
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode:
        raise Refusal(done.stderr.split(":")[0])
    return ""


def _power(stack: DevStack, actor: Actor, step: Step) -> str:
    """Everything but the site dies at once; another boot, and each answers again."""
    before = len([e for e in actor.events() if e["type"] == "kiosk.started"])
    actor.call("/cabinet/clock", {"reboot": True})
    stack.kill("app", "console", "sync")
    (runtime_of(load(stack.config)) / FILE).unlink(missing_ok=True)  # it is in memory on the kiosk
    actor.wait(lambda: len([e for e in actor.events() if e["type"] == "kiosk.started"]) > before, "the app again")
    actor.wait(lambda: _answers(actor), "the console again")
    return ""


def _answers(actor: Actor) -> bool:
    try:
        return bool(actor.screen()["screen"])
    except (OSError, Failed):
        return False


def _network(stack: DevStack, actor: Actor, step: Step) -> str:
    up = step.arguments[0] == "up"
    actor.call("/cabinet/network", {"up": up})
    return ""


def _printer(stack: DevStack, actor: Actor, step: Step) -> str:
    word = {"out": "paper_out"}.get(step.arguments[0], step.arguments[0])
    before, was = actor.last(), _printer_was(actor)
    actor.call("/cabinet/printer", {"state": word})
    if word != was and word in ("ok", "paper_out", "cover_open", "offline"):
        actor.comes("device.changed", before)
    return word


def _printer_was(actor: Actor) -> str:
    told = [e["data"] for e in actor.events() if e["type"] == "device.changed"]
    return next((str(d["state"]) for d in reversed(told) if d["device"] == "printer"), "ok")


def _clock(stack: DevStack, actor: Actor, step: Step) -> str:
    seconds, *source = step.arguments
    actor.call("/cabinet/clock", {"offset_s": int(seconds), "source": source[0] if source else "unknown"})
    return ""


def _say(stack: DevStack, actor: Actor, step: Step) -> str:
    actor.wait(lambda: actor.get("/cabinet/heard"), "a spoken sentence")
    if step.yields:
        actor.wait(lambda: actor.get("/cabinet/heard")[-1] == step.yields, step.yields)
    return str(actor.get("/cabinet/heard")[-1])


def _board(stack: DevStack, actor: Actor, step: Step) -> str:
    """The ticket called last, as the journal has it and the board shows it."""
    calls = [e["data"]["ticket"] for e in actor.events() if e["type"].startswith("ticket.called")]
    return str(calls[-1]) if calls else ""


_VERBS: dict[str, Act] = {
    "open": _day, "close": _day, "ticket": _ticket, "login": _login, "hand-over": _hand_over,
    "supervisor": _supervisor,
    "press": _press, "touch": _touch, "scan": _scan,
    "paper": _printer, "printer": _printer, "network": _network, "power": _power, "clock": _clock, "board": _board,
    "say": _say, "expect": expect,
}  # fmt: skip
