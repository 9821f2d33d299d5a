"""Tree hashes and proofs against the recursive words of RFC 6962."""

import hashlib

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from claims.audit.merkle import (
    EMPTY_ROOT,
    follow_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_hash,
)


def rfc_root(entries: list[bytes]) -> bytes:
    """Return MTH(D[n]) as section 2.1 of RFC 6962 writes it."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    left, right = rfc_root(entries[:split]), rfc_root(entries[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def rfc_path(position: int, entries: list[bytes]) -> list[bytes]:
    """Return PATH(m, D[n]) as section 2.1.1 of RFC 6962 writes it."""
    if len(entries) == 1:
        return []
    split = 1
    while split * 2 < len(entries):
        split *= 2
    if position < split:
        return [*rfc_path(position, entries[:split]), rfc_root(entries[split:])]
    return [*rfc_path(position - split, entries[split:]), rfc_root(entries[:split])]


class TreeTests(SimpleTestCase):
    @given(st.lists(st.binary(max_size=8), max_size=70))
    def test_has_the_root_of_the_recursive_definition(self, entries):
        self.assertEqual(root_hash([leaf_hash(entry) for entry in entries]), rfc_root(entries))

    @given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
    def test_proves_each_entry_as_the_recursive_definition(self, entries, data):
        position = data.draw(st.integers(0, len(entries) - 1))
        leaves = [leaf_hash(entry) for entry in entries]
        proof = inclusion_proof(leaves, position)
        self.assertEqual([step.sibling for step in proof], rfc_path(position, entries))
        self.assertEqual(follow_proof(leaves[position], proof), root_hash(leaves))

    @given(st.lists(st.binary(max_size=8), min_size=2, max_size=40, unique=True), st.data())
    def test_proves_no_entry_at_the_place_of_another(self, entries, data):
        here, there = data.draw(
            st.lists(st.integers(0, len(entries) - 1), min_size=2, max_size=2, unique=True)
        )
        leaves = [leaf_hash(entry) for entry in entries]
        proof = inclusion_proof(leaves, here)
        self.assertNotEqual(follow_proof(leaves[there], proof), root_hash(leaves))

    def test_of_nothing_is_the_hash_of_nothing(self):
        self.assertEqual(root_hash([]), EMPTY_ROOT)

    def test_has_no_proof_for_a_place_outside(self):
        for position in (-1, 1):
            with self.assertRaises(IndexError):
                inclusion_proof([leaf_hash(b"one")], position)

    def test_keeps_leaves_and_nodes_apart(self):
        left, right = leaf_hash(b"a"), leaf_hash(b"b")
        self.assertNotEqual(leaf_hash(left + right), node_hash(left, right))
