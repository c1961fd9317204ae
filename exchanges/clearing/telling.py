"""A clearing in plain words. Pure: names come in."""

from collections.abc import Iterable, Mapping, Sequence

from exchanges.clearing.debts import PairDebt
from exchanges.clearing.planning import Line, Ring
from exchanges.clearing.reasons import Rest, Shape
from softlanding.kernel import words
from softlanding.kernel.rings import RingPicture

Names = Mapping[int, str]
MOST_NAMES = 4
NOTHING_HERE = (
    "So a clearing can do nothing here: only stays the other way, waivers and compensations bring these balances back."
)


def circle_says(ring: Ring, names: Names, you: int | None = None) -> str:
    """ "You owe Porto 3 months, Porto owes Turin 5, Turin owes you 3: all three fall by 3."; `you` is a park's id."""
    parts = []
    for n, line in enumerate(ring.seen_from(you).lines):
        debtor = ("You" if n == 0 else "you") if line.debtor == you else names[line.debtor]
        creditor = "you" if line.creditor == you else names[line.creditor]
        owed = f"{line.owed:,}" if n else words.months(line.owed)
        parts.append(f"{debtor} {'owe' if line.debtor == you else 'owes'} {creditor} {owed}")
    return f"{', '.join(parts)}: all {words.number_word(len(parts))} fall by {ring.months:,}."


def circle_picture(ring: Ring, names: Names, you: int | None = None) -> RingPicture:
    """The same circle as a ring, begun with the park that reads it."""
    debtors = [line.debtor for line in ring.seen_from(you).lines]
    return RingPicture(tuple(names[park] for park in debtors), ring.months, 0 if debtors[0] == you else None)


def moved_says(line: Line, debts: Iterable[PairDebt], names: Names) -> str:
    """Why a frozen line cannot be posted any more, with what it was and is."""
    debtor, creditor = names[line.debtor], names[line.creditor]
    frozen = f"{debtor} owed {creditor} {words.months(line.owed)} when this was frozen"
    was = f"{frozen}, of which {line.months:,} were to vanish"
    it = next((one for one in debts if one.pair == line.pair), None)
    if it is None:
        return f"{was}; now they are even."
    if it.debt.debtor != line.debtor:
        return f"{was}; now {creditor} owes {debtor} {words.months(it.debt.months)}."
    if it.debt.months < line.months:
        return f"{was}; now it owes {it.debt.months:,}."
    return f"{was}; now the agreement of the two does not let it be cleared any more."


def signed(n: int) -> str:
    """ "−1", "+4", "0"."""
    return f"{'−' if n < 0 else '+'}{abs(n):,}" if n else "0"


def position_says(position: int) -> str:
    """A park's net position, which a clearing leaves as it is."""
    return f"Your net position stays {signed(position)}: over all partners {words.balance_you(position)}."


def some(names: Iterable[str]) -> str:
    """ "Porto, Turin and 5 others"."""
    found = list(names)
    if len(found) <= MOST_NAMES:
        return words.listed(found)
    shown = found[: MOST_NAMES - 1]
    return words.listed([*shown, f"{len(found) - len(shown)} others"])


def why_not_more(rests: Sequence[Rest], names: Names, has_circles: bool) -> str:
    """Why no more of a park's debts vanish, with the months that stay and with whom."""
    if not rests:
        return "Nothing of yours is left after it." if has_circles else "You owe nobody and nobody owes you."
    further = "further circle" if has_circles else "circle"
    sentence = f"No {further} of consenting agreements runs through you"
    outside = [text for why in REASONS if (text := _outside([it for it in rests if it.why == why], why, names))]
    if outside:
        return f"{sentence}; {'; '.join(outside)}."
    sides = {it.months > 0 for it in rests}
    if len(sides) == 1 and not has_circles:
        does, not_ = ("are owed", "owe nobody") if True in sides else ("owe", "nobody owes you")
        months = words.months(sum(abs(it.months) for it in rests))
        return f"{sentence}: you {does} {months} and {not_}. A circle needs both."
    return f"{sentence}: following what is owed from you on never leads back to you."


REASONS = ("you", "partner", "absent", "no_agreement")


def _outside(rests: Sequence[Rest], why: str, names: Names) -> str:
    """ "4 months with D stay outside because D does not take part"."""
    if not rests:
        return ""
    who, many = some(names[it.partner] for it in rests), len(rests) > 1
    months = sum(abs(it.months) for it in rests)
    stay = f"{words.months(months)} with {who} {'stays' if months == 1 else 'stay'} outside"
    they = "they do" if many else f"{who} does"
    because = {
        "you": "you do not take part there",
        "partner": f"{they} not take part",
        "absent": f"{they} not take part in this clearing",
        "no_agreement": f"you never had an agreement with {'them' if many else who}",
    }
    return f"{stay} because {because[why]}"


def network_says(shape: Shape, total: int, names: Names) -> str:
    """Why a clearing of the whole network cancels nothing, or no more than it does."""
    if not shape.debts:
        return "No park owes another anything today, so there is nothing to clear."
    if total:
        return _no_more(shape, total)
    if shape.possible:
        return (
            f"Nothing can be cancelled today: the circles there are run through agreements that do not take part. "
            f"If all took part, {words.months(shape.possible)} would vanish."
        )
    if shape.hub is not None:
        hub = names[shape.hub]
        return (
            f"The network is a star: all {shape.debts:,} debts are between {hub} and a partner, and the partners owe "
            f"each other nothing. A circle needs at least three parks that owe each other. {NOTHING_HERE}"
        )
    if not shape.both:
        return (
            f"No park both owes and is owed: {words.plural(shape.only_owe, 'park')} only "
            f"{'owes' if shape.only_owe == 1 else 'owe'}, {words.plural(shape.only_owed, 'park')} "
            f"{'is' if shape.only_owed == 1 else 'are'} only owed, as in a star. A circle needs parks that do both. "
            f"{NOTHING_HERE}"
        )
    return (
        f"There is no circle among the {words.plural(shape.debts, 'debt')}: following what is owed from any park on "
        "never leads back to it. A clearing can do nothing until it does."
    )


def _no_more(shape: Shape, total: int) -> str:
    more = shape.possible - total
    if more > 0:
        outside = shape.debts - shape.consenting
        return (
            f"This is the most that consenting agreements allow. {words.months(more)} more would vanish if the "
            f"{words.plural(outside, 'debt')} that {'does' if outside == 1 else 'do'} not take part did."
        )
    return "This is the most that circles allow: no other circle is left among the debts."
