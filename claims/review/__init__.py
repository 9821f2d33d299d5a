"""The life of a claim: who may do what, which steps there are, and what was concluded."""
