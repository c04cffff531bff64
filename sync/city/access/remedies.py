"""What a technician of the city can do about a word of the database or the broker: the remedy beside the word. Pure.

The words are PostgreSQL's, SQLite's, OpenSSL's and MQTT's own, in English; what is not known here is told as it is.
Remedies come first in a line, for lines are cut.
"""

import re

_TOLD = (
    # --- the database: who may enter ---
    (r"password authentication failed|no password supplied", "refuses the password: mend --db-password-file"),
    (r"no pg_hba.conf entry|(peer|ident) authentication failed", "lets this user in by no line: mend its pg_hba.conf"),
    (r'role ".*" does not exist', "has no such user: createuser, or mend --db"),
    (r'database ".*" does not exist', "is not made yet: createdb, or mend --db"),
    (r"permission denied", "gives this user no right: make it the owner of the database"),
    # --- the database: where it is ---
    (r"could not translate host|Name or service not known|failed to resolve", "has no such host: mend --db, or DNS"),
    (r"starting up|shutting down|recovery mode|terminating connection", "starts or stops; it is waited for"),
    (r"is taken by another", "is served already: this kiosk-city waits, and goes on when the other one ends"),
    (r"read-?only|not read-write", "is a standby: name all servers in --db, and target_session_attrs=read-write"),
    (r"too many clients|remaining connection slots", "has no connection free: raise max_connections"),
    # --- the database: what it can do ---
    (r"is full|No space left|could not extend|EFBIG", "has a full disk: make room; kiosks keep everything until then"),
    (r"perhaps on no standby", "may lose it with its primary: leave waiting commits alone; it is tried again"),
    (r"not the one that was opened", "was removed or exchanged under us: stop before that; kiosks send what it lacks"),
    (r"is locked|busy", "is locked by another program: end that one"),
    (r"malformed|not a database", "is damaged: stop, put the last backup in place, without -wal and -shm"),
    (r"unable to open", "cannot be opened: mend the folder's owner or --db"),
    (r"connection|server closed|timeout expired", "does not answer: start PostgreSQL, or mend host and port in --db"),
)  # fmt: skip
OPTIONS = {"ca": "--ca", "certificate": "--certificate", "key": "--certificate-key"}  # as a kiosk has them: ours
_BROKER = (  # the first that fits
    (r"^--ca: ", "cannot be proved: mend the file of --ca"),
    (r"^--certificate: ", "is not called: mend the file of --certificate"),
    (r"^--certificate-key: ", "is not called: mend the file of --certificate-key"),
    (r"by a TLS alert", "refuses our certificate: renew it, or mend --certificate"),
    (r"subscription refused", "does not let us read: give this user the right to read motcua/v1/#"),
    (r"Session taken over", "is another program's too: of the same --db, --units and --worker one may run"),
    (r"Bad user name or password|Not authorized", "refuses us: mend user, --password-file or its rules"),
    (r"certificate refused.*(hostname|IP address) mismatch", "has another name in its certificate: mend --broker"),
    (r"certificate (has expired|is not yet valid)", "has a certificate that is over, or this machine's clock is wrong"),
    (r"certificate refused.*purpose", "has a certificate that is not a server's: have it made anew"),
    (r"certificate refused", "has a certificate of another authority: mend --ca"),
    (r"alert|handshake failure|by TLS, before any answer", "refuses our certificate: renew it, or mend --certificate"),
    (r"WRONG_VERSION_NUMBER|record layer", "speaks no TLS on this port: mend --broker"),
    (r"Unsupported protocol version", "speaks no MQTT 5: it must"),
    (r"Name or service not known|Temporary failure in name", "has no such host: mend --broker, or DNS"),
    (r"Connection refused|timed out|No route|unreachable", "does not answer: start it, or mend --broker"),
)  # fmt: skip


def of_database(why: str) -> str:
    """A line for the log. `why`: what a StoreError says."""
    return _line("city database", why.removeprefix("city database: "), _TOLD)


def of_broker(why: str) -> str:
    ours = re.sub(r"\bbroker\.(ca|certificate|key)\b", lambda found: OPTIONS[found[1]], why)
    return _line("broker", ours, _BROKER)


def _line(who: str, why: str, told: tuple[tuple[str, str], ...]) -> str:
    why = " ".join(why.split())
    remedy = next((said for words, said in told if re.search(words, why, re.I)), "")
    return f"{who} {remedy} ({why})" if remedy else f"{who}: {why}"
