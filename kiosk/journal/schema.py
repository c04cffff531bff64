"""What marks the journal's file, and the key beside it, apart from the modules whose libraries every start would pay
for (migrations.py, signing.py)."""

APPLICATION_ID = 0x4D4C5301  # "MLS" and 1: marks the file as ours in SQLite's header
PAGE_SIZE = 1024  # bytes written to flash for one small event: a page is the least that is written
STEPS = ("m001_events", "m002_records")  # what this version brings a journal to, in the order of migrations.py
ADDITIVE = "_additive"  # the end of a later step's name that versions without it may write beside
KEY = "checkpoint.key"  # the file in the data folder that signs checkpoints
