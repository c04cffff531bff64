"""What the options of `[broker]` must be to each other where the city gives the certificate. Pure."""

import re
from collections.abc import Iterator

from kiosk.config.diagnostics.codes import Code
from kiosk.config.diagnostics.problems import Problem
from kiosk.config.options import Config

_PORT = "(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
_SERVER = re.compile(rf"https://[A-Za-z0-9.-]+(?::{_PORT})?/?")


def enrolment(config: Config) -> Iterator[Problem]:
    """Who gives it is known by his authority, so that the code goes to nobody else."""
    broker = config.broker
    if not broker.enrol_url:
        return
    if not _SERVER.fullmatch(broker.enrol_url):
        yield Problem(Code.ENROL_URL, {}, "broker.enrol_url")
    if not broker.ca_sha256:
        yield Problem(Code.ENROL_PIN, {}, "broker.ca_sha256")
    if broker.certificate:
        yield Problem(Code.ENROL_ALONE, {}, "broker.certificate")
    if not all(url.startswith("mqtts://") for url in (broker.url, *broker.others)):
        yield Problem(Code.ENROL_MQTTS, {}, "broker.enrol_url")
