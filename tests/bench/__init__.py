"""How long the faces take beside the bare SELECTs that they send."""
