"""The geometry and the sentence of the balance beam."""

import pytest

from softlanding.kernel.pictures import Beam, side_of


@pytest.mark.parametrize(
    ("beam", "sentence"),
    [
        (Beam(-3, -5, None, 6, "", "Porto"), "owes Porto 3 months now, 5 after this; the limit is 6"),
        (
            Beam(-3, -5, 4, 6, "", "A"),
            "owes A 3 months now, 5 after this; past the alert at 4, the limit is 6",
        ),
        (Beam(-3, None, None, None, "Málaga", "Porto"), "Málaga owes Porto 3 months"),
        (Beam(-1, None, 4, 6, "", "Porto"), "owes Porto 1 month; the limit is 6"),
        (Beam(2, None, 4, None, "", "Porto"), "is owed 2 months by Porto; the alert is at 4"),
        (Beam(0), "even"),
        (Beam(0, None, None, None, "Málaga", "Porto"), "Málaga is even with Porto"),
        (Beam(0, -2, None, None, "", "Porto"), "is even with Porto now, owes 2 months after this"),
        (
            Beam(-2, 1, 8, 12, second_person=True),
            "You owe 2 months now, are owed 1 after this; the limit is 12",
        ),
        (
            Beam(-3, -5, None, None, "Rio", "Porto", when="with everything promised"),
            "Rio owes Porto 3 months now, 5 with everything promised",
        ),
        (Beam(3, 0, None, None, "", "Porto"), "is owed 3 months by Porto now, even after this"),
        (Beam(5, 5, None, None, "Porto"), "Porto is owed 5 months now, the same after this"),
        (Beam(-5, -6, 4, 6), "owes 5 months now, 6 after this; at the limit of 6"),
        (Beam(-6, -7, 4, 6), "owes 6 months now, 7 after this; past the limit of 6"),
    ],
)
def test_beam_sentence(beam: Beam, sentence: str) -> None:
    assert beam.sentence == sentence


@pytest.mark.parametrize(("after", "tone"), [(0, "idle"), (4, "idle"), (-5, "wait"), (6, "wait"), (-7, "stop")])
def test_beam_tone_is_of_what_comes_after(after: int, tone: str) -> None:
    assert Beam(0, after, 4, 6).tone == tone


@pytest.mark.parametrize("size", ["row", "large"])
@pytest.mark.parametrize("now", [-4000, -9, -6, 0, 1, 7, 12, 40])
@pytest.mark.parametrize("after", [None, -8, 0, 1, 41])
@pytest.mark.parametrize(("alert", "limit"), [(None, None), (4, None), (None, 6), (4, 6), (24, 36), (0, 0)])
def test_beam_stays_on_the_paper(size: str, now: int, after: int | None, alert: int | None, limit: int | None) -> None:
    drawing = Beam(now, after, alert, limit).drawing(size)
    assert all(0 <= mark.x <= drawing.width for mark in [*drawing.ticks, *drawing.dots])
    for dot in drawing.dots:
        on_side = "even" if dot.x == drawing.middle else "owes" if dot.x < drawing.middle else "owed"
        assert side_of(dot.months) == dot.side == on_side
    assert all(0 <= label.label_x <= drawing.width for label in drawing.labels)


def test_beam_labels_never_overlap() -> None:
    for now in range(-12, 13):
        for after in range(-12, 13):
            labels = Beam(now, after, 8, 12).drawing().labels
            if len(labels) == 2:
                left, right = sorted(labels, key=lambda label: label.x)
                assert left.x + 6.4 * len(left.label) / 2 < right.x - 6.4 * len(right.label) / 2


def test_beam_marks_what_lies_beyond_its_scale() -> None:
    beyond = Beam(-40, -3, 4, 6).drawing().dots
    assert [dot.beyond for dot in beyond] == [True, False]
    assert "40" in Beam(-40, -3, 4, 6).drawing().labels[0].label
