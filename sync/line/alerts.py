"""Why a broker does not want our certificate: the alert of TLS in words, with what to do. One table, pure.

By TLS 1.3 our half of the greeting is over before the broker has looked at our certificate, so its refusal comes with
the first reading and looks like a line that broke. The alert says which it was (RFC 8446, 6.2; RFC 5246, 7.2.2).
"""

import ssl

_ASK = "ask the city for a new one"
ALERTS = {  # part of OpenSSL's name of the alert
    "CERTIFICATE_REVOKED": f"our certificate is revoked; {_ASK}",
    "CERTIFICATE_EXPIRED": f"our certificate has expired, or the broker's list of the revoked is over; {_ASK}",
    "UNKNOWN_CA": f"our certificate is of another authority, or the broker has no list of the revoked of it; {_ASK}",
    "CERTIFICATE_REQUIRED": "the broker wants a certificate of ours: broker.certificate and broker.key",
    "HANDSHAKE_FAILURE": "no certificate or TLS of ours that the broker takes: broker.certificate and broker.key",
    "BAD_CERTIFICATE": f"our certificate cannot be read there; {_ASK}",
    "UNSUPPORTED_CERTIFICATE": f"our certificate is of a kind that the broker does not take; {_ASK}",
    "CERTIFICATE_UNKNOWN": f"our certificate does not please the broker; {_ASK}",
    "DECRYPT_ERROR": f"our key does not fit our certificate; {_ASK}",
}


def said(error: ssl.SSLError) -> str:
    """For the log, the journal and the doctor; "" for what is no refusal of our certificate."""
    reason = error.reason or ""
    found = next((words for name, words in ALERTS.items() if reason.endswith(f"ALERT_{name}")), "")
    return f"by a TLS alert: {found}" if found else ""
