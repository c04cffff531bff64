"""The waiting room's board as the kiosk draws it itself: a busy morning and all that is unlike it."""

from dataclasses import replace
from pathlib import Path

from display.engine import pygame
from display.television.painter import Painter
from display.television.scene import PER_PAGE, WELCOME, Crowd, Invitation, Scene, Spot
from scripts.screenshots.views import HOME, SERVICES

LINES = tuple(Crowd(s.letter, s.name, s.waiting) for s in SERVICES)
SPOTS = (
    Spot(1, "new", "A015"),
    Spot(2, "", "B007"),
    Spot(3, "", "A014"),
    Spot(4, "free", "đang trống"),
    Spot(5, "paused", "tạm nghỉ"),
    Spot(6, "", "D003"),
    *(Spot(n, "shut", "chưa mở") for n in (7, 8, 9)),
)
AT_REST = (Spot(1, "paused", "tạm nghỉ"), *SPOTS[1:])
BUSY = Scene(
    office=f"{HOME.office} · {HOME.place}",
    hotline=HOME.hotline,
    clock=HOME.clock,
    calls=(Invitation("A015", 1, "Xin mời"), Invitation("B007", 2), Invitation("A014", 3)),
    spots=SPOTS,
    lines=LINES[:PER_PAGE],
)
LONG = Scene(
    office="Trung tâm Phục vụ hành chính công phường Nghĩa Hưng Đông, tỉnh Bình Minh – Cơ sở số hai · UBND phường",
    hotline="0210 3 846 110",
    training=True,
    clock="10:48",
    calls=(Invitation("M999", 20, "Xin mời lần 2"), Invitation("W108", 18, "Xin mời"), Invitation("A001", 11)),
    spots=tuple(Spot(n, *(("new", f"W{n:03d}") if n % 3 == 0 else ("paused", "tạm nghỉ"))) for n in range(1, 21)),
    lines=tuple(
        Crowd(line.letter, f"{line.name}, hộ tịch có yếu tố nước ngoài và các việc khác", 108) for line in LINES[:3]
    ),
)
NOTICE = "Hôm nay hệ thống quốc gia bảo trì đến 10:00. Các quầy vẫn nhận hồ sơ, xin ông/bà thông cảm."
SHUT = tuple(Spot(n, "shut", "chưa mở") for n in range(1, 10))
BOARDS = {
    "board": BUSY,
    "board-rest": replace(BUSY, lines=LINES[PER_PAGE:], calls=BUSY.calls[1:], spots=AT_REST),
    "board-notice": replace(BUSY, notice=NOTICE, lines=()),
    "board-welcome": replace(BUSY, calls=(), welcome=WELCOME),
    "board-closed": replace(
        BUSY, calls=(), welcome="Ngoài giờ làm việc. Lấy số từ 07:15 thứ Ba, làm việc từ 07:30.", spots=SHUT
    ),
    "board-stale": replace(BUSY, offline=True),
    "board-long": LONG,
}


def draw(folder: Path) -> None:
    """All of them, as on a television of 1080 lines. Raises OSError."""
    for name, scene in BOARDS.items():
        painter = Painter((1920, 1080))
        painter.draw(scene)
        pygame.image.save(painter.surface, folder / f"{name}.png")
