"""Where the packages of `requirements-semantic.txt` are installed, the encoder is tested."""

from claims.search.meaning import encoder

collect_ignore_glob = [] if encoder.INSTALLED else ["test_*.py"]
