"""`python -m scripts.write_schemas`: sync/schemas/ from the events, one file a type; a test holds both together."""

import argparse
import sys

from kiosk.host.command_line import Parser
from sync.schemas import FOLDER, SCHEMAS, text_of


def parser() -> argparse.ArgumentParser:
    return Parser(prog="python -m scripts.write_schemas", description="Writes sync/schemas/ from the events.")


def main() -> int:
    parser().parse_args()
    for type_ in SCHEMAS:
        (FOLDER / f"{type_}.json").write_text(text_of(type_), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
