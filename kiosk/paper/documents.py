"""The list of documents of a procedure, to take home: what to bring, how long it takes, its fee. Pure, as slips.py.

It must not be taken for a ticket: it opens with a black bar of its own, has no number and no code, and says so.
"""

from collections.abc import Iterator

from kiosk.config.options import Office
from kiosk.core.office.procedures import Procedure, limit_words
from kiosk.core.words.slip import SMALL_MM, TEXT_MM, TITLE_MM, Rule, Slip, Space, Text, Typed
from kiosk.core.words.vietnamese import day_words
from kiosk.paper.ticket import heading, loud


def documents_slip(
    office: Office, procedure: Procedure, service: str, wall: int | None, training: bool = False
) -> Slip:
    """`service`: the one that takes it in, worded, or empty; `wall`: when it was printed (ms since 1970), None while
    nobody knows."""
    return (
        *(loud("ĐANG CHẠY THỬ") if training else ()),
        *loud("GIẤY TỜ CẦN CÓ"),
        *heading(office),
        Rule(),
        Space(1.5),
        Text(procedure.name, TITLE_MM, "Bold"),
        Space(1.5),
        *_listed(procedure),
        Rule(),
        Space(1.5),
        *(Text(line, TEXT_MM, "Regular", left=True) for line in _said(office, procedure, service)),
        Space(1),
        Typed(procedure.code if wall is None else f"{procedure.code}  {day_words(wall)}"),
        Text("Không phải phiếu lấy số", SMALL_MM, "Regular"),
    )


def _listed(procedure: Procedure) -> Iterator[Text | Space]:
    for number, document in enumerate(procedure.documents, 1):
        yield Text(f"{number}. {document}", TEXT_MM, "Regular", left=True)
        yield Space(1)


def _said(office: Office, procedure: Procedure, service: str) -> Iterator[str]:
    for head, words in (
        ("Thời hạn", limit_words(procedure.days)),
        ("Lệ phí", procedure.fee),
        ("Nộp tại", service),
        ("Đường dây nóng", office.hotline),
    ):
        if words:
            yield f"{head}: {words}"
