"""What is to be done about the PINs in the settings, as one finding: the technician's page shows it with the others."""

from pathlib import Path

from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import text
from kiosk.config.options import Config
from kiosk.config.pins.advice import advice
from kiosk.config.pins.key import read_key
from kiosk.service.findings import Bilingual, Finding

_DO = Bilingual("kiosk check nói từng chỗ, kiosk check --hash-pin tạo PIN mới", "kiosk check; kiosk check --hash-pin")


def pins(config: Config) -> Finding:
    """The first of them, and how many there are; not good where one opens nothing."""
    found = list(advice(config, read_key(Path(config.kiosk.data))))
    if not found:
        return Finding("pins", True, Bilingual("không có gì phải làm", "nothing is to be done"))
    first = Bilingual(text(found[0], "vi"), text(found[0], "en"))
    more = Bilingual(f"{first.vi} ({len(found)} chỗ)", f"{first.en} ({len(found)} in all)")
    return Finding("pins", all(problem.code is not Code.PIN_FOREIGN for problem in found), more, _DO)
