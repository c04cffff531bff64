"""The person: the same question on a terminal and on the kiosk's own screen, answered by key, by finger, by button."""

import queue
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from gpiozero.pins.mock import MockFactory

from display.drawing.elements import Face
from display.panels import MemoryPanel
from drivers.clock import SystemClock
from drivers.gpio.buttons import PinButtons
from drivers.simulated.wires import SimulatedTouch
from kiosk.config.load import load
from kiosk.devices.panel import FoundPanel
from kiosk.devices.screen import READ_MS, Screen
from kiosk.doctor.person.person import NO, YES, Answer, Question, Terminal
from kiosk.doctor.person.screen import ScreenPerson
from kiosk.doctor.search.panels import marks
from kiosk.service.findings import MAX_KEPT_BYTES, MAX_RUNS, Bilingual, Finding, as_data, keep, kept, last, lines, runs

QUESTION = Question("cut", Bilingual("Giấy có được cắt không?", "Was the paper cut off?"), (YES, NO), "/dev/usb/lp0")

Made = TypeVar("Made")

# --- a terminal ---


@pytest.mark.parametrize(
    ("typed", "meant"), [("y", "y"), ("Yes", "y"), ("có", "y"), ("c", "y"), ("k", "n"), ("n", "n"), ("NO ", "n")]
)
def test_an_answer_is_its_key_or_the_beginning_of_its_words(typed: str, meant: str) -> None:
    """In either language."""
    said = list[str]()
    assert Terminal(lambda: typed, said.append).ask(QUESTION) == meant
    assert "/dev/usb/lp0: Giấy có được cắt không? / Was the paper cut off?" in said[0] and "[y] Có / Yes" in said[0]


def test_what_is_no_answer_is_asked_again() -> None:
    """Empty, something else, or the beginning of two answers."""
    typed = iter(["", "maybe", "2", "22"])
    answers = (Answer("21", Bilingual("2x", "2x")), Answer("22", Bilingual("2y", "2y")))
    assert Terminal(lambda: next(typed), lambda said: None).ask(Question("q", Bilingual("?", "?"), answers)) == "22"


# --- the kiosk's own screen ---


class Desk:
    """A kiosk whose doctor asks on its screen, in a thread of its own; a finger and buttons at the far ends."""

    def __init__(self, folder: Path, file: Path, touch: bool = True) -> None:
        text = file.read_text(encoding="utf-8").replace("/dev/kiosk/touch", str(folder / "touch") if touch else "")
        file.write_text(text, encoding="utf-8")
        config = load(file)
        self.finger, self.factory = SimulatedTouch(folder / "touch"), MockFactory()
        self.screen, self.drawn = Screen(FoundPanel(MemoryPanel, lambda said: None), config.kiosk), queue.Queue[int]()
        self.screen.on_drawn = self.drawn.put
        self.person = ScreenPerson(config, self.screen, SystemClock(), self.factory)
        self.answer = queue.Queue[str]()

    def ask(self, question: Question) -> None:
        threading.Thread(target=lambda: self.answer.put(self.person.ask(question)), daemon=True).start()
        self.drawn.get(timeout=60)

    def place(self, id_: str) -> tuple[int, int]:
        x, y, w, h = next(thing["rect"] for thing in self.screen.data()["things"] if thing["id"] == id_)
        return x + w // 2, y + h // 2


@pytest.fixture
def desk(tmp_path: Path, file: Path) -> Iterator[Desk]:
    yield Desk(tmp_path, file)


def test_a_touched_card_is_the_answer(desk: Desk) -> None:
    """Down and up on the same card; it is shown pressed in between."""
    desk.ask(QUESTION)
    desk.finger.write("down", *desk.place("answer-n"))
    desk.drawn.get(timeout=60)
    desk.finger.write("up", *desk.place("answer-n"))
    assert desk.answer.get(timeout=60) == "n"


def noted(found: Made, judged: queue.Queue[object]) -> Made:
    judged.put(found)
    return found


def test_the_second_tap_or_press_of_a_finger_answers_no_question_that_came_in_between(desk: Desk) -> None:
    """The same cards stand there again, under another question: it counts once that could be read."""
    ms = [1_000]
    desk.screen._clock = lambda: ms[0]
    desk.person._clock.mono = lambda: ms[0]  # type: ignore[method-assign]  # one clock for presses and pictures
    desk.ask(QUESTION)
    for phase in ("down", "up"):
        desk.finger.write(phase, *desk.place("answer-y"))
    assert desk.answer.get(timeout=60) == "y"
    while not desk.drawn.empty():
        desk.drawn.get()
    desk.ask(replace(QUESTION, said=Bilingual("Giấy có chữ không?", "Are there words on it?")))
    ms[0] += READ_MS - 1
    meant, is_read, judged = desk.screen.meant, desk.screen.is_read, queue.Queue[object]()
    desk.screen.meant = lambda x, y: noted(meant(x, y), judged)  # type: ignore[method-assign]
    desk.screen.is_read = lambda *when: noted(is_read(*when), judged)  # type: ignore[method-assign]
    for phase in ("down", "up"):
        desk.finger.write(phase, *desk.place("answer-y"))
    desk.factory.pin(5).drive_low()
    assert {judged.get(timeout=60), judged.get(timeout=60)} == {"", False}
    ms[0] += 1
    for phase in ("down", "up"):
        desk.finger.write(phase, *desk.place("answer-n"))
    assert desk.answer.get(timeout=60) == "n"


def test_a_finger_that_slides_off_gives_no_answer(desk: Desk) -> None:
    """Nor one beside all cards."""
    desk.ask(QUESTION)
    desk.finger.write("down", *desk.place("answer-n"))
    desk.finger.write("move", *desk.place("answer-y"))
    desk.finger.write("up", 0, 0)
    for phase in ("down", "up"):
        desk.finger.write(phase, 5, 5)
    for phase in ("down", "up"):
        desk.finger.write(phase, *desk.place("answer-y"))
    assert desk.answer.get(timeout=60) == "y" and desk.answer.empty()


@pytest.mark.parametrize(("pin", "answer"), [(5, "y"), (6, "n")])
def test_the_rating_buttons_answer_in_their_order(tmp_path: Path, file: Path, pin: int, answer: str) -> None:
    """Very satisfied gives the first answer, satisfied the second, also without any touch panel; the cards say so."""
    desk = Desk(tmp_path, file, touch=False)
    desk.ask(QUESTION)
    desk.factory.pin(16).drive_low()  # the third one: there is no third answer
    desk.factory.pin(pin).drive_low()
    assert desk.answer.get(timeout=60) == answer
    faces = [piece.level for thing in desk.screen._elements for piece in thing.shapes if isinstance(piece, Face)]
    assert faces == [4, 3]


def test_without_panel_and_buttons_nobody_can_answer(tmp_path: Path, file: Path) -> None:
    """It says which, and does not wait."""
    desk = Desk(tmp_path, file)
    (tmp_path / "touch").unlink()
    held = PinButtons([("held", 5)], lambda said: None, lambda: 0, desk.factory)
    with pytest.raises(EOFError, match="touch panel"):
        desk.person.ask(QUESTION)
    held.close()


def test_the_screen_says_what_it_asks(desk: Desk) -> None:
    """Question in both languages, the device, and a ring at the mark to touch."""
    desk.ask(QUESTION)
    shown = {thing["id"]: thing["name"] for thing in desk.screen.data()["things"]}
    assert (shown["question"], shown["english"], shown["about"]) == (*QUESTION.said, QUESTION.about)
    assert shown["answer-y"] == "Có / Yes"
    for mark in marks((1280, 800)):
        desk.person.say(Bilingual("Xin chạm", "Touch"), mark)
        assert desk.place("mark") == mark


# --- what is kept ---


def test_the_last_runs_are_kept_with_their_date(tmp_path: Path) -> None:
    """One line a run, the oldest go, the file stays small."""
    finding = Finding("printer", False, Bilingual("hết giấy", "no paper"), Bilingual("đặt giấy", "put paper in"))
    for n in range(MAX_RUNS + 5):
        keep(tmp_path, as_data([finding], "k1", 1_795_000_000_000 + n * 1000, "test"))
    assert len(runs(tmp_path)) == MAX_RUNS and runs(tmp_path)[0]["at"] == "2026-11-18T18:08:24.000+07:00"
    big = Finding("printer", True, Bilingual("x", "x" * (MAX_KEPT_BYTES // 3)))
    for _ in range(5):
        keep(tmp_path, as_data([big], "k1", 0, "test"))
    assert 1 <= len(runs(tmp_path)) <= 3 and kept(tmp_path).stat().st_size <= MAX_KEPT_BYTES


@pytest.mark.parametrize(
    "spoilt", [b"\xff\xfe{half", b'{"at": "19', b"19", b"null", b"[]", b'"x"', b"{}", b"\0" * 40, b""]
)
def test_a_spoilt_line_among_those_kept_is_passed_by(tmp_path: Path, spoilt: bytes) -> None:
    """As a hand may leave it: what stands around it is read, wherever it stands; nothing kept is none."""
    assert runs(tmp_path) == [] and last(tmp_path) == {}
    first, second = as_data([], "k1", 0, "test"), as_data([], "k1", 1000, "find")
    kept(tmp_path).write_bytes(spoilt)
    keep(tmp_path, first)
    with kept(tmp_path).open("ab") as file:
        file.write(spoilt + b"\n")
    keep(tmp_path, second)
    with kept(tmp_path).open("ab") as file:
        file.write(spoilt)
    assert runs(tmp_path) == [second, first] and runs(tmp_path, 1) == [second] and last(tmp_path) == second


def test_what_a_device_says_of_itself_stays_one_line(tmp_path: Path) -> None:
    """Whatever letters stand in it."""
    odd = "a\u2028b\x85c\vd\re"
    for n in range(2):
        keep(tmp_path, as_data([Finding("printer", True, Bilingual(odd, odd))], "k1", n, "test"))
    assert [run["devices"][0]["said"]["en"] for run in runs(tmp_path)] == [odd, odd]


def test_a_line_says_right_or_wrong_and_what_to_do() -> None:
    """In both languages."""
    found = [
        Finding("touch", True, Bilingual("tốt", "well")),
        Finding("printer", False, Bilingual("hết giấy", "no paper"), Bilingual("đặt giấy", "put paper in")),
    ]
    assert lines(found).splitlines() == [
        "đúng/ok    touch: tốt / well",
        "SAI/WRONG  printer: hết giấy / no paper",
        "           → đặt giấy / put paper in",
    ]
