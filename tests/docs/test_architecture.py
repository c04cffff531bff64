"""A stranger finds his way with docs/architecture.md alone: each question is one row of its table, one file."""

import ast
import re
from pathlib import Path

import pytest

from scripts.draw_rooms import HOUSES, drawing, floors
from tests.docs.papers import ROOT, spans, tables, text_of

PAGE = "docs/architecture.md"
LONGEST = 1200  # words of one page, its drawing included

QUESTIONS = {  # what a stranger asks: the file, and what is there
    "Where is the rule for priority?": ("kiosk/core/decisions/calling/turn.py", "next_for"),
    "Who decides whose a rating is?": ("kiosk/core/decisions/binding.py", "find_binding"),
    "Who may open the journal?": ("kiosk/journal/journal.py", "Journal"),
    "Where is an option, with its default and bounds?": ("kiosk/config/options.py", "Printer"),
    "Where is a file of settings read?": ("kiosk/config/load.py", "load"),
    "Who prints?": ("drivers/printer/worker.py", "EscposPrinter"),
    "Where does a slip become bytes?": ("kiosk/paper/encode.py", "slip_bytes"),
    "What stands on a ticket's slip?": ("kiosk/paper/ticket.py", "ticket_slip"),
    "Where does the citizen go from a screen?": ("kiosk/core/dialog/table.py", "TABLE"),
    "Where are the words of the screen?": ("display/touchscreen/words.py", "THANKS"),
    "How is a number read aloud?": ("kiosk/core/words/vietnamese.py", "ticket_words"),
    "What can an officer's page ask for?": ("kiosk/core/decisions/verbs.py", "VERBS"),
    "What wakes the touch app?": ("kiosk/app/loop.py", "Loop"),
    "When may the courier's cursor move?": ("sync/outbox.py", "stored"),
    "What becomes of an event in the city?": ("sync/city/store.py", "Store"),
    "How large must a letter be?": ("display/drawing/theme.py", "TEXT_MM"),
}


def rooms() -> dict[str, list[str]]:
    """room → the files that its row names."""
    found = dict[str, list[str]]()
    for cells in tables(PAGE, "room"):
        found |= {room: spans(cells[2]) for room in spans(cells[0])}
    return found


def defined(path: str) -> set[str]:
    """Every class, function and constant at the top of a file."""
    names = set[str]()
    for node in ast.parse(text_of(path)).body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return names


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_stranger_finds_it_in_one_step(question: str) -> None:
    """The page's table has the room and names the file in it, and the file has the answer."""
    path, name = QUESTIONS[question]
    room, file = str(Path(path).parent), Path(path).name
    assert file in rooms()[room]
    assert name in defined(path)


def test_every_room_is_on_the_page_and_every_row_is_a_room() -> None:
    """No room without a row; no row, and no file of a row, that is not there."""
    there = {f"kiosk/{room}" for floor in floors() for room in floor if (ROOT / "kiosk" / room).is_dir()}
    core = {f"kiosk/core/{room.name}" for room in (ROOT / "kiosk/core").iterdir() if (room / "__init__.py").exists()}
    assert (there | core) - set(rooms()) == set()
    assert [room for room in rooms() if not (ROOT / room).exists()] == []
    lost = [f"{room}/{file}" for room, files in rooms().items() for file in files if not _is_there(room, file)]
    assert lost == []


def _is_there(room: str, file: str) -> bool:
    return (ROOT / room / file).exists() or (ROOT / file).exists()


def test_the_drawing_is_what_the_code_draws_now() -> None:
    """`python -m scripts.draw_rooms --write` would change nothing; each house is on it."""
    (drawn,) = re.findall(r"```mermaid\n(.*?)```", text_of(PAGE), re.DOTALL)
    assert drawn == drawing(), "run: python -m scripts.draw_rooms --write"
    assert all(house in drawn for house in HOUSES)


def test_it_is_one_page() -> None:
    assert len(text_of(PAGE).split()) <= LONGEST
