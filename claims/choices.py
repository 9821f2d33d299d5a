"""The words that Claimbook allows, and the table of steps that a claim may take."""

from typing import NamedTuple

from django.db.models import IntegerChoices, TextChoices


class Role(TextChoices):
    """What a person may do here; each role may do all that the one above it may."""

    VIEWER = "Viewer"
    ANALYST = "Analyst"
    REVIEWER = "Reviewer"
    EDITOR = "Editor"
    ADMINISTRATOR = "Administrator"


class ActorKind(TextChoices):
    PERSON = "person"
    GOVERNMENT = "government"
    ORGANISATION = "organisation"
    PARTY = "party", "Political party"
    ARMED_FORCE = "armed_force", "Armed force"
    COMPANY = "company"
    MEDIA = "media", "News outlet"
    ACCOUNT = "account", "Online account"
    COUNTRY = "country"
    GROUP = "group"
    OTHER = "other"


class SourceKind(TextChoices):
    OUTLET = "outlet", "News outlet"
    AGENCY = "agency", "News agency"
    OFFICE = "office", "Official body"
    CHANNEL = "channel", "Channel or account"
    DATASET = "dataset"
    ARCHIVE = "archive"
    RESEARCH = "research", "Research body"
    FACT_CHECKER = "fact_checker", "Fact-checker"
    PERSON = "person", "Person"
    OTHER = "other"


class Reliability(TextChoices):
    """How reliable a source is (Admiralty code); F says that nobody can judge, not the worst."""

    A = "A", "A: completely reliable"
    B = "B", "B: usually reliable"
    C = "C", "C: fairly reliable"
    D = "D", "D: not usually reliable"
    E = "E", "E: unreliable"
    F = "F", "F: cannot be judged"


class Credibility(IntegerChoices):
    """How credible a piece of information is (Admiralty code); 6 says that nobody can judge."""

    CONFIRMED = 1, "1: confirmed by other sources"
    PROBABLE = 2, "2: probably true"
    POSSIBLE = 3, "3: possibly true"
    DOUBTFUL = 4, "4: doubtful"
    IMPROBABLE = 5, "5: improbable"
    UNJUDGED = 6, "6: cannot be judged"


class DocumentKind(TextChoices):
    ARTICLE = "article"
    STATEMENT = "statement", "Official statement"
    POST = "post", "Social media post"
    VIDEO = "video"
    AUDIO = "audio"
    IMAGE = "image"
    REPORT = "report"
    PAPER = "paper", "Research paper"
    DATASET = "dataset"
    LAW = "law", "Law or court record"
    FACT_CHECK = "fact_check", "Fact-check"
    INTERVIEW = "interview"
    BOOK = "book"
    OTHER = "other"


class SnapshotState(TextChoices):
    STORED = "stored"
    PENDING = "pending"
    FAILED = "failed"
    LOST = "lost"


class Precision(TextChoices):
    """How exact a date is: the rest of it stands at its first day."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class ClaimKind(TextChoices):
    EVENT = "event", "Event: something happened"
    STATE = "state", "State: something is so"
    STATISTIC = "statistic", "Statistic"
    STATEMENT = "statement", "Statement: somebody said something"
    CAUSE = "cause", "Cause: something led to something"
    MEDIA = "media", "Media: a picture or recording shows something"
    PREDICTION = "prediction", "Prediction"
    OTHER = "other"


class ClaimStatus(TextChoices):
    """Where the work on a claim stands; what was concluded is the verdict."""

    NEW = "new"
    RESEARCHING = "researching"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published"
    RECHECKING = "rechecking", "Re-checking"
    DECLINED = "declined"


class Priority(TextChoices):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class DeclineReason(TextChoices):
    NOT_CHECKABLE = "not_checkable", "Not checkable"
    OUT_OF_SCOPE = "out_of_scope", "Out of scope"
    DUPLICATE = "duplicate", "Duplicate"
    OPINION = "opinion", "Opinion"
    NO_PUBLIC_INTEREST = "no_public_interest", "Of no public interest"
    OTHER = "other"


class AppearanceAct(TextChoices):
    """What somebody does with a claim when it appears."""

    ASSERTS = "asserts"
    REPEATS = "repeats"
    REPORTS = "reports"
    DENIES = "denies"
    QUESTIONS = "questions"
    RETRACTS = "retracts"


class OriginKind(TextChoices):
    OFFICIAL_STATEMENT = "official_statement", "Official statement"
    WIRE_STORY = "wire_story", "Wire story"
    FIRST_HAND = "first_hand", "First-hand witness"
    OWN_REPORTING = "own_reporting", "An outlet's own reporting"
    RECORD = "record", "Public record"
    DATASET = "dataset"
    RECORDING = "recording", "Picture or recording"
    LEAK = "leak"
    OTHER = "other"


class Stance(TextChoices):
    SUPPORTS = "supports"
    REFUTES = "refutes"
    MIXED = "mixed"
    CONTEXT = "context"


# What speaks for or against; the rest is context, or speaks for both sides.
ONE_SIDED = (Stance.SUPPORTS, Stance.REFUTES)


class Visibility(TextChoices):
    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"


class Confidence(TextChoices):
    """How good the basis of an assessment is (ICD 203); no likelihood."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class AssessmentStatus(TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    ABANDONED = "abandoned"


class Decision(TextChoices):
    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes", "Request changes"


class LinkKind(TextChoices):
    DUPLICATE = "duplicate"
    VARIANT = "variant"
    CONTRADICTS = "contradicts"
    PART_OF = "part_of", "Part of"
    UPDATES = "updates"
    RELATED = "related"


class Judgement(TextChoices):
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNSURE = "unsure"


class NoticeKind(TextChoices):
    """What a notice tells its recipient of."""

    ASSIGNED = "assigned", "Assigned to you"
    UNASSIGNED = "unassigned", "No longer held by you"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    APPROVED = "approved"
    RESUBMITTED = "resubmitted", "Submitted again"
    WITHDRAWN = "withdrawn", "Withdrawn from review"
    ABANDONED = "abandoned", "Draft abandoned"
    PUBLISHED = "published"
    RETRACTED = "retracted"
    REOPENED = "reopened"
    REAFFIRMED = "reaffirmed"
    DECLINED = "declined"
    DUE = "due", "Due for re-check"
    COMMENT = "comment"


class MappingState(TextChoices):
    """Whether somebody decided what a publisher's label means on our scale."""

    UNKNOWN = "unknown", "Not decided yet"
    MAPPED = "mapped"
    NO_RATING = "no_rating", "Means no rating"


class ExportFormat(TextChoices):
    CLAIMREVIEW = "claimreview", "ClaimReview"
    DATAFEED = "datafeed", "Data feed"
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel workbook"
    ANNOTATIONS = "annotations", "Web annotations"
    JSONL = "jsonl", "Full dump"


class ImportStatus(TextChoices):
    """How far an import has come."""

    READ = "read", "Read, not rehearsed"
    REHEARSING = "rehearsing"
    REHEARSED = "rehearsed"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDONE = "undone"
    FAILED = "failed"


class RowOutcome(TextChoices):
    """What becomes of one row of an import."""

    WAITING = "", "Not looked at yet"
    CREATE = "create"
    UPDATE = "update"
    SKIP = "skip"
    CONFLICT = "conflict"
    REFUSE = "refuse"


class RowQuestion(TextChoices):
    """What about a row of an import somebody should look at."""

    LABEL = "label", "Unknown label"
    CLAIMANT = "claimant", "Unclear claimant"
    DUPLICATE = "duplicate", "Possible duplicate"


class AuditAction(TextChoices):
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class Scope(TextChoices):
    """What a token may be used for, within the rights of its owner."""

    READ = "read"
    WRITE = "write"
    REVIEW = "review"
    EXPORT = "export"


class Step(NamedTuple):
    """One step in the life of a claim: from one of these statuses, to this one."""

    sources: frozenset[ClaimStatus]
    target: ClaimStatus


def _from(*sources: ClaimStatus) -> frozenset[ClaimStatus]:
    return frozenset(sources)


# The same act may have two rows: a re-check that is sent back returns to the re-check.
# ``returns_to`` in review/workflow.py picks the row; verify_audit allows any of them.
CLAIM_STEPS: dict[str, tuple[Step, ...]] = {
    "take": (Step(_from(ClaimStatus.NEW), ClaimStatus.RESEARCHING),),
    "release": (Step(_from(ClaimStatus.RESEARCHING), ClaimStatus.NEW),),
    "submit": (
        Step(
            _from(ClaimStatus.RESEARCHING, ClaimStatus.RECHECKING),
            ClaimStatus.IN_REVIEW,
        ),
    ),
    "send_back": (
        Step(_from(ClaimStatus.IN_REVIEW), ClaimStatus.RESEARCHING),
        Step(_from(ClaimStatus.IN_REVIEW), ClaimStatus.RECHECKING),
    ),
    "withdraw": (
        Step(_from(ClaimStatus.IN_REVIEW), ClaimStatus.RESEARCHING),
        Step(_from(ClaimStatus.IN_REVIEW), ClaimStatus.RECHECKING),
    ),
    "publish": (Step(_from(ClaimStatus.IN_REVIEW), ClaimStatus.PUBLISHED),),
    "reopen": (Step(_from(ClaimStatus.PUBLISHED), ClaimStatus.RECHECKING),),
    "reaffirm": (Step(_from(ClaimStatus.RECHECKING), ClaimStatus.PUBLISHED),),
    "retract": (
        Step(
            _from(ClaimStatus.PUBLISHED, ClaimStatus.RECHECKING),
            ClaimStatus.RESEARCHING,
        ),
    ),
    "decline": (Step(_from(ClaimStatus.NEW, ClaimStatus.RESEARCHING), ClaimStatus.DECLINED),),
    "reconsider": (Step(_from(ClaimStatus.DECLINED), ClaimStatus.NEW),),
}

# Rows that a loader writes with their status already set carry this instead of a step.
LOAD_STEP = "load"
