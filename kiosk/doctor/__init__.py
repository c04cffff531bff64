"""`kiosk doctor`: finds what hangs on the wires of an old cabinet and writes it into kiosk.toml."""
