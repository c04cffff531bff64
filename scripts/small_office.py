"""The settings of a small office, as a file would give them: for benchmarks and tests."""

from dataclasses import replace

from kiosk.config.options import Config, Counter, Hours, Office, Service
from kiosk.config.settings import Settings, settings_of
from kiosk.core.office.procedures import Procedures

CONFIG = Config(
    Office("000.08.92.H55"),
    services=[Service("A", "Hộ tịch"), Service("B", "Đất đai")],
    counters=[Counter(1), Counter(2), Counter(3)],
    hours=Hours(enforce=False),
)


def small(listed: Procedures = (), **options: object) -> Settings:
    """`options`: whole tables of the file, in place of the office's own; `listed`: its public list."""
    return settings_of(replace(CONFIG, **options), listed)  # type: ignore[arg-type]  # a test's words
