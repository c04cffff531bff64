"""The SD card: its layout, its Debian root, what is laid over it, and the emulator that boots it."""
