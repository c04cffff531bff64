"""Figures with their denominators, from the journal's events: nothing is a share without what it is a share of."""

from kiosk.core.figures.counting import Figures, figures
from kiosk.core.figures.shares import quantile, share, wilson

__all__ = ["Figures", "figures", "quantile", "share", "wilson"]
