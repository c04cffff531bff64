"""What marks the journal's file, and the key beside it, apart from the modules whose libraries every start would pay
for (migrations.py, signing.py)."""

APPLICATION_ID = 0x4D4C5301  # "MLS" and 1: marks the file as ours in SQLite's header
PAGE_SIZE = 1024  # bytes written to flash for one small event: a page is the least that is written
KEY = "checkpoint.key"  # the file in the data folder that signs checkpoints
