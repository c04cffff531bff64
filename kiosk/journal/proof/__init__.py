"""Whether a journal is what was written: its rows, its chains, its signatures, and what others know of it."""
