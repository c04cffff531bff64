"""`kiosk-city conform --broker URL`: plays kiosks against anybody's subscriber, and says which rules it does not keep.

All scenes at once, each with kiosks of its own, so that it takes as long as the slowest. Exit codes: 0 every rule is
kept, 1 some is not, 2 wrong use, or no broker.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass

import orjson

from kiosk.host.command_line import Parser, number
from sync.city.access.credentials import add_broker, brokers_of
from sync.city.conform.player import Broken, Played, Terms
from sync.city.conform.scenes import RULES, Rule
from sync.envelope import ROOT, Unreadable, place

STRANGERS = "city's words only"  # a rule of all scenes


@dataclass(frozen=True)
class Found:
    """`verdict`: good, bad, or advice that is not kept; `seen`: what was wrong."""

    rule: str
    verdict: str
    seen: str
    contract: str


def conform(argv: Sequence[str]) -> int:
    args = _parser().parse_args(argv)
    try:
        found = _played(_terms(args))
    except (ValueError, OSError) as error:
        print(f"kiosk-city conform: {error}", file=sys.stderr)
        return 2
    print(_as_json(found) if args.json else _table(found))
    return int(any(one.verdict == "bad" for one in found))


def _terms(args: argparse.Namespace) -> Terms:
    """Raises ValueError."""
    unit = args.unit.strip("/")
    try:
        place(f"{ROOT}/{unit}/k1/state")
    except Unreadable as error:
        raise ValueError(f"--unit {args.unit[:80]}: expected levels of a topic, as H55/92/08/000") from error
    broker, *others = brokers_of(args)
    if others:
        raise ValueError("--broker: expected one, where the subscriber is")
    return Terms(broker, unit, args.patience, city_key=args.city_key)


def _played(terms: Terms) -> list[Found]:
    """Raises OSError where nobody can be played."""
    with ThreadPoolExecutor(len(RULES)) as desks:
        both = list(desks.map(lambda rule: _scene(rule, terms), RULES))
    strangers = [said for _, heard in both for said in heard]
    where = "| topic tail | from | retained | payload |"
    mixed = Found(STRANGERS, "bad" if strangers else "good", strangers[0] if strangers else "", where)
    return [*(found for found, _ in both), mixed]


def _scene(rule: Rule, terms: Terms) -> tuple[Found, list[str]]:
    """And what strangers said meanwhile."""
    with ExitStack() as stack:
        try:
            kiosk, other = (
                stack.enter_context(closing(Played(terms, f"{name}-{rule.name.replace(' ', '-')}"[:20])))
                for name in ("a", "b")
            )
        except Broken as error:
            raise OSError(f"--broker {terms.broker.at}: {error}") from error
        seen = _seen(lambda: rule.play(kiosk, other, terms.patience))
        wrong = [seen, *kiosk.wrong, *other.wrong]
        said = next((line for line in wrong if line), "")
        verdict = "good" if not said else "advice" if rule.advice else "bad"
        return Found(rule.name, verdict, said, rule.where), [*kiosk.strangers, *other.strangers]


def _seen(play: Callable[[], None]) -> str:
    try:
        play()
    except Broken as error:
        return str(error)
    return ""


def _as_json(found: Sequence[Found]) -> str:
    return orjson.dumps([asdict(one) for one in found], option=orjson.OPT_INDENT_2).decode()


def _table(found: Sequence[Found]) -> str:
    lines = [f"{one.verdict:<7}{one.rule:<18}{one.seen}" for one in found]
    told = [f'{"":<25}contract: "{" ".join(one.contract.split())}"' if one.seen else "" for one in found]
    bad = sum(one.verdict == "bad" for one in found)
    both = [line.rstrip() for pair in zip(lines, told, strict=True) for line in pair if line]
    return "\n".join([*both, f"{len(found) - bad} of {len(found)} rules are kept" if bad else "every rule is kept"])


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="kiosk-city conform",
        description="Plays kiosks against whoever subscribes at this broker, for a trial's database: not the true one.",
    )
    add_broker(parser)
    parser.add_argument("--unit", default="H00/00/00/000", metavar="H55/92", help="under which they are played")
    parser.add_argument("--city-key", default="", metavar="HEX", help="each word must be signed by this key")
    parser.add_argument(
        "--patience", type=number(1, 600), default=30, metavar="S", help="seconds for an answer (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    return parser
