"""The closing slips of the days: what they hold, and whether a photo of one, or a citizen's own slip, is true."""
