"""`./scripts/chaos MODE`: one JSON object that says what became of everything while parts of it died at random.

Only the command line is read before it is known to be good: a bare clone refuses a wrong word before it installs.
"""

import argparse
import json
import signal
import subprocess
import sys

from kiosk.host.command_line import Parser, number

MODES = {
    "one": "mosquitto and PostgreSQL on one machine",
    "forgetful": "the same, the broker without its file",
    "replicated": "a standby that takes the primary's place",
    "brokers": "three nodes of RabbitMQ",
    "patroni": "three of PostgreSQL under Patroni",
    "whole": "three of each",
    "unsafe": "a standby that nobody waits for: must be found",
}
SHORT_S = 30.0


def parser() -> argparse.ArgumentParser:
    told = "; ".join(f"{name}: {says}" for name, says in MODES.items())
    made = Parser(prog="./scripts/chaos", description=f"Kills broker, city, database and couriers. {told}")
    made.add_argument("mode", choices=MODES, metavar="MODE", help=", ".join(MODES))
    made.add_argument("--minutes", type=number(0, 600), default=10, metavar="N", help="how long (10; 0: half a one)")
    made.add_argument("--kiosks", type=number(1, 50), default=4, metavar="N", help="how many (4)")
    made.add_argument("--seed", type=number(0, 1 << 30), default=1, metavar="N", help="another one: other blows (1)")
    return made


def main() -> int:
    """0: every promise was kept; 1: one was not; 2: something is lacking here."""
    asked = parser().parse_args()
    from kiosk.simulation.broker import mosquitto
    from scripts.failures.modes import run

    if mosquitto() is None:
        print("chaos: mosquitto is not installed: apt-get install mosquitto", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # whoever ends it ends all that it began
    try:
        found = run(asked.mode, asked.minutes * 60 or SHORT_S, asked.kiosks, asked.seed)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"chaos: {error}", file=sys.stderr)
        return 2
    print(json.dumps({"mode": asked.mode, **found}, indent=2))
    return 0 if found["good"] else 1


if __name__ == "__main__":
    sys.exit(main())
