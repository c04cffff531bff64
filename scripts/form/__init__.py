"""The form for kiosk.toml: one HTML file that any browser opens without a network, made from the options' own tables.

`python -m scripts.form OUT.html`. Names, bounds and defaults come from the options' own tables, the Vietnamese words
from the comments of docs/kiosk.toml, what is said of a mistake from kiosk/config/diagnostics; rules.js checks as
kiosk/config/load.py and agreement.py do (a test holds them to it). Nothing of an office's is in the file.
"""

import json
import re
import typing
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from typing import Any

from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.vietnamese import VIETNAMESE
from kiosk.config.hardware.keypads import ON_PADS, WISHES
from kiosk.config.options import Config
from kiosk.config.pin_hash import FORM
from kiosk.core.office.scales import SCALES

HERE = Path(__file__).parent
SAMPLE = HERE.parent.parent / "docs" / "kiosk.toml"
TITLES = {
    "office": "Cơ quan",
    "services": "Dịch vụ",
    "counters": "Quầy",
    "officers": "Cán bộ",
    "buttons": "Nút bấm",
    "keypads": "Bàn phím số ở quầy",
    "kiosk": "Máy",
    "hours": "Giờ làm việc",
    "queue": "Hàng chờ",
    "ratings": "Đánh giá",
    "hardware": "Màn hình và chân GPIO",
    "printer": "Máy in",
    "scanner": "Máy quét mã",
    "speaker": "Loa",
    "board": "Bảng gọi số",
    "console": "Trang của cán bộ",
    "broker": "Gửi về thành phố",
    "network": "Mạng của máy",
    "privacy": "Riêng tư",
    "catalogue": "Danh mục thủ tục",
}
_TYPES = {str: "text", int: "number", bool: "switch", list[int]: "numbers", list[str]: "texts"}
_TABLE = re.compile(r"^#? ?\[\[?(\w+)\]")
_LINE = re.compile(r"^(?:# )?(\w+) = .*?# (★ )?(.+)$")


def page() -> str:
    """The whole form."""
    html, rules, form = ((HERE / name).read_text(encoding="utf-8") for name in ("form.html", "rules.js", "form.js"))
    return html.replace("/*SCRIPT*/", f"{_constants()}\n{rules}\n{form}")


def _constants() -> str:
    """What form.js takes from the kiosk's own code."""
    levels = SCALES["vn4"].levels
    shared = {"TABLES": tables(), "MESSAGES": messages(), "LEVELS": [*levels.values(), *(f"level-{n}" for n in levels)]}
    shared |= {"ON_PADS": ON_PADS, "WISHES": WISHES}
    lines = [f"const {name} = {_json(value)};" for name, value in shared.items()]
    return "\n".join([*lines, f"const HASH = /^(?:{FORM.pattern})$/;"])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


def messages() -> dict[str, dict[str, str]]:
    """What `kiosk check` says of each code, by its name in the form."""
    return {name_of(code): {"en": code.value, "vi": VIETNAMESE[code]} for code in Code}


def name_of(code: Code) -> str:
    return code.name.lower().replace("_", "-")


def tables() -> list[dict[str, Any]]:
    """Every table of the file: its name, whether it comes many times, and its options."""
    words = comments(SAMPLE.read_text(encoding="utf-8"))
    found = []
    for table in fields(Config):
        many = typing.get_origin(table.type) is list
        kind: Any = typing.get_args(table.type)[0] if many else table.type
        if is_dataclass(kind):
            options = [_option(option, words.get((table.name, option.name), ("", False))) for option in fields(kind)]
            about = {"name": table.name, "title": TITLES[table.name], "many": many}
            found.append({**about, "options": options, **_size(table)})
    return found


def _size(table: Field[Any]) -> dict[str, Any]:
    return {"low": table.metadata.get("low"), "high": table.metadata.get("high")}


def _option(option: Field[Any], said: tuple[str, bool]) -> dict[str, Any]:
    meta = option.metadata
    default = option.default if option.default_factory is MISSING else option.default_factory()
    return {
        "name": option.name,
        "type": _TYPES[typing.cast(Any, option.type)],
        "required": default is MISSING,
        "default": None if default is MISSING else default,
        "vi": said[0] or meta["help"],
        "en": meta["help"],
        "first": said[1] or default is MISSING,
        **{name: meta[name] for name in ("low", "high", "among", "example", "private")},
    }


def comments(sample: str) -> dict[tuple[str, str], tuple[str, bool]]:
    """(table, option) → its Vietnamese words, and whether it is one of the lines that matter."""
    table, found = "", dict[tuple[str, str], tuple[str, bool]]()
    for line in sample.splitlines():
        if head := _TABLE.match(line):
            table = head[1]
        elif option := _LINE.match(line):
            found.setdefault((table, option[1]), (option[3].split(" / ")[0].strip(), bool(option[2])))
    return found
