"""What an option of `kiosk.toml` carries beside its value: default or example, meaning, bounds."""

from dataclasses import field
from typing import Any


def opt(
    default: Any,
    help: str,
    low: float | None = None,
    high: float | None = None,
    among: tuple[str, ...] = (),
    secret: bool = False,
    *,
    private: bool = False,
) -> Any:
    """An option with its default, what it means, and what it may be: low … high (lengths too), or one of `among`.

    `secret`: it may stand in the file of secrets, and is `private`: no message, log or bundle shows what it holds."""
    meta = {"help": help, "low": low, "high": high, "among": among, "secret": secret, "example": None}
    meta["private"] = secret or private
    if isinstance(default, (list, dict)):
        return field(default_factory=lambda: default, metadata=meta)
    return field(default=default, metadata=meta, repr=not meta["private"])


def need(help: str, example: Any, low: float | None = None, high: float | None = None) -> Any:
    """An option that must be given, with what it may look like."""
    meta = {"help": help, "low": low, "high": high, "among": (), "secret": False, "private": False, "example": example}
    return field(metadata=meta)
