"""Acts on records that touch more than one row."""
