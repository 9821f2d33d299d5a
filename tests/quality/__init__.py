"""How well claims are matched, measured on sets of questions with known answers."""
