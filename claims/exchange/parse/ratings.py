"""A publisher's verdict: the label, which counts, and the number, which is a hint."""

import re

from claims.exchange.parse.nodes import Node
from claims.exchange.parse.values import first_text, number
from claims.exchange.wire import WireReview

# A label of more words than these is a sentence.
_MOST_WORDS = 6
_LONGEST_LABEL = 60
_LABEL = "reviewRating.alternateName"
# Labels whose meaning needs no map: enough to notice a number that says the opposite. What a
# label means otherwise is for the rating map to say.
_FALSE = re.compile(
    "false|fake|wrong|incorrect|untrue|hoax|falso|falsa|faux|fausse|falsch|fałsz|fals|lažno"
    "|yanlış|salah|неправда|ложь|фейк|фэйк|错误|錯誤|假|虚假|خطأ|زائف",
    re.I,
)
_TRUE = re.compile(
    "true|correct|accurate|verdadero|verdadeir[oa]|cierto|vraie?|wahr|ver[oa]|prawda|adevărat"
    "|istina|doğru|benar|правда|истина|正确|正確|真|صحيح",
    re.I,
)


# A number that names its scale, in the words and signs of several languages.
_OUT_OF = re.compile(
    r"([\d.,]{1,10})\s*(?:/|out of|of|von|sur|de|su|di|van|av|af|из|з)\s*([\d.,]{1,10})", re.I
)


def read_rating(ratings: list[object], review: WireReview) -> None:
    """Set label, number and scale as given; what is odd about them is noted in ``review``."""
    nodes = [rating for rating in ratings if isinstance(rating, dict)]
    if len(ratings) > 1:
        text = "several ratings; the first with a label is taken"
        review.warn("ratings_several", "reviewRating", text)
    if not ratings:
        review.warn("rating_missing", "reviewRating", "there is no rating")
        return
    if not nodes:
        review.label = _tidy(first_text(ratings), review)
        review.warn("rating_text", "reviewRating", "the rating is a text and no Rating")
        return
    rating = next((node for node in nodes if _label_key(node)), nodes[0])
    review.rating_value = number(rating.get("ratingValue"))
    review.rating_best = number(rating.get("bestRating"))
    _read_out_of(rating, review)
    review.rating_worst = number(rating.get("worstRating"))
    explanation = rating.get("ratingExplanation")
    # Some put a number of their scale here; that explains nothing.
    review.rating_explanation = "" if number(explanation) is not None else first_text(explanation)
    _read_label(rating, review)
    _check_scale(rating, review)


def _read_label(rating: Node, review: WireReview) -> None:
    key = _label_key(rating)
    if not key:
        review.warn("label_missing", _LABEL, "the rating has no label")
    elif key not in ("alternateName", "textualRating"):
        review.warn("label_derived", _LABEL, f"the label was taken from {key}")
    review.label = _tidy(first_text(rating.get(key)), review)


def _label_key(rating: Node) -> str:
    """Return the property of ``rating`` that holds its label, or "" when none does."""
    keys = ["alternateName", "textualRating", "name", "description"]
    if number(rating.get("ratingValue")) is None:
        keys.append("ratingValue")
    return next((key for key in keys if first_text(rating.get(key))), "")


def _tidy(label: str, review: WireReview) -> str:
    """Return ``label`` without the dot at its end, unless it is a sentence."""
    if len(label.split()) > _MOST_WORDS or len(label) > _LONGEST_LABEL:
        review.warn("label_sentence", _LABEL, "the label is a sentence")
        return label
    return label.removesuffix(".").rstrip() or label


def _read_out_of(rating: Node, review: WireReview) -> None:
    """Take "4 out of 5" as a number and the best of its scale, unless they are said otherwise."""
    found = _OUT_OF.fullmatch(first_text(rating.get("ratingValue")))
    if found is None or review.rating_value is not None:
        return
    value, best = number(found[1]), number(found[2])
    if value is not None and best is not None and review.rating_best in (None, best):
        review.rating_value, review.rating_best = value, best
        text = "the number was taken from words that name its scale"
        review.warn("number_mended", "reviewRating.ratingValue", text)


def _check_scale(rating: Node, review: WireReview) -> None:
    for key in ("ratingValue", "bestRating", "worstRating"):
        text = first_text(rating.get(key))
        is_read = key == "ratingValue" and review.rating_value is not None
        if text and not is_read and number(rating.get(key)) is None:
            review.warn("number_bad", f"reviewRating.{key}", f"“{text[:80]}” is no number")
    value, best, worst = review.rating_value, review.rating_best, review.rating_worst
    if value is None:
        return
    if best is None or worst is None:
        review.warn("scale_open", "reviewRating", "the scale lacks its best or worst number")
    elif worst == best:
        review.warn("scale_flat", "reviewRating", "best and worst are the same number")
    elif worst > best:
        review.warn("scale_upside_down", "reviewRating", "the worst number is above the best")
    elif not worst <= value <= best:
        review.warn("value_outside", "reviewRating.ratingValue", "the number is not on its scale")
    elif review.score is not None:
        opposite = _FALSE if review.score >= 0.75 else _TRUE if review.score <= 0.25 else None
        if opposite is not None and opposite.fullmatch(review.label):
            warn_of_contradiction(review)


def warn_of_contradiction(review: WireReview) -> None:
    """Note that label and number of ``review`` contradict each other; the label counts."""
    review.warn(
        "label_against_number",
        "reviewRating.ratingValue",
        f"“{review.label}” and the number contradict each other; the label counts",
    )
