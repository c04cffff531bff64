"""Sounds as values: WAV files of 16 bit and one channel, joined, made softer, judged. Pure: no sound card."""
