"""TLS by which this machine meets servers: whom it believes, alike by each Python.

From 3.13 on Python's own default refuses certificates without all that RFC 5280 wants of them (VERIFY_X509_STRICT; an
authority's key identifier, say), which many an office's PKI makes, and believes an authority that is no root where it
is the one that was named (VERIFY_X509_PARTIAL_CHAIN). A newer Python shall part no kiosk from its city, and an older
one neither, so both are said here.
"""

import ssl


def trusting(ca: str = "", text: str = "") -> ssl.SSLContext:
    """`ca`: a file of authorities in PEM; `text`: they themselves; without either the system's. Raises OSError,
    ssl.SSLError among them."""
    made = ssl.create_default_context(cafile=ca or None, cadata=text or None)
    made.verify_flags = made.verify_flags & ~ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    return made
