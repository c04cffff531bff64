"""The papers of the repository and what stands in them: tables, links, commands.

A command is a line of a ```sh block, or a code span that begins with one of our programs. A span that is a program's
name alone (`kiosk doctor`) is a name; whatever has more to it is a command that somebody may type.
"""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAPERS = tuple(
    path.relative_to(ROOT)
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "sync/asyncapi.yaml")
)
_OURS = re.compile(r"(?:kiosk|kiosk-sync|kiosk-city)(?= |$)|(?:\./)?scripts/[a-z-]+(?= |$)|\.venv/bin/|\. \.venv")
_SYSTEM = re.compile(r"(?:systemctl|systemd-analyze|journalctl|vcgencmd|mosquitto_sub|df|echo|export) ")
_NAME = re.compile(r"kiosk(?:-sync|-city)?(?: [a-z-]+)?|(?:\./)?scripts/[a-z-]+")
_RELEASED = re.compile(r"^## \d", re.M)


@dataclass(frozen=True)
class Command:
    """`text`: as it stands in `paper` at `line`, without its comment; `typed`: in a block, to be typed as it is."""

    paper: Path
    line: int
    text: str
    typed: bool = False

    @property
    def is_name(self) -> bool:
        """A program or sub-command that is spoken of, not typed."""
        return not self.typed and _NAME.fullmatch(self.text) is not None


def text_of(paper: str | Path) -> str:
    return (ROOT / paper).read_text(encoding="utf-8")


def present(paper: Path) -> str:
    """What a paper says of today: of CHANGELOG, the part above the first version that is out."""
    return _RELEASED.split(text_of(paper))[0] if paper.name == "CHANGELOG.md" else text_of(paper)


def commands(paper: Path) -> list[Command]:
    """Every command of a paper, in its order; a line of several (`a && b`) is one."""
    found, fenced = list[Command](), ""
    for number, line in enumerate(present(paper).splitlines(), 1):
        if line.strip().startswith("```"):
            fenced = "" if fenced else line.strip()[3:] or "text"
        elif fenced == "sh":
            typed = re.sub(r"(^|\s)#.*", "", line).strip()
            found += [Command(paper, number, typed, True)] if typed else []
        elif not fenced:
            found += [Command(paper, number, span) for span in spans(line) if _OURS.match(span) or _SYSTEM.match(span)]
    return found


def tables(paper: str | Path, head: str) -> list[list[str]]:
    """The rows of the tables whose first heading is `head`, a text a cell."""
    rows, inside = list[list[str]](), False
    for line in text_of(paper).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("|"):
            inside = False
        elif cells[0].strip("| ") == head:
            inside = True
        elif inside and not set(line) <= set("|-: "):
            rows.append(cells)
    return rows


def spans(text: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`\n]+)`", text)
