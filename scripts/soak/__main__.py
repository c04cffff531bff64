"""`./scripts/soak-courier`: one JSON object that says what the city has after the troubles of trouble.py.

Only the command line is read before it is known to be good: a bare clone refuses a wrong word before it installs.
"""

import argparse
import json
import sys

from kiosk.host.command_line import Parser, number


def parser() -> argparse.ArgumentParser:
    made = Parser(prog="./scripts/soak-courier", description="Kills brokers and cities under a courier; loses nothing?")
    many = number(20, 10_000_000)
    made.add_argument("events", type=many, nargs="?", default=20_000, metavar="EVENTS", help="ratings (20000)")
    return made


def main() -> int:
    """0: nothing was lost by the city's word, and much by the broker's; 2: mosquitto is not here."""
    events = parser().parse_args().events
    from kiosk.simulation.broker import mosquitto
    from scripts.soak.trouble import soak

    if mosquitto() is None:
        print("soak-courier: mosquitto is not installed: apt-get install mosquitto", file=sys.stderr)
        return 2
    found = {"city's word": soak(events, "city"), "broker's word": soak(events, "broker")}
    print(json.dumps(found, indent=2))
    good = found["city's word"]
    return 0 if good["lost"] == good["doubled"] == 0 and found["broker's word"]["lost"] > events / 10 else 1


if __name__ == "__main__":
    sys.exit(main())
