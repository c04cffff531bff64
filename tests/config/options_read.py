"""Which options of kiosk.toml a source text reads, by the types that its names have.

Strategy: an expression's type is followed from annotations, assignments, loops and `self.x = …` of the same file, as
far as it is one of the options' own classes: `<Config>.printer` is a Printer, a loop over `list[Button]` a Button.
Then `<Printer>.width` reads `printer.width`, while `width` of anything else reads nothing. Names alone would find every
option somewhere.
"""

import ast
import types
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from kiosk.config import options
from kiosk.config.counters import keypads
from kiosk.config.options import NOT_OPTIONS, Config

CLASSES = {name: kind for name, kind in vars(options).items() if is_dataclass(kind)}
TABLE_OF: dict[typing.Any, str] = {
    next(iter(typing.get_args(field.type)), field.type): field.name
    for field in fields(Config)
    if field.name not in NOT_OPTIONS
}
TABLE_OF = {kind: name for kind, name in TABLE_OF.items() if is_dataclass(kind)}
Kind = typing.Any  # an options' class, list[such a class], or None for all else


def every_option() -> set[str]:
    """`secrets`, `printer.width`, … of all the options that there are."""
    found = {field.name for field in fields(Config)} - NOT_OPTIONS - set(TABLE_OF.values())
    return found | {f"{table}.{field.name}" for kind, table in TABLE_OF.items() for field in fields(kind)}


def read_in(source: str) -> set[str]:
    """The options that this text reads."""
    reader = _Reader(source)
    return set(reader.options())


class _Reader:
    """`known`: what is known of the file's names: plain ones, `self.x`, and functions by what they return."""

    def __init__(self, source: str) -> None:
        self.tree = ast.parse(source)
        self.known: dict[str, Kind] = {"config": Config, ".config": Config, "._config": Config}
        self.names = {alias: CLASSES[name] for name, alias in _imported(self.tree) if name in CLASSES}
        for _ in range(3):  # what is learnt late may explain what stood before
            for node in ast.walk(self.tree):
                self._learn(node)

    def options(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                kind = self.kind(node.value)
                if kind is Config and node.attr in every_option():
                    yield node.attr
                elif kind in TABLE_OF:
                    yield f"{TABLE_OF[kind]}.{node.attr}"

    def _learn(self, node: ast.AST) -> None:
        if isinstance(node, ast.arg) and node.annotation is not None:
            self._note(node.arg, self._named(node.annotation))
        elif isinstance(node, ast.FunctionDef) and node.returns is not None:
            self._note(f"{node.name}()", self._named(node.returns))
        elif isinstance(node, ast.AnnAssign):
            self._declare(node.target, self._named(node.annotation))
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._assign(target, node.value)
        elif isinstance(node, ast.NamedExpr):
            self._bind(node.target, self.kind(node.value))
        elif isinstance(node, ast.For | ast.comprehension):
            self._loop(node.target, node.iter)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, its in zip(target.elts, value.elts, strict=False):
                self._assign(one, its)
        else:
            self._bind(target, self.kind(value))

    def _loop(self, target: ast.expr, over: ast.expr) -> None:
        if isinstance(over, ast.Call) and _called(over) == "enumerate" and isinstance(target, ast.Tuple):
            target, over = target.elts[1], over.args[0]
        self._bind(target, next(iter(typing.get_args(self.kind(over))), None))

    def _bind(self, target: ast.expr, kind: Kind) -> None:
        if isinstance(target, ast.Name):
            self._note(target.id, kind)
        elif isinstance(target, ast.Attribute):
            self._note(f".{target.attr}", kind)

    def _declare(self, target: ast.expr, kind: Kind) -> None:
        """By itself, or in a class, where it is an attribute of the class's values."""
        self._bind(target, kind)
        if isinstance(target, ast.Name):
            self._note(f".{target.id}", kind)

    def _note(self, name: str, kind: Kind) -> None:
        if kind is not None:
            self.known[name] = kind

    def _named(self, annotation: ast.expr) -> Kind:
        """`Config`, `options.Config`, `Config | None`, `Sequence[Service]`."""
        if isinstance(annotation, ast.BinOp):
            return self._named(annotation.left)
        if isinstance(annotation, ast.Subscript):
            kind = self._named(annotation.slice)
            return types.GenericAlias(list, kind) if kind in CLASSES.values() else None
        if isinstance(annotation, ast.Attribute) and isinstance(annotation.value, ast.Name):
            return CLASSES.get(annotation.attr) if annotation.value.id == "options" else None
        return self.names.get(annotation.id) if isinstance(annotation, ast.Name) else None

    def kind(self, node: ast.expr) -> Kind:
        """What this expression is, as far as it concerns the options."""
        if isinstance(node, ast.Name):
            return self.known.get(node.id)
        if isinstance(node, ast.Attribute):
            return _field(self.kind(node.value), node.attr) or self.known.get(f".{node.attr}")
        if isinstance(node, ast.IfExp):
            return self.kind(node.body) or self.kind(node.orelse)
        if isinstance(node, ast.Call):
            return self._answer(node)
        return None

    def _answer(self, call: ast.Call) -> Kind:
        name = _called(call)
        if name == "replace" and call.args:
            return self.kind(call.args[0])
        return self.names.get(name) or self.known.get(f"{name}()") or (Config if name == "load" else None)


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in (options.__name__, keypads.__name__):
            yield from ((alias.name, alias.asname or alias.name) for alias in node.names)


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _field(kind: Kind, name: str) -> Kind:
    """The table `name` of a Config, or the list of them."""
    if kind is not Config:
        return None
    found = {field.name: field.type for field in fields(Config)}.get(name)
    return found if found in TABLE_OF or typing.get_args(found) else None
