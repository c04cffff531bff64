"""Hardware: one file a device, each behind a port of `ports.py`, and the far ends of the wires for simulation.

`ports.py` says what hardware can do for us; `simulated/` plays what lies beyond
the connector. Nothing here knows the kiosk's own packages.
"""
