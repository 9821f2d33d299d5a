"""The commands that seal, verify and prove the audit, and the one that makes a token."""

import json
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import ApiToken, AuditEntry, AuditSeal
from tests.base import AuditedTransactionTestCase
from tests.factories import make_topic, make_user


def run(command, *arguments, **options):
    """Return the exit code and what the command wrote to both its outputs."""
    out, err = StringIO(), StringIO()
    try:
        call_command(command, *arguments, stdout=out, stderr=err, **options)
    except SystemExit as leaving:
        return leaving.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


class AuditCommandTests(AuditedTransactionTestCase):
    def setUp(self):
        make_topic(name="Тема")
        self.entry = AuditEntry.objects.order_by("-id").first()

    def test_seals_and_finds_nothing_more_to_seal(self):
        code, out, _ = run("seal_audit")
        self.assertEqual(code, 0)
        self.assertIn(AuditSeal.objects.get().seal_hash, out)
        self.assertIn("Nothing to seal", run("seal_audit")[1])

    def test_verifies_a_clean_trail(self):
        run("seal_audit")
        seal_hash = AuditSeal.objects.get().seal_hash
        code, out, _ = run("verify_audit", expect=seal_hash)
        self.assertEqual(code, 0)
        self.assertIn("Clean", out)
        self.assertIn(seal_hash, out)
        self.assertEqual(run("verify_audit", expect="0" * 64)[0], 1)

    def test_prints_each_broken_entry_alone_on_its_line(self):
        run("seal_audit")
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE claims_auditentry DISABLE TRIGGER USER")
            cursor.execute(
                "UPDATE claims_auditentry SET actor_name = 'Rui' WHERE id = %s", [self.entry.pk]
            )
            cursor.execute("ALTER TABLE claims_auditentry ENABLE TRIGGER USER")
        code, out, err = run("verify_audit")
        self.assertEqual(code, 1)
        self.assertEqual(out.split(), [str(self.entry.pk)])
        self.assertIn("altered", err)

    def test_proves_an_entry_to_somebody_with_python_alone(self):
        with self.assertRaises(CommandError):
            run("prove_audit", str(self.entry.pk))
        run("seal_audit")
        _, out, _ = run("prove_audit", str(self.entry.pk))
        seal_hash = AuditSeal.objects.get().seal_hash
        with tempfile.TemporaryDirectory() as folder:
            good, bad = Path(folder) / "good.json", Path(folder) / "bad.json"
            good.write_text(out)
            proof = json.loads(out)
            proof["entry"] = proof["entry"].replace("insert", "delete")
            bad.write_text(json.dumps(proof))
            for path, published, code in (
                (good, seal_hash, 0),
                (good, "0" * 64, 1),
                (bad, seal_hash, 1),
            ):
                done = subprocess.run(
                    [
                        *(sys.executable, "-I", settings.BASE_DIR / "docs" / "check_proof.py"),
                        *(path, "--hash", published),
                    ],
                    capture_output=True,
                    check=False,
                )
                self.assertEqual(done.returncode, code, done.stderr)

    def test_makes_a_token_and_prints_it_alone_on_the_last_line(self):
        ana = make_user("ana")
        _, out, _ = run("create_token", "ana", scopes="read,write", days=3, name="reader")
        key = out.splitlines()[-1]
        token = ApiToken.objects.get(user=ana)
        self.assertEqual(sorted(token.scopes), ["read", "write"])
        self.assertTrue(key.startswith("clb_"))
        self.assertNotIn(key, str(vars(token)))

    def test_refuses_a_token_for_nobody_or_with_unknown_scopes(self):
        make_user("ana")
        for name, options in (
            ("nobody", {}),
            ("ana", {"scopes": "everything"}),
            ("ana", {"days": 0}),
            ("ana", {"days": 4000}),
        ):
            with self.subTest(name=name, **options), self.assertRaises(CommandError):
                run("create_token", name, **options)
