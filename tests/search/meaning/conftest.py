"""Where the packages of `requirements-semantic.txt` are installed, the encoder itself is tested."""

from claims.search.meaning import encoder

collect_ignore = [] if encoder.INSTALLED else ["test_encoder.py"]
