"""What must be there for Claimbook to work: checks that name what is missing, and the mend."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.utils import OperationalError
from django.utils import timezone

OLDEST_SERVER, NEWEST_SERVER = 15, 18
EXTENSIONS = ("pg_trgm", "unaccent")
UNSEALED_FOR = timedelta(hours=1)


def check_variables(**options: Any) -> list[CheckMessage]:
    """Name variables of the environment that look like ours and mean nothing."""
    return [
        Warning(
            f"The environment sets {name}, which Claimbook does not know.",
            hint="See .env.example for the names of all settings.",
            id="claims.W001",
        )
        for name in settings.CLAIMS_UNKNOWN_VARIABLES
    ]


def check_server(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Check version and folding of the server before anything is written to it."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version_num')::int / 10000,"
                " current_setting('server_encoding'), lower('Ж') = 'ж'"
            )
            version, encoding, folds = cursor.fetchone()
        if not OLDEST_SERVER <= version <= NEWEST_SERVER:
            found.append(
                Warning(
                    f"PostgreSQL {version} is not one that Claimbook is tested on.",
                    hint=f"Use PostgreSQL {OLDEST_SERVER} to {NEWEST_SERVER}.",
                    id="claims.W002",
                )
            )
        if encoding != "UTF8" or not folds:
            found.append(
                Error(
                    f"The database (encoding {encoding}) can't tell capital from small letters"
                    " outside ASCII, so it would miss claims in most languages.",
                    hint="Make it anew with --encoding=UTF8 --locale=C.UTF-8.",
                    id="claims.E001",
                )
            )
    return found


def check_schema(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Check that extensions and audit triggers are there, once the tables are."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT to_regclass('claims_auditentry') IS NOT NULL")
            if not cursor.fetchone()[0]:
                continue
            cursor.execute("SELECT extname FROM pg_extension")
            installed = {name for (name,) in cursor.fetchall()}
            cursor.execute(_UNWATCHED, [[*NOT_AUDITED]])
            unwatched = cursor.fetchall()
        found += [
            Error(
                f"The extension {name} is not installed in the database.",
                hint=f"As its owner: CREATE EXTENSION {name};",
                id="claims.E002",
            )
            for name in EXTENSIONS
            if name not in installed
        ]
        found += [
            Error(
                f"Changes of {table} are not audited: {count} of its triggers are off or missing.",
                hint="ALTER TABLE … ENABLE TRIGGER ALL, or restore the triggers from a backup's"
                " schema; then find out who did it: manage.py verify_audit.",
                id="claims.E003",
            )
            for table, count in unwatched
        ]
    return found


# Tables of ours that are not under audit, and why. Whoever adds one says so here.
NOT_AUDITED = {
    "claims_claimwords": "derived from claims, appearances and names",
    "claims_documentwords": "derived from documents",
    "claims_searchword": "derived from claims and names",
    "claims_indexlater": "what an open transaction still has to derive",
    "claims_matchclaim": "derived from the wordings of claims",
    "claims_matchcorpus": "counted from the wordings of claims",
    "claims_matchposting": "derived from the wordings of claims",
    "claims_matchterm": "counted from the wordings of claims",
    "claims_matchvector": "computed from the wordings of claims",
    "claims_idempotencykey": "answers kept for a day, copies of what is in the records",
    "claims_importrow": "a file as it was read; what was made of it is in the records",
    "claims_notice": "it tells of what the audit holds, and is pruned",
}

# Each record table carries four audit triggers, the audit tables two guards of their own.
_UNWATCHED = """
    SELECT tables.relname, wanted.triggers - count(live.tgname)
    FROM pg_class AS tables
    CROSS JOIN LATERAL (
        SELECT CASE WHEN tables.relname IN ('claims_auditentry', 'claims_auditseal')
            THEN 2 ELSE 4 END AS triggers
    ) AS wanted
    LEFT JOIN pg_trigger AS live ON live.tgrelid = tables.oid AND live.tgenabled IN ('O', 'A')
        AND live.tgname IN ('claims_audit_insert', 'claims_audit_update', 'claims_audit_delete',
            'claims_audit_truncate', 'claims_keep', 'claims_keep_all')
        AND (wanted.triggers = 2) = (live.tgname IN ('claims_keep', 'claims_keep_all'))
    WHERE tables.relkind = 'r' AND tables.relnamespace = 'public'::regnamespace
        AND tables.relname LIKE 'claims\\_%%'
        AND tables.relname <> ALL (%s)
    GROUP BY tables.relname, wanted.triggers
    HAVING count(live.tgname) < wanted.triggers
    ORDER BY tables.relname
"""


def check_worker(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Check that somebody seals the audit: entries must not lie open for long."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT to_regclass('claims_auditseal') IS NOT NULL")
            if not cursor.fetchone()[0]:
                continue
            cursor.execute(
                "SELECT entry.at FROM claims_auditentry AS entry"
                " WHERE entry.id > (SELECT coalesce(max(last), 0) FROM ("
                "SELECT entry_ids[cardinality(entry_ids)] AS last FROM claims_auditseal"
                " ORDER BY number DESC LIMIT 1) AS newest) ORDER BY entry.id LIMIT 1"
            )
            oldest_open = cursor.fetchone()
        if oldest_open and oldest_open[0] < timezone.now() - UNSEALED_FOR:
            found.append(
                Warning(
                    f"Audit entries have lain unsealed since {oldest_open[0]:%Y-%m-%d %H:%M %Z}.",
                    hint="Run the background worker (manage.py procrastinate worker), or"
                    " manage.py seal_audit from a timer.",
                    id="claims.W003",
                )
            )
    return found


def check_role(**options: Any) -> list[CheckMessage]:
    """Check, for deployment, that the serving role can't switch the audit off."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT current_user, EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public'"
                " AND tablename = 'claims_auditentry' AND pg_has_role(current_user, tableowner,"
                " 'USAGE'))"
            )
            role, owns = cursor.fetchone()
    except OperationalError as error:
        return [
            Warning(
                f"The database can't be reached: {error}",
                hint="Check DATABASE_URL and that the server runs.",
                id="claims.W004",
            )
        ]
    if not owns:
        return []
    return [
        Warning(
            f"The database role {role} owns the tables, so it could switch the audit off.",
            hint="Serve as a role of its own: see docs/operations.md, “A role that owns nothing”.",
            id="claims.W005",
        )
    ]


def register_checks() -> None:
    """Register every check; those that ask the database run with migrate and check --database."""
    register(check_variables)
    register(check_server, Tags.database)
    register(check_schema, Tags.database)
    register(check_worker, Tags.database)
    register(check_role, Tags.security, deploy=True)
