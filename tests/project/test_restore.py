"""A backup of one server, restored into another, keeps its audit, and the audit goes on."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import psycopg

from project.binaries import find_binaries, server_account, within_reach
from tests.project.site import Site


class RestoreTests(unittest.TestCase):
    def make_site(self, name: str) -> Site:
        site = Site(self.folder / name)
        self.addCleanup(site.run, "-m", "project.postgres", "stop", check=False)
        return site

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="claimbook-restore-"))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def program(self, name: str, site: Site) -> str:
        found = find_binaries(None, os.environ.get("CLAIMS_PG_BIN", ""))
        return within_reach(found, server_account(site.home / "data"), site.home).program(name)

    def test_goes_on_in_another_server(self):
        old, new = self.make_site("old"), self.make_site("new")
        old.run("manage.py", "migrate", "--verbosity=0")
        old.run("manage.py", "make_claims", "40")
        old.run("manage.py", "seal_audit")
        old.run("manage.py", "make_claims", "5")
        dump = self.folder / "backup"
        subprocess.run(
            [
                *(self.program("pg_dump", old), "--format=custom", f"--file={dump}"),
                f"--dbname={old.url()}",
            ],
            check=True,
        )
        subprocess.run(
            [
                *(self.program("pg_restore", new), "--no-owner", "--exit-on-error"),
                *(f"--dbname={new.url()}", str(dump)),
            ],
            check=True,
        )
        with psycopg.connect(old.url()) as here, psycopg.connect(new.url()) as there:
            for table in ("claims_claim", "claims_auditentry", "claims_auditseal"):
                count = f"SELECT count(*) FROM {table}".encode()
                self.assertEqual(here.execute(count).fetchone(), there.execute(count).fetchone())
            seal = there.execute("SELECT seal_hash FROM claims_auditseal").fetchone()[0]
        self.verify(new, seal)
        new.run("manage.py", "make_claims", "5")
        sealed = new.run("manage.py", "seal_audit").stdout.splitlines()
        # One for what the old server left open, one for what the new one wrote.
        self.assertEqual(len(sealed), 2, sealed)
        self.verify(new, seal)

    def verify(self, site: Site, seal_hash: str) -> None:
        done = site.run("manage.py", "verify_audit", f"--expect={seal_hash}", check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
