"""Days that are over, read from the journal without what lies before and behind them."""
