"""A new version and the way back: which bundle is taken and when, and what is said of a version that was tried.

RAUC checks the signature and writes the other root; U-Boot counts the tries. Here stands only what neither knows: the
office's hours, versions that have failed here before, and whether the home screen came up.
"""
