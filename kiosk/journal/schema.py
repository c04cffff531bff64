"""What marks the journal's file, apart from its shape (migrations.py), whose library every start would pay for."""

APPLICATION_ID = 0x4D4C5301  # "MLS" and 1: marks the file as ours in SQLite's header
PAGE_SIZE = 1024  # bytes written to flash for one small event: a page is the least that is written
