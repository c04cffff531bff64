"""TLS alerts in words."""

import ssl

import pytest

from sync.city.access.remedies import of_broker
from sync.line.alerts import ALERTS, said
from sync.link import WHY


def error(reason: str) -> ssl.SSLError:
    made = ssl.SSLError(1, reason)
    made.reason = reason
    return made


@pytest.mark.parametrize("alert", ALERTS)
def test_each_alert_says_what_is_wrong_with_our_certificate_and_what_to_do(alert: str) -> None:
    """Whole where it is told, whatever version of TLS it came by; the city's own log has its remedy with it."""
    told = [said(error(f"{version}_ALERT_{alert}")) for version in ("SSLV3", "TLSV1", "TLSV13")]
    assert len(set(told)) == 1 and 20 < len(told[0]) < WHY
    assert of_broker(told[0]).startswith("broker refuses our certificate")


@pytest.mark.parametrize(
    "reason", ["UNEXPECTED_EOF_WHILE_READING", "CERTIFICATE_VERIFY_FAILED", "SSLV3_ALERT_BAD_RECORD_MAC", ""]
)
def test_what_is_no_refusal_of_our_certificate_is_none(reason: str) -> None:
    assert said(error(reason)) == ""
