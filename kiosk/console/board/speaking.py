"""What the board's page says at a call, where it is the one that is heard: the office's recordings, piece by piece.

The page fetches the pieces as files and plays them behind its own chime; where a piece is missing it chimes alone.
"""

from dataclasses import dataclass
from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from kiosk.config.options import Config
from kiosk.config.rules import box_speaks
from kiosk.core.words.spoken import PIECES, pieces_of
from kiosk.core.words.vietnamese import call_sentence

ADDRESS = "/recordings"


@dataclass(frozen=True)
class PageVoice:
    """`names`: the pieces that are there, none where this machine speaks itself."""

    folder: Path
    names: frozenset[str] = frozenset()

    def said(self, ticket: str, counter: int) -> list[str]:
        """Addresses of the pieces, in order; none where one is missing."""
        names = pieces_of(call_sentence(ticket, counter)) or ()
        return [f"{ADDRESS}/{name}.wav" for name in names] if self.names.issuperset(names) else []

    def routes(self) -> list[BaseRoute]:
        return [Mount(ADDRESS, StaticFiles(directory=self.folder))] if self.names else []


def page_voice(config: Config) -> PageVoice:
    folder = Path(config.speaker.recordings)
    if box_speaks(config) or not config.speaker.recordings:
        return PageVoice(folder)
    return PageVoice(folder, frozenset(name for name in PIECES if (folder / f"{name}.wav").is_file()))
