"""Which of the two kinds of entrepreneur a company is: five questions suggest one and say why. Pure.

A yes speaks for one of the kinds; the kind for which more of them speak is suggested, and as many for both suggest
none. The company decides: a suggestion is never stored.
"""

from collections.abc import Collection
from dataclasses import dataclass

from companies.company.states import Kind
from softlanding.kernel import words


@dataclass(frozen=True)
class Question:
    """What is asked, the kind that a yes speaks for, and what the reason calls it."""

    key: str
    kind: Kind
    asks: str
    about: str


EXPERIENCED, SCALING = Kind.EXPERIENCED, Kind.SCALING
NAMES = {EXPERIENCED.value: "experienced", SCALING.value: "scaling"}
QUESTIONS = (
    Question("abroad", EXPERIENCED, "Do you already sell to clients in other countries?", "clients in other countries"),
    Question("again", SCALING, "Is this your second or third company?", "a second or third company"),
    Question("capital", SCALING, "Do you look for venture capital?", "venture capital"),
    Question(
        "executives", EXPERIENCED, "Will you receive executives of clients in person?", "receiving executives in person"
    ),
    Question(
        "approval",
        EXPERIENCED,
        "Does your product need approval or certification in the new market?",
        "approval in the new market",
    ),
)


@dataclass(frozen=True)
class Suggestion:
    """The kind that fits best, None when the answers do not decide; and the reason, as people read it."""

    kind: Kind | None
    reason: str


def suggest(yes: Collection[str]) -> Suggestion:
    """What the answers suggest; `yes` holds the keys of the questions answered with yes, all others are a no."""
    experienced, scaling = _about(EXPERIENCED, yes), _about(SCALING, yes)
    if len(experienced) > len(scaling):
        return Suggestion(EXPERIENCED, _decided("Experienced", experienced, "scaling", scaling))
    if len(scaling) > len(experienced):
        return Suggestion(SCALING, _decided("Scaling", scaling, "experienced", experienced))
    if not experienced:
        return Suggestion(
            None, "You said yes to none of the five, so neither kind stands out. Choose one, or leave it."
        )
    return Suggestion(
        None,
        f"Your answers point both ways. For experienced: {words.listed(experienced)}. For scaling: "
        f"{words.listed(scaling)}. Choose the one you see yourself in, or leave it.",
    )


def _decided(kind: str, more: list[str], other: str, fewer: list[str]) -> str:
    if fewer:
        return (
            f"{kind} fits best: you said yes to {words.listed(more)}. Less speaks for {other}: {words.listed(fewer)}."
        )
    return f"{kind} fits best: you said yes to {words.listed(more)}."


def _about(kind: Kind, yes: Collection[str]) -> list[str]:
    return [question.about for question in QUESTIONS if question.kind == kind and question.key in yes]
