"""Finding claims and matching them; reads only."""
