"""`kiosk voice record|check`: the office's own voice, a WAV for each piece of a call (drivers/sound/recordings.py).

`record` says what is to be spoken, takes it up by arecord, cuts the silence off, brings it to one loudness and asks
again where that does not help. `check` says what is wrong with a folder, piece by piece. Which pieces an office needs
follows from its services and counters.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from drivers.sound.recordings import Wrong, levelled, load, trimmed, wrong
from drivers.sound.wav import RATE, Sound, read, written
from kiosk.config.load import load as load_config
from kiosk.config.options import Config
from kiosk.core.words.spoken import PIECES, needed
from kiosk.host.command_line import number
from kiosk.host.files import write_whole

HELP = "the office's own voice: records the words of a call, checks the recordings"
WORDS = {
    "missing": "chưa có / missing",
    "short": "không nghe thấy tiếng nói / nothing is spoken",
    "rate": "{value:.0f} mẫu/giây, khác các tệp kia / samples a second, unlike the others",
    "clipped": "quá to, bị vỡ tiếng / too loud, clipped",
    "silence": "{value:.0f} ms im lặng ở đầu hoặc cuối / of silence at an end",
    "loudness": "{value:+.1f} dB so với các tệp kia, phải trong 2 dB / against the others, must be within 2 dB",
}
Take = Callable[[int], bytes]
Ask = Callable[[str], str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("does", choices=("record", "check"), help="record what is missing or wrong, or check all of it")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="another folder than speaker.recordings")
    parser.add_argument("--only", nargs="+", choices=PIECES, metavar="NAME", help="record these anew")
    parser.add_argument("--seconds", type=number(1, 10), default=3, metavar="S", help="for each piece (3)")


def run(args: argparse.Namespace) -> int:
    """0: all pieces are there and good; 1: some are not; 2: no folder. Raises ConfigError."""
    config = load_config(args.config)
    folder = args.folder or Path(config.speaker.recordings or ".")
    if not (args.folder or config.speaker.recordings):
        print("speaker.recordings: no folder is named; name one there, or with --folder", file=sys.stderr)
        return 2
    names = names_of(config)
    if args.does == "record":
        folder.mkdir(parents=True, exist_ok=True)
        record(folder, args.only or bad(folder, names), args.seconds, taken, asked)
    return checked(folder, names)


def names_of(config: Config) -> tuple[str, ...]:
    letters = "".join(service.letter for service in config.services)
    return needed(letters, max(counter.number for counter in config.counters))


def bad(folder: Path, names: Sequence[str]) -> list[str]:
    """In their order, each once."""
    return list(dict.fromkeys(fault.name for fault in wrong(load(folder, names), names)))


def checked(folder: Path, names: Sequence[str]) -> int:
    faults = wrong(load(folder, names), names)
    for fault in faults:
        print(f"{fault.name}.wav “{PIECES[fault.name]}”: {told(fault)}")
    print(f"{folder}: {len(names) - len({f.name for f in faults})}/{len(names)} tệp tốt / recordings are good")
    return 1 if faults else 0


def told(fault: Wrong) -> str:
    return WORDS[fault.what].format(value=fault.value)


def record(folder: Path, names: Sequence[str], seconds: int, take: Take, ask: Ask) -> None:
    """One piece after the other; whoever answers "q", or nothing more, stops."""
    for place, name in enumerate(names, 1):
        said = f"[{place}/{len(names)}] “{PIECES[name]}” – Enter: thu / record; s: bỏ qua / skip; q: thôi / stop "
        while (answer := ask(said)) == "":
            if sound := good(take(seconds), name):
                write_whole(folder / f"{name}.wav", written(sound))
                break
        if answer == "q":
            return


def good(data: bytes, name: str) -> Sound | None:
    """As it is kept; None, said, for what must be spoken again."""
    try:
        raw = read(data)
    except ValueError as error:
        print(f"arecord: {error}")
        return None
    found = [fault for fault in wrong({name: raw}, [name]) if fault.what in ("short", "clipped")]
    for fault in found:
        print(told(fault))
    return None if found else levelled(trimmed(raw))


def taken(seconds: int) -> bytes:
    command = ["arecord", "-q", "-f", "S16_LE", "-r", str(RATE), "-c", "1", "-d", str(seconds), "-t", "wav", "-"]
    return subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout


def asked(question: str) -> str:
    """What was typed; "q" where nobody types any more."""
    try:
        return input(question).strip().lower()
    except EOFError:
        return "q"
