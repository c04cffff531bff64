"""How a kiosk comes by its certificate."""
