"""Every state that a part of the box can be in has words of its own, true ones, with a remedy.

Which states there are is read from the code that raises them: a driver or program that learns another one is refused
here until somebody has put it in words.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from drivers.ports import DeviceFailed, PrinterState
from drivers.printer import status
from kiosk.__main__ import COMMANDS
from kiosk.app.journal_writer import JournalWriter
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import queue
from kiosk.core.decisions.device import OF_DRIVERS, device_moved
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record.events import Fact, LinkLost, LinkRestored, SlipMoved
from kiosk.core.state.values import State
from kiosk.core.words.certificates import Clock
from kiosk.core.words.fault_table import TABLE
from kiosk.core.words.faults import WELL, faults, words_of
from kiosk.host import card
from kiosk.journal.signing import NoKey
from kiosk.service.telling.attention import attention, parts_of
from kiosk.service.telling.notices import DOUBTFUL, Around, notices
from kiosk.update.run import TOLD
from sync.outbox import Verdict
from tests.core.office import RULES, Room

NOW = Moment(1_795_480_270_000, 0, "b", "synchronised")
ROOT = Path(__file__).resolve().parents[3]
RAISES = ("DeviceFailed", "Reopened", "device_moved", "DeviceChanged")
BY_NAME = ("drivers/reopen.py", "kiosk/app/app.py", "kiosk/core/decisions/device.py", "sync/link.py")
COMPUTED = {  # parts whose state is no literal where it is written: the types that say what it can be
    "printer": {*get_args(PrinterState)},
    "app": {"ok", "tickets_only"},
    "card": {*get_args(get_type_hints(card.word)["return"])} - {""},
    "journal": {*get_args(get_args(get_type_hints(JournalWriter.journal_word)["return"])[0])},
    "key": {"ok", *get_args(get_type_hints(NoKey)["word"])},
    "update": {*TOLD},
    "clock": {"ok", *get_args(Clock)} - {""},
    "name": {"ok", "taken"},
    "city": {"ok", *get_args(Verdict)} - {"move", "foreign"},  # what is moved past, and another journal's
}


def calls() -> Iterator[tuple[str, ast.Call, dict[str, str]]]:
    """Each place that raises a state, with its file and the file's own text constants."""
    for folder in ("drivers", "kiosk", "sync"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {
                target.id: node.value.value
                for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
                for target in node.targets if isinstance(target, ast.Name) and isinstance(node.value.value, str)
            }  # fmt: skip
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and _name(node.func) in RAISES:
                    yield path.relative_to(ROOT).as_posix(), node, names


def _name(func: ast.expr) -> str:
    return func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""


def _texts(node: ast.expr | None, names: dict[str, str]) -> set[str]:
    """What an expression can be; nothing where that cannot be read from it."""
    match node:
        case ast.Constant(str(text)):
            return {text}
        case ast.Name(id_) if id_ in names:
            return {names[id_]}
        case ast.IfExp():
            return _texts(node.body, names) | _texts(node.orelse, names)
    return set()


def raised(kind: str, call: ast.Call, names: dict[str, str]) -> tuple[set[str], set[str]]:
    """Parts and states of one call."""
    given: list[Any] = [*call.args, *[None] * 4]
    if kind == "Reopened":
        return _texts(given[0], names), {"missing"}
    if kind == "DeviceFailed":
        state = next((k.value for k in call.keywords if k.arg == "state"), given[2])
        every = set(get_args(get_type_hints(DeviceFailed)["state"]))
        return _texts(given[0], names), {"missing"} if state is None else _texts(state, names) or every
    device, state = given[1:3] if kind == "device_moved" else given[:2]
    return _texts(device, names), _texts(state, names)


def all_states() -> set[tuple[str, str]]:
    found = {(device, state) for device, states in COMPUTED.items() for state in states}
    for _, call, names in calls():
        devices, states = raised(_name(call.func), call, names)
        found |= {(device, state) for device in devices for state in states}
    return {(device, state) for device, state in found if state not in WELL}


STATES = sorted(all_states())


def test_every_place_that_raises_a_state_was_read() -> None:
    """Part and state are literals there, or the part's type says what its states are."""
    unread = []
    for path, call, names in calls():
        devices, states = raised(_name(call.func), call, names)
        if path not in BY_NAME and (not devices or (not states and not devices <= set(COMPUTED))):
            unread.append(f"{path}:{call.lineno}: which part and state? name them in {Path(__file__).name}")
    assert unread == []
    assert {"printer", "scanner", "touch", "buttons", "lamps", "speaker", "screen", "disk"} <= {d for d, _ in STATES}


@pytest.mark.parametrize(("device", "state"), STATES)
def test_every_state_has_words_of_its_own_with_a_remedy(device: str, state: str) -> None:
    """In both languages for technicians, each with what to do."""
    words = words_of(device, state)
    assert (device, state) in TABLE, "kiosk/core/words/fault_table.py says nothing of it"
    assert all((*words.said, *words.do)) and words.said.vi != words.said.en


@pytest.mark.parametrize("part", sorted({word for _, word in status.BROKEN}))
def test_every_part_of_a_printer_that_can_break_is_named(part: str) -> None:
    """An error that the printer tells more of is told by that, to officers too."""
    named = words_of("printer", "error", part)
    assert named.said != words_of("printer", "error").said and named.officer != words_of("printer", "error").officer


PRINTERS = [words_of("printer", state) for device, state in STATES if device == "printer"]


def test_no_two_faults_of_a_printer_read_alike() -> None:
    """Nor does any other than its own say that paper is out: nobody fetches paper for an unplugged one."""
    assert len({w.said for w in PRINTERS}) == len({w.officer for w in PRINTERS}) == len(PRINTERS)
    out = words_of("printer", "paper_out")
    others = [w for key, w in TABLE.items() if key[0] == "printer" and w not in (out, words_of("printer", "paper_low"))]
    assert not [w for w in others if "hết giấy" in f"{w.said.vi} {w.officer}" or "no paper" in w.said.en]
    assert "hết giấy" in out.officer and "no paper" in out.said.en


def test_what_officers_read_says_what_to_do() -> None:
    """Each sentence ends, and asks for a hand or for the technician; words of the machine have no place in it."""
    said = {key: words.officer for key, words in TABLE.items() if words.officer}
    assert {key for key in said if not said[key].endswith(".")} == set()
    asks = ("xin ", "Xin ", ": ")
    assert {key for key, one in said.items() if not any(ask in one for ask in asks)} == set()
    assert {key for key, one in said.items() if "kiosk" in one or "_" in one} == set()


def test_sentences_fit_where_they_are_sent() -> None:
    """The city takes 200 letters of a word."""
    assert {key: len(words.sentence().vi) for key, words in TABLE.items() if len(words.sentence().vi) > 200} == {}


def test_what_nobody_put_in_words_is_told_as_it_is() -> None:
    """By its own names, last, and by no other part's words."""
    found = list(faults({"toaster": "burnt", "printer": "silent", "paper": "ok", "speaker": "unknown"}, {}))
    assert [device for device, _ in found] == ["printer", "toaster"]
    assert found[1][1].said.vi == "toaster: burnt" and "toaster: burnt" in found[1][1].officer


def test_way_and_clock_are_parts_too() -> None:
    """No network and no time are told beside the devices."""
    state = State(devices={"printer": "ok"}, offline=True)
    assert parts_of(state, "unknown") == {"printer": "ok", "link": "lost", "clock": "unknown"}
    assert parts_of(State(), "rtc") == {}
    assert all(key in TABLE for key in (("link", "lost"), ("clock", "unknown")))


@pytest.mark.parametrize(("device", "state"), STATES)
def test_officers_and_technicians_read_just_that(device: str, state: str) -> None:
    """The officers' page its sentence, the technician's page what is wrong, what to do, and what was told of it."""
    there, words = State(devices={device: state, "scanner2": "ok"}, whys={device: "as told"}), words_of(device, state)
    assert notices(there, Around(), None, "A", NOW) == ((words.officer,) if words.officer else ())
    (found,) = attention(there, "rtc", {}, ["journal.kept-1"])
    assert (found.device, found.said, found.do.en) == (device, words.said, words.do.en)
    assert found.facts == {"state": state, "why": "as told"}


def test_officers_read_that_nothing_reaches_the_city_and_that_work_goes_on() -> None:
    room = Room()
    room.write([Fact(LinkLost("network"))])
    (said,) = notices(room.state, Around(), None, "A", NOW)
    assert said == words_of("link", "lost").officer and "vẫn như thường" in said
    room.write([Fact(LinkRestored(90))])
    assert notices(room.state, Around(), None, "A", NOW) == ()


def test_a_slip_that_broke_off_is_told_while_the_printer_says_that_it_prints() -> None:
    """Else its own fault is told, and that alone."""
    room = Room()
    room.do(queue.issue, RULES, NewTicket("t1", "A"))
    room.write([Fact(SlipMoved("A001", "doubtful", "stuck"), "t1")])
    (said,) = notices(room.state, Around(), None, "A", NOW)
    assert said == DOUBTFUL.format(ticket="A001")
    room.write(device_moved(room.state, "printer", "silent"))
    assert notices(room.state, Around(), None, "A", NOW) == (words_of("printer", "silent").officer,)


def test_a_start_forgets_the_faults_of_all_drivers_and_of_nothing_else() -> None:
    """Those are the devices of which a driver tells."""
    found = {"printer"}
    for _, call, names in calls():
        if _name(call.func) in ("DeviceFailed", "Reopened"):
            found |= raised(_name(call.func), call, names)[0]
    assert found == set(OF_DRIVERS)


def test_every_command_that_a_remedy_names_is_there() -> None:
    """A technician types it as it stands."""
    said = " ".join(" ".join((*words.said, *words.do)) for words in TABLE.values())
    named = set(re.findall(r"\bkiosk ([a-z-]+)", said))
    assert named and named <= set(COMMANDS)
