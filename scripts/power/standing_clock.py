"""A clock that stands until somebody moves it (`drivers.ports.Clock`)."""

from dataclasses import dataclass

MORNING = 1_795_480_270_000  # 2026-11-24 07:31:10


@dataclass
class StandingClock:
    wall_ms: int = MORNING
    mono_ms: int = 1_000_000
    boot_id: str = "first"
    known: bool = True

    def wall(self) -> int:
        return self.wall_ms

    def mono(self) -> int:
        return self.mono_ms

    def synchronised(self) -> bool:
        return self.known

    def boot(self) -> str:
        return self.boot_id

    def passes(self, ms: int) -> None:
        self.wall_ms, self.mono_ms = self.wall_ms + ms, self.mono_ms + ms
