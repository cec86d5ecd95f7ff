"""How far an aggregation is on its way to the market, and when it can be there."""
