"""`kiosk mend`: in the place of the kiosk while kiosk.toml or the journal cannot be used (screen.py)."""

import argparse

HELP = "show the mistakes of the config on the kiosk's own screen until it is good"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(args: argparse.Namespace) -> int:
    from drivers.clock import SystemClock
    from kiosk.recovery import screen

    return screen.run(args.config, screen.own_panel, screen.OwnTouch(), SystemClock())
