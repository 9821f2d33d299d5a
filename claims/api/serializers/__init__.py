"""The shapes in which records come in and go out, one file for each noun."""
