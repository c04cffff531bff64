"""`kiosk screen`: what the panel needs beside the kiosk: the kernel's `video=`, and that nobody else draws on it.

`scripts/install` runs it, and the doctor at each power-on. As root: cmdline.txt lies on the boot partition.
"""

import argparse
import sys
from pathlib import Path

from kiosk.config.load import load
from kiosk.config.options import Config
from kiosk.host.screen.holders import PROC, SYSTEMD, holders
from kiosk.host.screen.kernel_arguments import FILE, write_video

HELP = "as root: writes hardware.video for the kernel, names what else draws on the panel"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--proc", type=Path, default=PROC, metavar="DIR", help="where the programs are")
    parser.add_argument("--systemd", type=Path, default=SYSTEMD, metavar="DIR", help="where systemd's units are")


def run(args: argparse.Namespace) -> int:
    """1: something else draws on the panel; 2: cmdline.txt could not be written. Raises ConfigError, once it has said
    who draws: a new kiosk's file is not filled in yet."""
    others = holders(args.proc, args.systemd)
    try:
        config = load(args.config)
        others = others if config.hardware.screen == "drm" else []
    finally:
        for other in others:
            print(f"draws on the panel in the kiosk's place / đang chiếm màn hình: {other}", flush=True)
    return 2 if not kernel_video(config) else 1 if others else 0


def kernel_video(config: Config) -> bool:
    """`hardware.video` into cmdline.txt beside kiosk.toml. False: it could not be written, which is said."""
    file = Path(config.origin).parent / FILE
    if config.hardware.kind == "simulated":
        return True
    try:
        if write_video(file.parent, config.hardware.video):
            said = f"video={config.hardware.video}" if config.hardware.video else "no video="
            print(f"{file}: {said}, from the next start on / từ lần khởi động sau", flush=True)
    except OSError as error:
        print(f"{file}: hardware.video could not be written: {error.strerror}", file=sys.stderr, flush=True)
        return False
    return True
