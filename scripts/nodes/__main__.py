"""`./scripts/cluster up|down|status`: three nodes of RabbitMQ and of PostgreSQL under Patroni on this machine.

Only the command line is read before it is known to be good: a bare clone refuses a wrong word before it installs.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from kiosk.host.command_line import Parser

VERBS, PARTS = ("up", "down", "status"), ("brokers", "databases")


def parser() -> argparse.ArgumentParser:
    made = Parser(prog="./scripts/cluster", description="Three nodes of the city's broker and database, on 127.0.0.1.")
    made.add_argument("verb", choices=VERBS, help="start what is not there, end it all, or say what runs")
    made.add_argument("--only", choices=PARTS, help="of up: only these (default: both)")
    made.add_argument("--kiosk", action="append", default=[], metavar="NAME", help="let in at the brokers; repeatable")
    folder = Path("build/cluster")
    made.add_argument("--folder", type=Path, default=folder, metavar="FOLDER", help=f"of all that is kept ({folder})")
    return made


def main() -> int:
    """0: done; 1: `status`, and something does not run; 2: something is lacking here, or did not come."""
    asked = parser().parse_args()
    from scripts.nodes.cluster import Cluster

    cluster = Cluster(asked.folder, lambda line: print(f"cluster: {line}", file=sys.stderr, flush=True))
    try:
        if asked.verb == "down":
            cluster.down()
            return 0
        if asked.verb == "up":
            cluster.up([asked.only] if asked.only else PARTS, asked.kiosk)
        found = cluster.status()
    except (OSError, subprocess.SubprocessError) as error:
        print(f"cluster: {error}", file=sys.stderr)
        return 2
    print(json.dumps(found, indent=2))
    return 0 if asked.verb == "up" or (len(found["running"]) == len(found["roles"]) == 3) else 1


if __name__ == "__main__":
    sys.exit(main())
