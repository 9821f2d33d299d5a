"""The shell as a face: commands that parse arguments, make one call and report."""
