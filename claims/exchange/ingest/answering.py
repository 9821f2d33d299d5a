"""Answering on the spot what rows of an import ask: a double, a claimant, a label."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db.models import Exists, F, Func, OuterRef, Value

from claims.audit import acting
from claims.choices import ActorKind, Judgement, MappingState, RowQuestion
from claims.editing.links import judge_pair
from claims.editing.mappings import map_labels, queue_labels
from claims.exchange.ingest.asking import (
    ANSWERABLE,
    ANSWERS,
    NEW,
    NO_RATING,
    Asked,
    asked_by,
    unclear_names,
)
from claims.exchange.ingest.reading import Reader
from claims.exchange.ratings import met_label, verdicts_of
from claims.exchange.wire import WireReview
from claims.models import (
    Actor,
    ActorName,
    Appearance,
    Claim,
    ImportRow,
    Rating,
    RatingMapping,
    User,
)
from claims.review.rights import StepRefused, ask

# What a form sends along.
ASKED = ("question", "about", "answer", "other")
_AT_ONCE = 1_000


def answer_row(
    row: ImportRow,
    *,
    question: str,
    about: str,
    answer: str,
    other: str = "",
    by: User,
    at: datetime,
    request_id: str = "",
) -> str:
    """Answer what ``row`` asks ``about`` somebody or something; return what to tell.

    ``answer`` is one of those that ``asked_by`` offers. Of a claimant, ``other`` may name an
    actor instead. Raises ``PermissionDenied``, ``StepRefused``, ``ValidationError``, or
    ``DatabaseError`` when a law refuses.
    """
    if row.batch.status not in ANSWERABLE:
        raise StepRefused("Rows are answered once the import is rehearsed or applied.")
    review = Reader(row.batch).read(row.number, row.given).review
    open_questions = asked_by([row], [review], by)[row.number]
    found = next((one for one in open_questions if one[:2] == (question, about)), None)
    if found is None:
        raise StepRefused("This row does not ask that any more, or it is not for you to answer.")
    offered = [value for value, _ in found.answers]
    if answer not in offered and not (question == RowQuestion.CLAIMANT and other.strip()):
        raise StepRefused("Choose one of the answers.")
    reason = f"Asked by row {row.number} of {row.batch.file_name}"
    with acting(by, reason=reason, request_id=request_id):
        if question == RowQuestion.DUPLICATE:
            return _answer_double(row, found, answer, by=by, at=at, request_id=request_id)
        if question == RowQuestion.LABEL:
            return _answer_label(row, review, answer, by=by, at=at, request_id=request_id)
        return _answer_claimant(row, found, answer, other.strip(), by=by)


def _answer_double(
    row: ImportRow, asked: Asked, answer: str, *, by: User, at: datetime, request_id: str
) -> str:
    claim = Claim.objects.get(pk=row.claim_id or 0)
    other = Claim.objects.get(ref=asked.about)
    judge_pair(
        claim, other, by=by, at=at, judgement=Judgement(ANSWERS[answer]), request_id=request_id
    )
    _close([row], RowQuestion.DUPLICATE)
    return f"Your answer about {claim.ref} and {other.ref} is kept."


def _answer_label(
    row: ImportRow, review: WireReview, answer: str, *, by: User, at: datetime, request_id: str
) -> str:
    verdict = verdicts_of([review])[0]
    is_decided = verdict.state != MappingState.UNKNOWN
    rating = verdict.rating
    if not is_decided:
        rating = None if answer == NO_RATING else Rating.objects.get(code=answer)
        met = met_label(review)
        # Before the import is applied, the label may not stand in the map yet.
        queue_labels({met: 0}, by=by, at=at, request_id=request_id)
        mapping = RatingMapping.objects.of(met.site, met.label).first()
        if mapping is None:
            raise StepRefused("This is too long for the rating map: judge the evidence itself.")
        map_labels([mapping.pk], rating, by=by, request_id=request_id)
    count = _close_settled(row, RowQuestion.LABEL, _still_unknown)
    return (
        f"“{review.label[:100]}” means {f'“{rating}”' if rating else 'no rating'}"
        f"{', as somebody said meanwhile' if is_decided else ' from now on'}: {_rows(count)}."
    )


def _answer_claimant(row: ImportRow, asked: Asked, answer: str, other: str, *, by: User) -> str:
    ask(by, "change", Appearance)
    ask(by, "add", ActorName)
    name = asked.about
    is_shared = sum(not value.startswith(NEW) for value, _ in asked.answers) > 1
    actor = _actor(name, answer, other, by=by)
    if not is_shared and not Actor.objects.called(name).filter(pk=actor.pk).exists():
        spelling = ActorName(actor=actor, name=name)
        spelling.full_clean()
        spelling.save()
    rows = row.batch.rows.filter(questions__contains=[RowQuestion.CLAIMANT])
    if is_shared:
        rows = rows.filter(pk=row.pk)
    same = Appearance.objects.filter(
        actor=actor, attribution="",
        **{part: OuterRef(part) for part in ("claim", "document", "act", "locator")},
    )  # fmt: skip
    claims = rows.filter(claim__isnull=False).order_by().values("claim_id")
    said = Appearance.objects.filter(claim_id__in=claims, actor=None, attribution=name[:300])
    # What is recorded of this actor already stays as it is, beside the words.
    said.exclude(Exists(same)).update(actor=actor, attribution="")
    count = _close_settled(row, RowQuestion.CLAIMANT, unclear_names)
    return f"“{name}” is {actor}: {_rows(count)}."


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'} of this import settled"


def _actor(name: str, answer: str, other: str, *, by: User) -> Actor:
    """Return the actor that was chosen, called by another name, or is new."""
    if other:
        found = list(Actor.objects.called(other)[:2])
        if len(found) != 1:
            how_many = "Several are" if found else "Nobody here is"
            raise StepRefused(
                f"{how_many} called “{other[:100]}”: choose one, or record a new one."
            )
        return found[0]
    if not answer.startswith(NEW):
        return Actor.objects.live().get(pk=int(answer))
    ask(by, "add", Actor)
    actor = Actor(name=name, kind=ActorKind(answer.removeprefix(NEW)))
    actor.full_clean()
    actor.save()
    return actor


def _still_unknown(
    rows: Sequence[ImportRow], reviews: Sequence[WireReview]
) -> dict[int, list[str]]:
    return {
        row.number: [review.label]
        for row, review, verdict in zip(rows, reviews, verdicts_of(reviews), strict=True)
        if verdict.state == MappingState.UNKNOWN
    }


def _close_settled(
    row: ImportRow,
    question: RowQuestion,
    still: Callable[[Sequence[ImportRow], Sequence[WireReview]], dict[int, list[str]]],
) -> int:
    """Take the question off all rows of the import for which it is answered; return how many."""
    count = 0
    for rows, reviews in _asking(row, question):
        opened = still(rows, reviews)
        count += _close([one for one in rows if not opened.get(one.number)], question)
    return count


def _asking(
    row: ImportRow, question: RowQuestion
) -> Iterator[tuple[list[ImportRow], list[WireReview]]]:
    reader = Reader(row.batch)
    rows = row.batch.rows.asking().filter(questions__contains=[question]).order_by("number")
    after = 0
    while found := list(islice(rows.filter(number__gt=after).iterator(), _AT_ONCE)):
        yield found, [reader.read(one.number, one.given).review for one in found]
        after = found[-1].number


def _close(rows: Collection[ImportRow], question: RowQuestion) -> int:
    """Take the question off ``rows``; return how many these were."""
    rest = Func(
        F("questions"),
        Value(question.value),
        function="array_remove",
        output_field=ImportRow._meta.get_field("questions"),
    )
    return ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(questions=rest)
