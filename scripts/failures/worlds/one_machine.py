"""One machine: a mosquitto, with or without its file of sessions, and one PostgreSQL, or a pair of them."""

from collections.abc import Sequence
from pathlib import Path

from scripts.failures.servers import Pair, owned
from scripts.failures.worlds.world import Blow, Pause, World, plain, single, struck
from scripts.soak.link import Mosquitto

FORGETS = ("persistence false",)  # behind the line that says the contrary: mosquitto takes the last


def one(folder: Path) -> World:
    """All four can be struck; what comes back is the same one with what it had on its disk."""
    return _with_server(folder, ())


def forgetful(folder: Path) -> World:
    """The broker has forgotten every session and message each time."""
    return _with_server(folder, FORGETS)


def replicated(folder: Path) -> World:
    """A standby that is waited for: each time it takes the primary's place, and that comes back as its standby."""
    return _with_pair(folder)


def unsafe(folder: Path) -> World:
    """Planted: nobody waits for the standby, and what comes last has not reached it when the primary dies."""
    return _with_pair(folder, is_safe=False)


def _with_server(folder: Path, lines: Sequence[str]) -> World:
    broker, server = Mosquitto(folder / "broker", lines), single(folder / "postgresql")

    def close() -> None:
        broker.kill()
        server.kill()

    return World(
        [plain(broker.port)], ["--broker", f"mqtt://127.0.0.1:{broker.port}", "--db", server.url()], server.url(),
        {"broker": _broker(broker), "database": struck(server)}, close,
    )  # fmt: skip


def _with_pair(folder: Path, is_safe: bool = True) -> World:
    broker, place = Mosquitto(folder / "broker"), folder / "pair"
    place.mkdir()
    owned(place)
    pair = Pair(place)
    if not is_safe:
        pair.wait_for("''")

    def primary(pause: Pause) -> None:
        if not is_safe:
            pair.deafens_standby()
            pause()
        pair.swaps(is_safe)

    def standby(pause: Pause) -> None:
        pair.standby.kill()
        pause()
        pair.standby.start()

    def close() -> None:
        broker.kill()
        pair.close()

    blows: dict[str, Blow] = {"broker": _broker(broker), "primary": primary}
    return World(
        [plain(broker.port)], ["--broker", f"mqtt://127.0.0.1:{broker.port}", "--db", pair.url], pair.url,
        {**blows, "standby": standby} if is_safe else blows, close,
    )  # fmt: skip


def _broker(broker: Mosquitto) -> Blow:
    def blow(pause: Pause) -> None:
        broker.kill()
        pause()
        broker.start()

    return blow
