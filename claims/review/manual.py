"""Who may do what, as a table for people, made of what the program itself asks."""

from collections.abc import Sequence

from claims.choices import CLAIM_STEPS, ClaimStatus, Role
from claims.review.acts import ACTS
from claims.review.rights import ACT_RIGHTS, OTHERS_WORK, OWN_WORK, PUT_ASIDE, RECORD_RIGHTS

# The step of CLAIM_STEPS that an act takes, where it bears another name.
_STEP_OF = {"request_changes": "send_back", "correct": "publish", "assign": "take"}
_VERBS = ("view", "add", "change", "delete")


def rights_tables() -> str:
    """Return the rights over acts and over records, as two tables in Markdown."""
    acts = [act for act in ACT_RIGHTS if act != "send_back"]
    rows = [
        ("Act", "Who", "The claim goes"),
        ("---", "---", "---"),
        *((f"`{act}`", _who(act), _way(act)) for act in acts),
    ]
    records = [
        ("Record", "See", "Add", "Change", "Remove"),
        ("---", "---", "---", "---", "---"),
        *((f"`{name}`", *_least(rights)) for name, rights in sorted(RECORD_RIGHTS.items())),
    ]
    return f"{_table(rows)}\n\n{_table(records)}"


def _who(act: str) -> str:
    who = ACT_RIGHTS[act].label
    if act in OTHERS_WORK:
        return f"{who} who wrote nothing in it"
    if act in PUT_ASIDE:
        return f"{who} who wrote in it, or {Role.EDITOR.label}"
    return f"{who} who wrote in it" if act in OWN_WORK else who


def _way(act: str) -> str:
    step = _STEP_OF.get(act, act) if act in ACTS else ""
    ways = [
        f"{', '.join(status.label.lower() for status in ClaimStatus if status in row.sources)} "
        f"→ {row.target.label.lower()}"
        for row in CLAIM_STEPS.get(step, ())
    ]
    return "; ".join(ways)


def _least(rights: dict[str, Role]) -> tuple[str, ...]:
    return tuple(rights[verb].label if verb in rights else "nobody" for verb in _VERBS)


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
