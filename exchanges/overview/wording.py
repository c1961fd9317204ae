"""What the overview says first: is the network in balance, is it getting better. Pure."""

from exchanges.overview.contents import NewClearing, Overview
from softlanding.kernel import words


def lead(it: Overview) -> str:
    """ "44 months are owed between 31 pairs of parks, 9 fewer than on 30 September. Circles could cancel 18 today." """
    figures = it.figures
    since = words.near_day(figures.quarter.last, it.scope.today)
    change = figures.owed.change
    than = f", {figures.owed.change_says} than on {since}" if change else f", as many as on {since}"
    if not figures.owed.now:
        return f"No park owes another anything{than.replace('as many as', 'as') if change else ''}."
    be = "month is" if figures.owed.now == 1 else "months are"
    first = f"{figures.owed.now:,} {be} owed between {words.plural(figures.pairs.now, 'pair')} of parks{than}."
    return f"{first} {clearing_says(it.clearable)}"


def clearing_says(clearable: NewClearing) -> str:
    if waiting := clearable.waiting:
        wait = f"{words.months(waiting.months)} {'waits' if waiting.months == 1 else 'wait'} for answers in a clearing"
        return f"{wait}; circles could cancel {clearable.total:,} more today." if clearable.total else f"{wait}."
    if clearable.total:
        return f"Circles could cancel {clearable.total:,} of them today."
    return "No circle of parks that consent to clearing runs through them today."


def heading(it: Overview) -> str:
    """Whether the network is in balance, in words: by what its agreements tolerate, else by what a year moves.

    What is owed without an agreement is within no limit.
    """
    past, owed, hosted = it.past, it.figures.owed.now, it.figures.hosted.now
    if not owed:
        return "The network is in balance"
    if past.limit:
        return f"{words.counted(past.limit, 'pair').capitalize()} of parks {_are(past.limit)} past the limit"
    if past.unagreed:
        owe = "owes" if past.unagreed == 1 else "owe"
        return f"{words.counted(past.unagreed, 'pair').capitalize()} of parks {owe} without an agreement"
    if past.alert:
        return f"{words.counted(past.alert, 'pair').capitalize()} of parks {_are(past.alert)} past the alert"
    return "The network is close to balance" if 4 * owed <= hosted else "The network is within its limits"


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def park_lead(it: Overview) -> str:
    """ "Two months better than on 30 September. Circles could cancel 2 of the 6 months it owes." """
    figures = it.figures
    since = words.near_day(figures.quarter.last, it.scope.today)
    change = figures.position.change or 0
    moved = f"{words.months(abs(change))} {'higher' if change > 0 else 'lower'} than" if change else "The same as"
    first = f"{moved} on {since}; it owes {figures.owes.now:,} and is owed {words.months(figures.is_owed.now)}."
    if waiting := it.clearable.waiting:
        wait = "waits" if waiting.months == 1 else "wait"
        return f"{first} {words.months(waiting.months)} {wait} for answers in a clearing."
    if not it.clearable.share:
        return first
    return f"{first} Circles could cancel {it.clearable.share:,} of what it owes today."


def than(it: Overview) -> dict[str, str]:
    """The line below each figure: what it was at the end of the last finished quarter."""
    figures, day = it.figures, words.near_day(it.figures.quarter.last, it.scope.today)
    said = {"hosted": figures.hosted.than(f"in the 12 months to {day}"), "settled": ""}
    if figures.settled:
        before = figures.settled.before
        was = f"{before} % on {day}; " if before is not None else ""
        said["settled"] = f"{was}{figures.open_stays:,} of {words.months(figures.stays)} of stays still owed"
    if it.scope.park:
        said["sent"] = figures.sent.than(f"in the 12 months to {day}")
        said["position"] = f"owed {figures.owes.before:,} and was owed {figures.is_owed.before:,} on {day}"
    else:
        said["owed"] = f"{figures.owed.than(f'on {day}')}, between {words.plural(figures.pairs.now, 'pair')}"
    return said
