"""The flags of `kiosk doctor`, apart from the libraries of what it does."""

import argparse

FOUND = ("printer", "scanner", "touch", "buttons", "speaker", "picture", "clock")  # in this order with --all
EVERYWHERE = "everywhere"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", "--find", action="store_true", help="find every device, one after the other")
    parser.add_argument("--printer", action="store_true", help="find the printer: ports, speeds, a page to look at")
    parser.add_argument(
        "--port", action="append", default=[], metavar="PATH", help="the printer: look here only; an address too"
    )
    for device in ("scanner", "touch"):
        said = f"find the {device}, everywhere or at PATH"
        parser.add_argument(f"--{device}", nargs="?", const=EVERYWHERE, default="", metavar="PATH", help=said)
    parser.add_argument("--buttons", action="store_true", help="press each button of the file, see which pin it is")
    parser.add_argument("--speaker", action="store_true", help="play a sentence, say whether it was heard")
    said = "a test picture on the panel: are all four edges seen? Its size is written down"
    parser.add_argument("--picture", action="store_true", help=said)
    parser.add_argument("--clock", action="store_true", help="set the battery clock by the time that is known here")
    parser.add_argument("--screen", action="store_true", help="ask on the kiosk's own screen, not on the terminal")
    said = "at the start of the machine: a menu on the screen if buttons 1 and 4 are held, else nothing"
    parser.add_argument("--at-power-on", action="store_true", help=said)
    parser.add_argument("--paper", action="store_true", help="the result on the kiosk's own paper too")
    parser.add_argument("--json", action="store_true", help="the result as JSON on standard output")
    parser.add_argument("--wait", type=float, default=0.5, metavar="S", help="seconds for one answer of a printer")
    parser.add_argument("--seconds", type=float, default=20, metavar="S", help="seconds for a person to press or scan")
