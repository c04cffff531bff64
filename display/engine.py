"""pygame, imported in this one place: unless it is told not to, its first import greets on standard output.

There a program's answer stands, which another program reads (`kiosk doctor --json`).
"""

import os

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame  # after the line above, which it reads once

__all__ = ["pygame"]
