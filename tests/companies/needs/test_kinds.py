"""Five answers and the kind they suggest: all 32, worked out by hand."""

import pytest

from companies.company.states import Kind
from companies.needs.kinds import QUESTIONS, suggest

# The answers in the order of the page: clients abroad, second or third company, venture capital, executives, approval.
# Clients abroad, executives and approval speak for experienced (E); the other two for scaling (S).
TABLE = """
nnnnn -   ynnnn E   nynnn S   yynnn -   nnynn S   ynynn -   nyynn S   yyynn S
nnnyn E   ynnyn E   nynyn -   yynyn E   nnyyn -   ynyyn E   nyyyn S   yyyyn -
nnnny E   ynnny E   nynny -   yynny E   nnyny -   ynyny E   nyyny S   yyyny -
nnnyy E   ynnyy E   nynyy E   yynyy E   nnyyy E   ynyyy E   nyyyy -   yyyyy E
"""
CELLS = TABLE.split()
ROWS = list(zip(CELLS[::2], CELLS[1::2], strict=True))
KINDS = {"E": Kind.EXPERIENCED, "S": Kind.SCALING, "-": None}


def yes(answers: str) -> set[str]:
    return {question.key for question, answer in zip(QUESTIONS, answers, strict=True) if answer == "y"}


def test_the_table_has_every_answer_once() -> None:
    assert len({answers for answers, _ in ROWS}) == len(ROWS) == 2 ** len(QUESTIONS)


@pytest.mark.parametrize(("answers", "kind"), ROWS)
def test_the_kind_that_answers_suggest(answers: str, kind: str) -> None:
    assert suggest(yes(answers)).kind == KINDS[kind]


@pytest.mark.parametrize(("answers", "kind"), ROWS)
def test_the_reason_names_every_yes_and_no_other(answers: str, kind: str) -> None:
    reason = suggest(yes(answers)).reason
    assert [question.about in reason for question in QUESTIONS] == [answer == "y" for answer in answers]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ("ynnny", "Experienced fits best: you said yes to clients in other countries and approval in the new market."),
        (
            "ynyyn",
            "Experienced fits best: you said yes to clients in other countries and receiving executives in person. "
            "Less speaks for scaling: venture capital.",
        ),
        (
            "nyyyn",
            "Scaling fits best: you said yes to a second or third company and venture capital. "
            "Less speaks for experienced: receiving executives in person.",
        ),
        (
            "yynnn",
            "Your answers point both ways. For experienced: clients in other countries. For scaling: a second or third "
            "company. Choose the one you see yourself in, or leave it.",
        ),
        ("nnnnn", "You said yes to none of the five, so neither kind stands out. Choose one, or leave it."),
    ],
)
def test_the_reason_in_words(answers: str, reason: str) -> None:
    assert suggest(yes(answers)).reason == reason


def test_an_answer_to_no_question_decides_nothing() -> None:
    assert suggest({"nonsense"}).kind is None
