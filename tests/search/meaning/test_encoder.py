"""The sentence encoder as it is built from its weights, and what matching makes of it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from django.conf import settings
from django.test import SimpleTestCase, TestCase

from claims.search.matching import match_claims
from claims.search.meaning import encoder
from claims.search.meaning.graph import build
from claims.search.meaning.vectors import keep_vectors
from tests.factories import make_claim

ASKED = "The kitten slept upon the couch."
SAME = "A cat was dozing on a sofa."
OTHER = "Parliament raised the duty on diesel."


class EncoderTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        encoder.prepare()

    def test_vectors_have_length_1_and_lie_near_when_the_meaning_does(self):
        asked, same, other = encoder.encode([ASKED, SAME, OTHER])
        np.testing.assert_allclose(np.linalg.norm([asked, same, other], axis=1), 1, atol=1e-3)
        self.assertGreater(asked @ same, 0.5)
        self.assertLess(asked @ other, 0.2)

    def test_a_text_means_the_same_beside_longer_ones_and_out_of_order(self):
        alone = encoder.encode([ASKED])[0]
        beside = encoder.encode([f"{OTHER} " * 40, ASKED, SAME])[1]
        self.assertGreater(alone @ beside, 0.98)

    def test_nearness_is_the_mean_of_the_claims_own_text_and_its_nearest_wording(self):
        asked, same, other = encoder.encode([ASKED, SAME, OTHER])
        kept = [encoder.pack(np.array([other, same])), encoder.pack(np.array([other]))]
        near = encoder.nearness(asked, kept)
        self.assertAlmostEqual(near[0], float(asked @ other + asked @ same) / 2, places=2)
        self.assertAlmostEqual(near[1], float(asked @ other), places=2)
        self.assertEqual(len(encoder.signs(asked)), 384)

    def test_other_weights_are_refused_and_leave_nothing_behind(self):
        with TemporaryDirectory(dir=settings.VAR_DIR) as folder:
            weights = Path(folder) / "model.safetensors"
            weights.write_bytes(b"something else")
            with self.assertRaisesMessage(ValueError, "its authors"):
                build(weights, Path(folder) / "encoder.onnx", sha256=encoder.WEIGHTS)
            self.assertEqual(list(Path(folder).iterdir()), [weights])


class NearInMeaningTests(TestCase):
    def test_a_claim_without_a_shared_word_is_found_once_it_has_a_vector(self):
        claim = make_claim(text=SAME)
        make_claim(text=OTHER)
        self.assertEqual(match_claims(ASKED, published=False), [])
        self.assertEqual(keep_vectors(), 2)
        matches = match_claims(ASKED, published=False)
        self.assertEqual([match.claim for match in matches], [claim])
        self.assertIn("near in meaning", matches[0].reasons)
        self.assertEqual(keep_vectors(), 0)
