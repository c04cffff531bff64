"""`./scripts/attack ATTACK`: one JSON object that says what a stranger reached.

Only the command line is read before it is known to be good: a bare clone refuses a wrong word before it installs.
"""

import argparse
import json
import sys
import time
from importlib import import_module

from kiosk.host.command_line import Parser, number

ATTACKS = {  # module with `run(asked) -> figures`, of which `good` says that nothing was reached; and what it is
    "connections": ("connections", "a thousand slow or idle connections beside officers who work, then wrong PINs"),
    "http": ("http_fuzz", "requests and cookies that nobody would send, to the console"),
    "files": ("files", "identities, bundles, settings, lists, and what scanner and printer send, each broken"),
    "broker": ("broker", "a broker's stranger beside a working kiosk and city"),
    "fuzz-city": ("fuzz_city", "anything at all, to the city, and giants"),
    "inbox": ("inbox", "what a stranger can say to the courier"),
}


def parser() -> argparse.ArgumentParser:
    told = "; ".join(f"{name}: {says}" for name, (_, says) in ATTACKS.items())
    made = Parser(prog="./scripts/attack", description=f"Attacks what runs here. {told}")
    made.add_argument("attack", choices=ATTACKS, metavar="ATTACK", help=", ".join(ATTACKS))
    made.add_argument("--minutes", type=number(0, 600), default=10, metavar="N", help="how long (10; 0: seconds)")
    made.add_argument("--inputs", type=number(1, 10_000_000), default=20_000, metavar="N", help="of a fuzz (20000)")
    made.add_argument("--seed", type=number(0, 1 << 30), default=1, metavar="N", help="another one: other inputs (1)")
    made.add_argument("--enrolled", action="store_true", help="the kiosk knows its city's key")
    return made


def main() -> int:
    """0: nothing was reached; 1: something was."""
    asked = parser().parse_args()
    begun = time.monotonic()
    found = import_module(f"scripts.attacks.{ATTACKS[asked.attack][0]}").run(asked)
    print(json.dumps({**found, "seconds": round(time.monotonic() - begun, 1)}, indent=2, ensure_ascii=False))
    return 0 if found["good"] else 1


if __name__ == "__main__":
    sys.exit(main())
