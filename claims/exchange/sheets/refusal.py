"""What is raised when a file can't be taken, with a sentence for whoever gave it."""


class FileRefused(Exception):
    """The file can't be imported; its text says why, and what to do."""
