"""What the screens promise besides their rules: names and ids, equal looks after every level, whole Vietnamese."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from display.drawing.canvas import Canvas
from display.drawing.elements import Line
from display.drawing.text import font, wrap
from display.drawing.theme import Theme
from display.engine import pygame
from display.touchscreen import words
from display.touchscreen.layout import Element, as_data, hit, layout
from kiosk.core.dialog.view import View
from scripts.screenshots.views import FIELDS, HOME, LISTED, RATE, SERVICES, TICKET
from tests.display.views import ALL, PANELS, ROOM, shown

THEME = Theme.of(1280, 800, 217)


def ids(elements: tuple[Element, ...]) -> set[str]:
    return {element.id for element in elements if element.touch}


def test_home_offers_what_the_contract_names() -> None:
    """Services, priority, rating and the help for the eyes can be touched, by their stable ids."""
    expected = {f"service-{s.letter}" for s in SERVICES} | {"priority", "rate", "large", "contrast"}
    assert ids(layout(HOME, THEME)) == expected


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("count", range(1, 13))
def test_every_service_is_reached_by_turning_pages(panel: str, large: bool, count: int) -> None:
    """ "more" leads through all services and back to the first ones."""
    view = replace(HOME, services=tuple(replace(SERVICES[n % 5], letter=chr(65 + n)) for n in range(count)))
    theme, seen, page = Theme.of(*PANELS[panel], large), set[str](), 0
    while (found := {i for i in ids(layout(replace(view, page=page), theme)) if i.startswith("service-")}) - seen:
        seen, page = seen | found, page + 1
    assert len(seen) == count
    assert page == 1 or "more" in ids(layout(view, theme))


def turned(view: View, theme: Theme) -> list[tuple[Element, ...]]:
    """Every page of a screen, by touching "more" until the first comes again."""
    pages = [layout(view, theme)]
    while "more" in ids(pages[0]) and (following := layout(replace(view, page=len(pages)), theme)) != pages[0]:
        pages.append(following)
    return pages


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("count", range(1, 13))
def test_the_public_list_takes_no_place_of_a_service(panel: str, large: bool, count: int) -> None:
    """With a list its card stands once behind all services, or on every page among the helpers; the services' cards are
    as many on each page, and as large, as without it."""
    view = replace(HOME, services=tuple(replace(SERVICES[n % 5], letter=chr(65 + n)) for n in range(count)))
    theme = Theme.of(*PANELS[panel], large)
    without, listed = turned(view, theme), turned(replace(view, listed=True), theme)
    assert any("procedures" in ids(page) for page in listed) and len(listed) <= len(without) + 1
    for before, now in zip(without, listed, strict=False):
        old, new = ({t.id: t.rect for t in page if t.id.startswith("service-")} for page in (before, now))
        assert old.keys() == new.keys()
        assert all(new[i][2] * new[i][3] >= old[i][2] * old[i][3] for i in old)
        assert ("more" in ids(before)) <= ("more" in ids(now)) and {"rate", "priority"} <= ids(now)


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("large", [False, True])
def test_all_of_the_list_is_reached_by_turning_pages(panel: str, large: bool) -> None:
    """Every field, every procedure of a list of nearly 400, every document and fact; back a page is offered too."""
    theme = Theme.of(*PANELS[panel], large)
    many = tuple(replace(p, code=f"{p.code}-{n}") for n in range(400 // len(LISTED)) for p in LISTED)
    fields = turned(FIELDS, theme)
    assert {i for page in fields for i in ids(page) if i.startswith("field-")} == {f"field-{n}" for n in range(1, 17)}
    rows = turned(replace(FIELDS, screen="procedures", procedures=many), theme)
    assert {i for page in rows for i in ids(page) if i.startswith("procedure-")} == {
        f"procedure-{p.code}" for p in many
    }
    assert "previous" in ids(rows[-1]) and "previous" not in ids(rows[0])
    for procedure in LISTED:
        pages = turned(replace(FIELDS, screen="documents", procedure=procedure), theme)
        said = " ".join(
            " ".join(t.name for t in page if t.id.startswith(("document-", "limit", "fee"))) for page in pages
        )
        assert all(f"{n}. {document}" in said for n, document in enumerate(procedure.documents, 1))
        assert not procedure.fee or f"Lệ phí: {procedure.fee}" in said


def test_a_list_is_printed_only_where_it_can_be_and_once() -> None:
    """Without paper and while it comes there is no button; out of hours there is no number."""
    documents = replace(FIELDS, screen="documents")
    assert ids(layout(documents, THEME)) == {"service-A", "print", "back"}
    assert "print" not in ids(layout(replace(documents, may_print=False), THEME))
    assert ids(layout(replace(documents, notice="list-comes", may_take=False), THEME)) == {"back"}
    assert ids(layout(replace(documents, procedure=None), THEME)) == {"back"}


@pytest.mark.parametrize("panel", PANELS)
def test_the_number_is_the_largest_thing(panel: str) -> None:
    """On the ticket's screen nothing is written larger than the number, with a slip or without."""
    for slip in ("printed", "shown", "doubtful"):
        elements = layout(replace(TICKET, slip=slip), Theme.of(*PANELS[panel]))
        sizes = {t.id: max((p.size for p in t.shapes if isinstance(p, Line)), default=0) for t in elements}
        assert max(sizes, key=lambda i: sizes[i]) == "ticket"
        assert sizes["ticket"] > 1.8 * max(size for i, size in sizes.items() if i != "ticket")


def test_without_paper_the_number_is_to_be_noted() -> None:
    """With no slip the screen says so; after a doubtful one it offers to print it again."""
    said = {element.name for element in layout(replace(TICKET, slip="shown"), THEME)}
    assert "Không có phiếu giấy: xin nhớ hoặc chụp lại số này" in said
    assert "reprint" in ids(layout(replace(TICKET, slip="doubtful", may_reprint=True), THEME))


@pytest.mark.parametrize("large", [False, True])
def test_the_promise_stands_over_the_levels(large: bool) -> None:
    """On a 10.1" panel the rating screen says in both sizes that nobody at the counter learns the choice."""
    elements = layout(RATE, Theme.of(1280, 800, 217, large))
    assert any(words.PROMISE in element.name for element in elements)
    assert [t.id for t in elements if t.id.startswith("level-")] == ["level-4", "level-3", "level-2", "level-1"]


def test_only_lit_counters_answer_a_finger() -> None:
    """A counter without a visit to rate is shown and cannot be touched."""
    elements = layout(replace(HOME, screen="which-counter", counters=ROOM[:9]), THEME)
    assert ids(elements) == {"counter-3", "counter-7", "skip"}
    assert {f"counter-{n}" for n in range(1, 10)} <= {element.id for element in elements}


@given(x=st.integers(-5, 1290), y=st.integers(-5, 810))
def test_a_touch_finds_the_card_it_is_in(x: int, y: int) -> None:
    """`hit` names the touchable thing whose rectangle holds the dot, and nothing else."""
    elements = layout(RATE, THEME)
    held = [t.id for t in elements if t.touch and 0 <= x - t.rect[0] < t.rect[2] and 0 <= y - t.rect[1] < t.rect[3]]
    assert hit(elements, x, y) == (held[0] if held else "")


def test_the_screen_as_data() -> None:
    """`GET /cabinet/screen`: plain values, each thing with id, role, name and rect."""
    data = as_data(HOME, layout(HOME, THEME), (1280, 800))
    assert (data["screen"], data["size"]) == ("home", [1280, 800])
    assert all(
        set(element) == {"id", "role", "name", "rect"} and len(element["rect"]) == 4 for element in data["things"]
    )
    assert {element["role"] for element in data["things"]} <= {"button", "text", "picture"}


VIETNAMESE = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ0123456789 ·–:,.?!…“”/"
)


@pytest.mark.parametrize("weight", ["Regular", "SemiBold", "Bold"])
def test_every_letter_can_be_drawn(weight: str) -> None:
    """The fonts hold the whole Vietnamese alphabet and every sign that the words use."""
    said = "".join(str(value) for name, value in vars(words).items() if name.isupper())
    letters = sorted({*VIETNAMESE, *VIETNAMESE.upper(), *said} - {" ", "\n"})
    metrics = font(weight, 40).metrics("".join(letters))
    assert [c for c, m in zip(letters, metrics, strict=True) if m is None or tuple(m[:4]) == (0, 0, 0, 0)] == []


@given(st.lists(st.sampled_from(["Đất", "đai –", "xây", "dựng ·", "hộ tịch,", "chứng", "thực"]), min_size=1))
def test_wrapping_loses_no_word(said: list[str]) -> None:
    """The lines hold all words in their order, each line as narrow as asked where the words allow it."""
    lines = wrap(" ".join(said), "Bold", 54, 420)
    assert " ".join(lines) == " ".join(said)
    assert all(font("Bold", 54).size(line)[0] <= 420 for line in lines)


AWAY = [(panel, name) for panel in PANELS for name, view in ALL.items() if view.address and not view.code]


@pytest.mark.parametrize(("panel", "name"), AWAY)
def test_a_technician_sees_where_the_kiosk_is_found(panel: str, name: str) -> None:
    """On every panel the screens that are not the citizens' say the address in words."""
    _, _, elements = shown(panel, name, False, False)
    words = [element.name for element in elements if element.id == "address"]
    assert len(words) == 1 and "192.168.100.200:8080" in words[0]


@pytest.mark.parametrize("name", [name for name, view in ALL.items() if view.address and not view.code])
def test_the_address_is_a_code_for_a_telephone(name: str) -> None:
    """Where there is room the address stands as a QR too, and a reader reads it off the drawn picture."""
    theme, view, elements = shown("10.1 inch", name, False, False)
    canvas = Canvas(theme)
    canvas.draw(elements)
    picture = Image.frombytes("RGB", canvas.surface.get_size(), pygame.image.tobytes(canvas.surface, "RGB"))
    assert [code.data.decode() for code in decode(picture, [ZBarSymbol.QRCODE])] == [view.address]


@pytest.mark.parametrize("panel", PANELS)
def test_the_doctors_code_is_the_only_one_on_its_screen(panel: str) -> None:
    """A scanner reads it off the drawn picture, and cannot take the address for it."""
    theme, view, elements = shown(panel, "doctor-scan", False, False)
    canvas = Canvas(theme)
    canvas.draw(elements)
    picture = Image.frombytes("RGB", canvas.surface.get_size(), pygame.image.tobytes(canvas.surface, "RGB"))
    assert [code.data.decode() for code in decode(picture, [ZBarSymbol.QRCODE])] == [view.code]


def test_without_a_network_no_address_stands_there() -> None:
    """No address: nothing is said of one, and a citizen's screen never has it."""
    for view in (replace(ALL["mistakes-cards"], address=""), replace(HOME, address="http://x/")):
        assert not any(element.id.startswith("address") for element in layout(view, THEME))


def test_with_cards_and_address_mistakes_are_still_told() -> None:
    """On the smallest panel too: the title, a mistake, both remedies."""
    for panel in PANELS:
        ids = {element.id for element in shown(panel, "mistakes-cards", False, False)[2]}
        assert {"head", "mistake-0", "answer-drop", "answer-last"} <= ids, panel
