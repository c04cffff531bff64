"""`kiosk doctor` as a command: at power-on the menu on the screen, else the tests, or the search for a device."""

import argparse

from kiosk.doctor.arguments import add_arguments

__all__ = ["HELP", "add_arguments", "run"]

HELP = "test every device, say what is wrong and what to do; or find it and write it down"


def run(args: argparse.Namespace) -> int:
    """Raises ConfigError."""
    if args.at_power_on:
        from kiosk.doctor.power_on import at_power_on

        return at_power_on(args)
    from kiosk.doctor import run

    return run.run(args)
