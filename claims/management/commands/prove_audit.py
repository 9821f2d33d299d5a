"""Print a proof that an entry was sealed, for somebody without access to the database."""

import json

from django.core.management.base import BaseCommand, CommandError

from claims.audit.proofs import NotSealed, prove_entry


class Command(BaseCommand):
    help = "Print an inclusion proof as JSON; docs/check_proof.py checks it anywhere."

    def add_arguments(self, parser):
        parser.add_argument("entry", type=int, help="the id of the audit entry")

    def handle(self, **options):
        try:
            proof = prove_entry(options["entry"])
        except NotSealed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(proof, indent=2, ensure_ascii=False))
