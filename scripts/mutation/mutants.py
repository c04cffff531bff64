"""All the small changes that could be made to a module: pure, from its source to the sources that differ in one place.

A change is one that a hurried hand makes: a bound that is off by one, a condition turned round, an `and` for an `or`, a
number or a code that is another, a field that `replace` forgets. Docstrings, annotations and imports are left alone,
because no test can tell, and so are sentences for people: they are looked at, and a test would only write them again.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """`line`: from 1; `was`, `now`: the changed expression; `source`: the whole module with it."""

    line: int
    was: str
    now: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every change of the module, in the order of its lines."""
    tree = ast.parse(source)
    untold = _untold(tree)
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.expr) and id(n) not in untold]
    for node in sorted(nodes, key=lambda n: (n.lineno, n.col_offset)):
        for changed in _changes(node):
            yield _spliced(source, node, changed)


def _untold(tree: ast.Module) -> set[int]:
    """Nodes that no behaviour hangs on: docstrings, annotations, types, the pieces inside an f-string, `__all__`."""
    found: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.append(node.value)
        elif isinstance(node, ast.JoinedStr):
            found += [part for part in ast.walk(node) if isinstance(part, ast.Constant | ast.FormattedValue)]
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
            found += ast.walk(node)
        elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
            found += ast.walk(node.annotation)
        elif isinstance(node, ast.FunctionDef) and node.returns is not None:
            found += ast.walk(node.returns)
        elif isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            found += ast.walk(node.value)
        elif isinstance(node, ast.ClassDef):
            found += [part for line in node.decorator_list for part in ast.walk(line)]
    return {id(node) for node in found}


def _changes(node: ast.expr) -> Iterator[ast.expr]:
    """The other expressions that could stand here."""
    match node:
        case ast.Compare(left, [op], right) if type(op) in _COMPARED:
            yield ast.Compare(left, [_COMPARED[type(op)]()], right)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(left, op, right) if type(op) in _RECKONED and not _is_text(left):
            yield ast.BinOp(left, _RECKONED[type(op)](), right)
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(str() as value) if value.isascii() and " " not in value:
            yield ast.Constant(value + "x")
        case ast.Call(ast.Name("replace"), args, [_, _, *_] as fields):
            for index in range(len(fields)):
                yield ast.Call(ast.Name("replace"), args, fields[:index] + fields[index + 1 :])


def _is_text(node: ast.expr) -> bool:
    """Texts are joined and never subtracted: the change would be a TypeError and tell nothing of the tests."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _spliced(source: str, node: ast.expr, changed: ast.expr) -> Mutant:
    """The source with the changed expression in its place; brackets keep it one expression wherever it stands."""
    assert node.end_lineno is not None and node.end_col_offset is not None
    lines = [line.encode() for line in source.splitlines(keepends=True)]  # columns count in bytes
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    whole, now = b"".join(lines), ast.unparse(changed)
    text = now if isinstance(changed, ast.Constant) else f"({now})"
    return Mutant(
        node.lineno,
        whole[start:end].decode(),
        now,
        (whole[:start] + text.encode() + whole[end:]).decode(),
    )
