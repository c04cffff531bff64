"""The doctor at ptys that play five printers (three kinds that answer, a silent one, a dead one), with a person who
looks at the paper that came out: each is named rightly, and the file that is written is good."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.printer.escpos import CUTS, FULL_CUT, PARTIAL_CUT, PRESENT, TEAR_OFF
from drivers.simulated.printer.answers import MUTE, Talks
from drivers.simulated.printer.personality import (
    CLONE_58,
    KINDS,
    NARROW_80,
    SILENT_80,
    TCVN_80,
    Personality,
    SimulatedPrinter,
)
from kiosk.config.load import load
from kiosk.doctor.run import run
from kiosk.paper.encode import paper_of
from kiosk.service.findings import kept
from scripts.benchmarks.pty_printer import PtyPrinter
from tests.doctor.people import Eyes, Told, arguments


class Dead(SimulatedPrinter):
    """Takes the bytes as a loose cable does."""

    def feed(self, data: bytes) -> bytes:
        return b""


TM_T88 = Talks(done=False, names={67: "TM-T88"})
EPSON = Talks(names={66: "EPSON", 67: "TM-T88V", 68: "X1Y2"})
NARROW = Talks(done=False, names={67: "NT-5890K"})
PRINTERS = {  # name: printer, its speed, what must be found: mm of paper, dots, silence, a cutter
    "epson": (SimulatedPrinter(Personality(talks=EPSON)), 19200, (80, 576, False, True)),
    "narrow": (
        SimulatedPrinter(replace(CLONE_58, cutter_gap=96, high_bit=True, talks=NARROW)),
        9600,
        (58, 384, False, True),
    ),
    "nameless": (SimulatedPrinter(replace(TCVN_80, cutter_gap=0, talks=MUTE)), 115200, (80, 576, False, False)),
    "silent": (SimulatedPrinter(replace(SILENT_80, dots=384)), 38400, (58, 384, True, True)),
    "narrow80": (SimulatedPrinter(replace(NARROW_80, talks=TM_T88)), 19200, (80, 512, False, True)),
    "dead": (Dead(), 9600, None),
}
NEVER = ("--wait", "0.1")  # for what never answers, however long it is waited for


@pytest.fixture
def ends(tmp_path: Path) -> Iterator[dict[str, PtyPrinter]]:
    with ExitStack() as stack:
        made = {}
        for name, (printer, baud, _) in PRINTERS.items():
            fresh = type(printer)(printer.personality)
            made[name] = PtyPrinter(tmp_path / name, fresh, baud)
            stack.callback(made[name].unplug)
        yield made


def at(*ends: PtyPrinter) -> list[str]:
    return [word for end in ends for word in ("--port", str(end.path))]


def test_all_ports_are_looked_through_and_one_printer_is_chosen(ends: dict[str, PtyPrinter], file: Path) -> None:
    """One that answers, one that never does, a dead one: each is named rightly; the one that is wanted is written."""
    three = {name: ends[name] for name in ("epson", "silent", "dead")}
    eyes = Eyes(three, "epson")
    assert run(arguments(file, *at(*three.values())), eyes) == 0
    for name, end in three.items():
        _named(name, end, eyes)
    assert load(file).printer.path == str(ends["epson"].path)


def _named(name: str, end: PtyPrinter, eyes: Eyes) -> None:
    printer, baud, found = PRINTERS[name]
    said = [both.en for both in eyes.heard if not both.en.endswith("asking")]
    line = next(line for line in said if line.startswith(f"{end.path}:"))
    assert ("no printer" in line) == (found is None)
    if found:
        assert f"{found[0]} mm" in line and f"{found[1]} dots" in line and f"{baud} baud" in line
        assert printer.personality.talks.names.get(67, "") in line and ("never answers" in line) == found[2]


@pytest.mark.parametrize("name", [name for name, (_, _, found) in PRINTERS.items() if found])
def test_what_a_printer_is_stands_in_a_file_whose_comments_are_kept(
    name: str, ends: dict[str, PtyPrinter], file: Path
) -> None:
    """Its head is read from the paper, whatever the model is called: a TM-T88 of 512 dots is no 58 mm printer and none
    of 576."""
    before, eyes, (_, baud, found) = _comments(file), Eyes(ends), PRINTERS[name]
    assert run(arguments(file, *at(ends[name]), *(NEVER if name == "silent" else ())), eyes) == 0
    _named(name, ends[name], eyes)
    written = load(file).printer
    assert (written.width, written.dots, written.silent, written.cutter) == found
    assert (written.path, written.baud, paper_of(written).dots) == (str(ends[name].path), baud, written.dots)
    assert _comments(file) == before and kept(file.parent).exists()


def _comments(file: Path) -> list[str]:
    """What is said of each line, whether its option is set or shown as its default."""
    rows = file.read_text(encoding="utf-8").splitlines()
    return [row.removeprefix("# ").partition("#")[2] or row for row in rows if "#" in row]


def test_without_a_printer_nothing_is_written(ends: dict[str, PtyPrinter], file: Path) -> None:
    """A dead port and one that is not there: exit code 1, the file as it was."""
    before = file.read_bytes()
    assert run(arguments(file, *NEVER, *at(ends["dead"]), "--port", str(file.parent / "none")), Eyes(ends)) == 1
    assert file.read_bytes() == before


@pytest.mark.parametrize(("modes", "asked", "written"), [
    (("downloaded",), ["downloaded"], ("downloaded", "EPSON TM-T88V X1Y2")),
    (("inline",), ["downloaded", "inline"], ("inline", "EPSON TM-T88V X1Y2")),
    ((), ["downloaded", "inline"], ("raster", "")),
])  # fmt: skip
def test_a_quick_print_mode_is_written_for_the_printer_that_somebody_looked_at(
    modes: tuple[str, ...], asked: list[str], written: tuple[str, str], ends: dict[str, PtyPrinter], file: Path
) -> None:
    """On a slow line the page goes out downloaded, then inline; what looks right first is written with who it is."""
    eyes = Eyes(ends, modes=modes)
    assert run(arguments(file, *at(ends["epson"]), "--wait", "0.5"), eyes) == 0
    assert [q.id for q in eyes.asked if q.id.startswith("print-mode-")] == [f"print-mode-{mode}" for mode in asked]
    printer = load(file).printer
    assert (printer.print_mode, printer.print_mode_for) == written


def test_on_a_quick_line_no_quick_print_mode_is_tried(file: Path, tmp_path: Path) -> None:
    """115200 baud: raster is quick enough, and nobody has to look at a second page."""
    end = PtyPrinter(tmp_path / "quick", SimulatedPrinter(Personality(talks=EPSON)), 115200)
    eyes = Eyes({"quick": end}, modes=("downloaded",))
    assert run(arguments(file, *at(end)), eyes) == 0
    end.unplug()
    assert not any(q.id.startswith("print-mode-") for q in eyes.asked) and load(file).printer.print_mode == "raster"


def test_a_print_mode_is_forgotten_when_another_printer_is_found(ends: dict[str, PtyPrinter], file: Path) -> None:
    """It was written for one; the next one gets the usual one and no name."""
    assert run(arguments(file, *at(ends["epson"])), Eyes(ends, modes=("downloaded",))) == 0
    assert load(file).printer.print_mode == "downloaded"
    other = SimulatedPrinter(Personality(talks=Talks(names={66: "EPSON", 67: "TM-T20X", 68: "Z9"})))
    end = PtyPrinter(file.parent / "other", other, 19200)
    assert run(arguments(file, *at(end)), Eyes({"other": end})) == 0
    end.unplug()
    assert (load(file).printer.print_mode, load(file).printer.print_mode_for) == ("raster", "")


def test_a_printer_without_paper_is_waited_for(ends: dict[str, PtyPrinter], file: Path) -> None:
    """It answers and has no paper: who stands there is told, puts some in, and it goes on."""
    ends["epson"].set_state("paper_out")

    def filled() -> str:
        ends["epson"].set_state("ok")
        return "again"

    person = Told({"trouble-paper_out": filled, "cut": "y", "print-mode-downloaded": "n", "print-mode-inline": "n"})
    assert run(arguments(file, *at(ends["epson"])), person) == 0
    assert "no paper" in person.asked[0].said.en and ends["epson"].printer.slips


def test_a_printer_that_somebody_gives_up_is_not_written(ends: dict[str, PtyPrinter], file: Path) -> None:
    """Its cover stays open: exit code 1."""
    ends["epson"].set_state("cover_open")
    assert run(arguments(file, *at(ends["epson"])), Told({"trouble-cover_open": "skip"})) == 1


def test_more_printers_than_a_screen_holds_are_chosen_from(file: Path, tmp_path: Path) -> None:
    """Three and "another one", as long as there are more."""
    five = {
        f"p{n}": PtyPrinter(tmp_path / f"p{n}", SimulatedPrinter(Personality(talks=EPSON)), 19200) for n in range(5)
    }
    eyes = Eyes(five, "p4")
    assert run(arguments(file, *at(*five.values())), eyes) == 0
    for end in five.values():
        end.unplug()
    which = [len(q.answers) for q in eyes.asked if q.id == "which"]
    assert which == [4, 2] and load(file).printer.path == str(five["p4"].path)


@pytest.mark.parametrize(
    ("cuts", "end"),
    [
        ([], PARTIAL_CUT),
        (["full"], FULL_CUT),
        (["full", "esc-i"], CUTS["esc-i"]),
        (["full", "esc-i", "esc-m"], CUTS["esc-m"]),
        (["full", "esc-i", "esc-m", ""], TEAR_OFF),
    ],
)
def test_slips_end_by_the_cut_that_was_seen_to_cut(
    cuts: list[str], end: bytes, ends: dict[str, PtyPrinter], file: Path
) -> None:
    """The partial one is tried first, then the full one, ESC i, ESC m; without any, slips go to the tear bar."""
    tried = ["cut", *(f"cut-{how}" for how in ("full", "esc-i", "esc-m"))]
    answers = dict.fromkeys((*tried, "print-mode-downloaded", "print-mode-inline"), "n")
    if cuts[-1:] != [""]:
        answers[tried[len(cuts)]] = "y"
    person = Told(answers)
    assert run(arguments(file, *at(ends["epson"])), person) == 0
    asked = [question.id for question in person.asked if question.id.startswith("cut")]
    assert paper_of(load(file).printer).end == end and asked == tried[: 1 + len([how for how in cuts if how])]


@pytest.mark.parametrize("kind", ["esc-i", "esc-m"])
def test_a_cutter_that_knows_one_old_command_is_found_by_it(kind: str, file: Path, tmp_path: Path) -> None:
    """GS V does nothing on it; the one that cut is written, and cuts the slips."""
    end = PtyPrinter(tmp_path / kind, SimulatedPrinter(KINDS[kind]), 19200)
    assert run(arguments(file, *at(end)), Eyes({kind: end})) == 0
    end.unplug()
    printer = load(file).printer
    assert (printer.cutter, printer.full_cut, printer.cut) == (True, False, kind)
    assert paper_of(printer).end == CUTS[kind]


def test_a_presenter_is_tried_where_the_model_has_one(file: Path, tmp_path: Path) -> None:
    """GS e 5 hands the slip out; slips of this printer end by it."""
    kiosk_printer = SimulatedPrinter(
        Personality(talks=Talks(names={66: "CUSTOM", 67: "VKP80II", 68: "1"}, presenter=True))
    )
    end = PtyPrinter(tmp_path / "vkp", kiosk_printer, 19200)
    assert run(arguments(file, *at(end)), Eyes({"vkp": end})) == 0
    end.unplug()
    assert paper_of(load(file).printer).end == PARTIAL_CUT + PRESENT
    assert any(PRESENT in sheet.raw for sheet in kiosk_printer.sheets)


def test_a_file_that_is_not_good_stays_so_and_is_said(ends: dict[str, PtyPrinter], file: Path, tmp_path: Path) -> None:
    """What was found is written; what else is wrong is named, exit code 2."""
    file.write_text("[office]\n", encoding="utf-8")
    assert run(arguments(file, *at(ends["epson"])), Eyes(ends)) == 2
    assert "19200" in file.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_command_asks_on_the_terminal_and_tells_machines_in_json(file: Path, tmp_path: Path) -> None:
    """Questions on standard error, answers from standard input, the result on standard output; no more input: 2."""
    end = PtyPrinter(tmp_path / "silent", SimulatedPrinter(replace(SILENT_80, dots=384)), 19200)
    words = [sys.executable, "-m", "kiosk", "doctor", "--config", str(file), "--json", *NEVER, *at(end)]
    for answers, code in (("1\nmaybe\nyes\n" + "skip\n" + "n\n" * 2, 0), ("", 2)):
        done = subprocess.run(words, input=answers, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        assert "Trên tờ giấy, số lớn nhất in trọn vẹn" in done.stderr
        if code == 0:
            (found,) = json.loads(done.stdout)["devices"]
            facts = found["facts"]
            assert found["good"] and (facts["width"], facts["dots"], facts["silent"]) == (58, 384, True)
    end.unplug()
