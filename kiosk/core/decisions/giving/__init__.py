"""Numbers given otherwise than one by one at the kiosk."""
