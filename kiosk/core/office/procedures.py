"""The public list of procedures (thủ tục hành chính) as values: one after the other in the order of the office's file.

A field (lĩnh vực) is known by its place in that order, 1 for the first, so that ids on the screen need no language.
Every name, list and count that is shown or printed is taken from here. Where the list comes from is not here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Procedure:
    """`documents`: what to bring, one each; `days`: working days until the result, 0 the same day, None not stated;
    `fee`: in words, or empty; `service`: letter of the service that takes it in."""

    code: str
    name: str
    field: str
    documents: tuple[str, ...]
    days: int | None = None
    fee: str = ""
    service: str = ""


Procedures = tuple[Procedure, ...]


def fields_of(listed: Procedures) -> tuple[str, ...]:
    """The fields, each where its first procedure stands."""
    return tuple(dict.fromkeys(procedure.field for procedure in listed))


def field_name(listed: Procedures, number: int) -> str:
    """The field of that number; "" for none."""
    fields = fields_of(listed)
    return fields[number - 1] if 0 < number <= len(fields) else ""


def in_field(listed: Procedures, name: str) -> Procedures:
    return tuple(procedure for procedure in listed if procedure.field == name)


def with_code(listed: Procedures, code: str) -> Procedure | None:
    return next((procedure for procedure in listed if procedure.code == code), None)


def limit_words(days: int | None) -> str:
    """ "Trong ngày", "5 ngày làm việc", or nothing where the list says nothing."""
    if days is None:
        return ""
    return f"{days} ngày làm việc" if days else "Trong ngày"
