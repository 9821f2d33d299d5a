"""Verify the audit trail: exit 0 when it is whole, 1 when anything is wrong."""

import sys

from django.core.management.base import BaseCommand

from claims.audit import verify_audit


class Command(BaseCommand):
    help = (
        "Recompute every seal, replay every step and compare the records with their trail. "
        "Prints the id of each broken entry on a line of its own; what is wrong with it goes "
        "to standard error."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--expect",
            metavar="HASH",
            default="",
            help="the hash of a seal that you kept elsewhere: one of the seals must still have it",
        )

    def handle(self, **options):
        report = verify_audit(expected_hash=options["expect"])
        for finding in report.findings:
            if finding.entry_id is not None:
                self.stdout.write(str(finding.entry_id))
            name = "audit" if finding.entry_id is None else f"entry {finding.entry_id}"
            self.stderr.write(f"{name}: {finding.problem}")
        summary = (
            f"{report.sealed} entries in {report.seals} seals"
            f" (newest {report.newest_hash or 'none'}), {report.unsealed} not sealed yet"
            + (f" (from entry {report.first_unsealed} on)" if report.unsealed else "")
        )
        if report.findings:
            self.stderr.write(f"Broken: {len(report.findings)} findings; {summary}.")
            sys.exit(1)
        self.stdout.write(f"Clean: {summary}.")
