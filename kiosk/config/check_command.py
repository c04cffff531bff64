"""`kiosk check`: what is wrong with kiosk.toml and the list that it names, by option and line; or the hash of a PIN.

Said in the technician's language: that of the locale, or `--lang`. Exit codes: 0 all is good, 2 something is not. What
works and should still be looked after (PINs) is told beside it.
"""

import argparse
import getpass
import os
import sys
from collections.abc import Iterator, Set
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kiosk.config import procedures
from kiosk.config.broker_files import broker_files
from kiosk.config.checks.agreement import weak_salt
from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import ConfigError, Language, Problem, language_of, text
from kiosk.config.load import in_the_file, load
from kiosk.config.options import Config
from kiosk.config.pin_hash import LEAST_DIGITS, MOST_DIGITS, hash_pin, is_guessable, is_pin
from kiosk.config.pins.advice import advice, worst
from kiosk.config.pins.key import read_key
from kiosk.config.written.laying import standing
from kiosk.config.written.store import kept_in, settings_path
from kiosk.core.office.procedures import Procedures, fields_of

HELP = "say what is wrong with the config, by option and line"
ASKED = "-"  # in the place of a PIN: asked for, so that it stands in no list of commands
_GOOD = {"en": "good", "vi": "đúng"}
_CONFIG = {"en": "{services} services, {counters} counters", "vi": "{services} dịch vụ, {counters} quầy"}
_LIST = {"en": "{size} procedures in {fields} fields", "vi": "{size} thủ tục thuộc {fields} lĩnh vực"}
_SET = {"en": "set by {author}, {at}: {which}", "vi": "{author} đặt, {at}: {which}"}
_WHICH = {
    True: {"en": "this counts, not what stands in kiosk.toml", "vi": "giá trị này có hiệu lực, không phải kiosk.toml"},
    False: {"en": "kiosk.toml was changed later and counts", "vi": "kiosk.toml sửa sau nên có hiệu lực"},
}
_WITHOUT = {"en": "nothing of {names}", "vi": "chưa có {names}"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=("vi", "en"), help="the language of what is said; else by LC_ALL or LANG")
    parser.add_argument("--vietnamese", action="store_const", const="vi", dest="lang", help="the same as --lang vi")
    parser.add_argument(
        "--hash-pin",
        metavar="PIN",
        nargs="?",
        const=ASKED,
        help=f"print the hash of a PIN of {LEAST_DIGITS} to {MOST_DIGITS} digits for the config, and stop; "
        "without PIN, or with -, it is asked for, or read from standard input",
    )


def run(args: argparse.Namespace) -> int:
    language: Language = args.lang or language_of(os.environ)
    if args.hash_pin is not None:
        return _hash(args.hash_pin, language)
    return check(args.config, language)


# --- the file ------------------------------------------------------------------------------------------------


def check(path: Path | None, language: Language) -> int:
    """What is wrong, one line each on standard error, or how much there is."""
    try:
        config = load(path)
        listed = procedures.of_config(config)
    except ConfigError as error:
        return _refuse(error.problems, language)
    key = read_key(Path(config.kiosk.data))
    if weak := [*worst(config, key), *weak_salt(config), *broker_files(config, datetime.now(UTC))]:
        return _refuse([replace(problem, file=config.origin) for problem in weak], language)
    for problem in advice(config, key):
        print(text(problem, language))
    for line in set_on_the_box(config, language):
        print(line)
    _praise(
        config.origin, language, _CONFIG[language].format(services=len(config.services), counters=len(config.counters))
    )
    if listed:
        _praise(str(procedures.file_of(config)), language, _amount(config, listed, language))
    return 0


def set_on_the_box(config: Config, language: Language) -> Iterator[str]:
    """Each option over which another word was said on the box: who said it, when, and which of the two counts."""
    data = Path(config.kiosk.data)
    for each in standing(in_the_file(config.origin), kept_in(data)):
        said = _SET[language].format(author=each.word.author, at=each.word.at, which=_WHICH[each.counts][language])
        yield f"{settings_path(data)}: {each.option}: {said}"


def _refuse(problems: list[Problem], language: Language) -> int:
    print("\n".join(text(problem, language) for problem in problems), file=sys.stderr)
    return 2


def _praise(file: str, language: Language, amount: str) -> None:
    print(f"{file}: {_GOOD[language]}; {amount}")


def _amount(config: Config, listed: Procedures, language: Language) -> str:
    """How much the list holds, and of which of the office's fields nothing."""
    fields = fields_of(listed)
    without = [name for service in config.services for name in service.fields if name not in fields]
    amount = _LIST[language].format(size=len(listed), fields=len(fields))
    return "; ".join([amount, *([_WITHOUT[language].format(names=", ".join(without))] if without else [])])


# --- a PIN ---------------------------------------------------------------------------------------------------


def _hash(given: str, language: Language) -> int:
    """The PIN itself is said nowhere."""
    pins = {given} if given != ASKED else _asked()
    if (problem := refused_pin(pins)) is not None:
        return _refuse([problem], language)
    print(hash_pin(pins.pop()))
    return 0


def refused_pin(pins: Set[str]) -> Problem | None:
    """What is wrong with a PIN that was typed, once or twice."""
    if len(pins) > 1:
        return Problem(Code.PIN_AGAIN, option="--hash-pin")
    if not all(map(is_pin, pins)):
        return Problem(Code.PIN_DIGITS, {"least": LEAST_DIGITS, "most": MOST_DIGITS}, "--hash-pin")
    if any(map(is_guessable, pins)):
        return Problem(Code.PIN_GUESSABLE, option="--hash-pin")
    return None


def _asked() -> set[str]:
    """Typed twice at a terminal, where nobody sees it; else the first line of standard input."""
    if sys.stdin.isatty():
        return {getpass.getpass("PIN: "), getpass.getpass("PIN (2): ")}
    return {sys.stdin.readline().strip()}
