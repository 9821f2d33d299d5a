#!/usr/bin/env python3
"""Check a proof that `manage.py prove_audit` printed: with Python alone, no database.

    python3 check_proof.py proof.json --hash SEAL_HASH

SEAL_HASH is what was published for the seal. The entry's hash (RFC 6962, section 2.1) must lead
to the root of the seal, and the seal must have that hash.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path


def check(proof, published=""):
    """Return what is wrong with the proof, or "" when it holds."""
    running = hashlib.sha256(b"\x00" + proof["entry"].encode()).digest()
    for step in proof["path"]:
        sibling = bytes.fromhex(step["hash"])
        pair = sibling + running if step["side"] == "left" else running + sibling
        running = hashlib.sha256(b"\x01" + pair).digest()
    if running.hex() != proof["seal"]["root"]:
        return "the entry does not lead to the root of the seal"
    seal = json.dumps(proof["seal"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if hashlib.sha256(seal.encode()).hexdigest() != proof["seal_hash"]:
        return "the seal does not have the hash that the proof names"
    if published and published != proof["seal_hash"]:
        return "the proof is about another seal than the published one"
    return ""


def main():
    """Read the proof named on the command line; exit 0 when it holds, 1 when it does not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("proof", help="the file, or - for standard input")
    parser.add_argument("--hash", default="", help="the published hash of the seal")
    options = parser.parse_args()
    try:
        text = sys.stdin.read() if options.proof == "-" else Path(options.proof).read_text()
        proof = json.loads(text)
        problem = check(proof, options.hash)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        problem = f"this is no proof ({error!r})"
    if problem:
        sys.exit(f"Does not hold: {problem}.")
    print(f"Holds: the entry is in seal {proof['seal']['number']} ({proof['seal_hash']}).")
    print(proof["entry"])


if __name__ == "__main__":
    main()
