"""The officers' calls in openapi.json, made from their table of verbs: `python -m scripts.describe_calls [--write]`.

Strategy: the file is the word for machines and is read as it stands; of each verb its path is made here, in the table's
order, behind signing in and out. Everything else in the file stays. A test holds the file to what this makes.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from kiosk.core.decisions.verbs import VERBS, Verb
from kiosk.host.command_line import Parser

FILE = Path(__file__).parents[1] / "kiosk/console/openapi.json"
_BEFORE = "/api/logout"  # which is described as they are
_NO_VERBS = ("/api/login", "/api/hand-over", "/api/ticket", _BEFORE)
_OF_ALL = {name.lower(): {"$ref": f"#/components/schemas/{name}"} for name in ("Counter", "Hand", "Key")}


def described(told: dict[str, Any]) -> dict[str, Any]:
    """The whole file, with each verb of today and no other."""
    paths = {path: methods for path, methods in told["paths"].items() if not _is_verb(path, methods)}
    like = paths[_BEFORE]["post"]
    made = {f"/api/{name}": {"post": _call(verb, like)} for name, verb in VERBS.items()}
    after = [*paths].index(_BEFORE) + 1
    behind = {path: paths[path] for path in [*paths][after:]}
    return {**told, "paths": {**{path: paths[path] for path in [*paths][:after]}, **made, **behind}}


def _is_verb(path: str, methods: dict[str, Any]) -> bool:
    return path.count("/") == 2 and "post" in methods and path not in _NO_VERBS


def _call(verb: Verb, like: dict[str, Any]) -> dict[str, Any]:
    done = {"description": "done", "content": _json({"$ref": "#/components/schemas/Answer"})}
    responses, needed = {**like["responses"], "200": done}, [word.name for word in verb.words if word.needed]
    properties = {**{word.name: word.schema() for word in verb.words}, **_OF_ALL}
    body = _json({"type": "object", "properties": properties, "required": needed})
    asked = {"required": bool(needed), "content": body}
    return {"summary": verb.says, "responses": responses, "requestBody": asked, "security": like["security"]}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def text() -> str:
    """As the file shall be."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    return json.dumps(described(told), ensure_ascii=False, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    """0; 1 where the file is not what the table says and nothing was to be written."""
    parser = Parser(prog="describe_calls", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put it into kiosk/console/openapi.json")
    if parser.parse_args(arguments).write:
        FILE.write_text(text(), encoding="utf-8")
    return int(FILE.read_text(encoding="utf-8") != text())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
