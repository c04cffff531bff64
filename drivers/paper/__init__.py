"""The paper that comes out: ESC/POS bytes in, a picture and its text out, as a printer at the far end would do it."""
