"""Whether a settlement can be proposed and posted: every refusal is a sentence with the numbers, and what to do now.

`may_be_posted` is asked twice: when it is proposed, and again before each further consent.
"""

from datetime import date, datetime, timedelta

from exchanges.ledger.causes import FORGIVING
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.settlements import queries
from exchanges.settlements.content import Content
from exchanges.settlements.models import TEXT_LENGTH, Settlement
from parks.park.models import Park
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.calendar import local_day
from softlanding.kernel.refusals import Refused

OLDEST_YEARS = 50  # a day before that is a slip of the keyboard
MOST_MONTHS = 999
FORGIVEN = {Because.WAIVER: ("Waive", "waived"), Because.COMPENSATION: ("Compensate", "compensated")}


def content_is_sound(pair: Pair, content: Content, today: date) -> None:
    """What holds of a settlement whatever the books say."""
    if {content.debtor.pk, content.creditor.pk} != {pair.low_id, pair.high_id}:
        raise Refused(f"A settlement of {pair} moves months between these two parks. Choose one of them.", "debtor")
    if type(content.months) is not int or not 1 <= content.months <= MOST_MONTHS:
        raise Refused(
            f"A settlement moves whole months, from 1 to {MOST_MONTHS}; this one says {content.months}.", "months"
        )
    if content.day > today:
        raise Refused(
            f"{words.day(content.day)} has not come yet; today is {words.day(today)}. Enter today or an earlier day.",
            "day",
        )
    if content.day.year < today.year - OLDEST_YEARS:
        raise Refused(
            f"{words.day(content.day)} is more than {OLDEST_YEARS} years ago. Enter a later day.", "day"
        )  # fmt: skip
    if not content.text.strip():
        raise Refused("Say in a sentence what this is: both parks read it in their statement.", "text")
    if len(content.text) > TEXT_LENGTH:
        raise Refused(
            f"The text has {len(content.text)} characters; a statement's line has room for {TEXT_LENGTH}.", "text"
        )


def may_be_posted(pair: Pair, content: Content, but: Settlement | None = None) -> None:
    """Whether the books would take it now. `pair` is locked; `but`: the settlement itself, when it is there already."""
    day_is_open(pair, content.day, is_proposed=but is not None)
    if content.kind in FORGIVING:
        no_more_than_owed(pair, content)
    if content.reverses:
        can_be_taken_back(content.reverses, content.day, but)
    if content.kind == Because.OPENING:
        opens_once(pair, content, but)


def day_is_open(pair: Pair, day: date, is_proposed: bool) -> None:
    """Confirmed periods are closed: what was wrong in one is put right in an open one."""
    closed = pair.closed_until
    if closed is None or day > closed:
        return
    open_again = words.day(closed + timedelta(days=1))
    now = f"Propose it again for {open_again} or later" if is_proposed else f"Enter {open_again} or a later day"
    raise Refused(
        f"Both parks confirmed the books of {pair} up to {words.day(closed)}; nothing more is posted on "
        f"{words.day(day)}. A correction goes into the open period: {now[0].lower()}{now[1:]}.",
        "day",
    )


def no_more_than_owed(pair: Pair, content: Content) -> None:
    """Waivers and compensations take months off a debt; they never turn it round. The creditor of the posting owes."""
    owes, owed = content.creditor, content.debtor
    debt = max(0, -pair.balance_of(owes))
    if content.months <= debt:
        return
    verb, done = FORGIVEN[Because(content.kind)]
    if not debt:
        raise Refused(f"{owes} owes {owed} nothing now, so nothing can be {done}.", "months")
    raise Refused(
        f"{owes} owes {owed} {words.months(debt)} now; {content.months} cannot be {done}. {verb} {debt}"
        f"{' or fewer' if debt > 1 else ''}.",
        "months",
    )


def can_be_taken_back(posting: Posting, day: date, but: Settlement | None) -> None:
    """A posting is taken back once, and not before it was posted; a reversal never is, nor a part of a clearing."""
    if posting.reverses_id:
        raise Refused(
            "This posting takes back another one and cannot be taken back itself. Propose an adjustment of "
            f"{words.months(posting.months)} instead.",
            "reverses",
        )
    if posting.because == Because.CLEARING:
        raise Refused(
            f"The posting of {words.day(posting.day)} is part of a clearing, and other parks took part in it. It is "
            "undone by all of them together, not between two parks.",
            "reverses",
        )
    before = Posting.objects.filter(reverses=posting).first()
    if before:
        raise Refused(
            f"The posting of {words.day(posting.day)} was taken back on {words.day(before.day)} already "
            f"(“{before.text}”). Nothing is left to take back.",
            "reverses",
        )
    others = Settlement.objects.proposed().filter(reverses=posting)
    if but is None and others.exists():
        raise Refused(
            f"Taking back the posting of {words.day(posting.day)} is proposed already. Sign, refuse or withdraw that "
            "proposal first.",
            "reverses",
        )
    if day < posting.day:
        raise Refused(
            f"The posting is of {words.day(posting.day)}; it cannot be taken back on {words.day(day)}. Enter "
            f"{words.day(posting.day)} or a later day.",
            "day",
        )


def opens_once(pair: Pair, content: Content, but: Settlement | None) -> None:
    """One opening balance a pair, from before its first other posting; what is wrong with it is adjusted."""
    opening = queries.standing_openings(pair).first()
    if opening:
        raise Refused(
            f"{pair} have an opening balance already: {opening.debtor} owed {opening.creditor} "
            f"{words.months(opening.months)} on {words.day(opening.day)}. If it is wrong, propose to take it back, "
            "or an adjustment of the difference.",
        )
    others = Settlement.objects.proposed().filter(pair=pair, kind=Because.OPENING)
    if but is None and others.exists():
        raise Refused(
            f"An opening balance of {pair} is proposed already. Sign, refuse or withdraw it before proposing another."
        )
    first = queries.books_begin(pair)
    if first and content.day > first:
        raise Refused(
            f"The books of {pair} begin on {words.day(first)}, and an opening balance is what was owed before. Enter "
            f"{words.day(first)} or an earlier day, or propose an adjustment.",
            "day",
        )


def network_says_why(reason: str) -> None:
    if not reason.strip():
        raise Refused("A network admin signs with a reason, which both parks read. Enter it.", "reason")


def content_is_what_was_read(settlement: Settlement, content_hash: str) -> None:
    """A signature binds to the content that was on the page, as the row holds it now."""
    if not settlement.content_hash == content_hash == settlement.content.hash:
        raise Refused(
            f"What you read is not what is proposed: the content now has the hash {settlement.content.hash[:12]}, your "
            f"page had {content_hash[:12]}. Open the settlement again and read it before you sign."
        )


def not_proposed_by_the_other(known: Settlement, park: Park | None) -> None:
    """The same thought on both sides: the second one signs instead of proposing."""
    if known.proposed_by_id != (park.pk if park else None):
        raise Refused(
            f"{known.maker} proposed exactly this on {words.day(known.created_at)}. Read that proposal and sign it; "
            "then it is posted."
        )


def is_asked(settlement: Settlement, park: Park) -> None:
    """A park signs once."""
    if park not in settlement.missing:
        raise Refused(f"{park} signed this already. It waits for {settlement.waits_for}.")


def may_stand_in(settlement: Settlement, by: User, now: datetime) -> None:
    """Rule 20: in place of the park that gains alone, after its days, never by who proposed and never first."""
    loser, other, missing = settlement.loser, settlement.other, settlement.missing
    if other not in missing or settlement.answer_by is None:
        raise Refused(
            f"{other} signed this itself; {loser} has not. {loser} loses {words.months(settlement.months)} by it, so "
            "nobody signs in its place. Ask its managers."
        )
    if by.pk == settlement.proposer_id:
        raise Refused(
            f"You proposed this on {words.day(settlement.created_at)}, and who proposed never stands in. Ask another "
            "network admin."
        )
    if not settlement.is_silent(now):
        last = words.day_by(settlement.answer_by, settlement.clock)
        raise Refused(
            f"{other} was asked on {words.day(local_day(settlement.created_at, other.time_zone))} and answers for "
            f"itself until {last}. You can sign in its place from {words.day(settlement.stand_in_from or now)}."
        )
    if loser in missing:
        raise Refused(
            f"{loser} loses {words.months(settlement.months)} by it and has not signed. It signs first, itself; then "
            f"you can sign in place of {other}."
        )


def is_another_person(settlement: Settlement, by: User) -> None:
    """Two consents are two people's."""
    first = settlement.signatures.filter(signer=by).select_related("park").first()
    if first:
        raise Refused(
            f"You signed it for {first.given_for} on {words.day(first.signed_at)}. The second consent has to be "
            "somebody else's; ask a colleague."
        )
