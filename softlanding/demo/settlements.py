"""Settlements of the demo in every state, and two parks whose agreement ends with months still owed."""

from dataclasses import dataclass
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because, Pair
from exchanges.settlements import actions, queries
from exchanges.settlements.content import Content
from exchanges.settlements.models import Settlement
from parks.park.models import Park
from softlanding.demo.loading import World, agree
from softlanding.demo.scenery import FOUR, Agreed
from softlanding.kernel.calendar import month_begins

# An agreement of Málaga under notice since a month: it sent more companies to Rio than it hosted.
ENDING = Agreed("P161", "P025", FOUR, FOUR, "ending", since_months=20, until_months=28)
SENT_BEFORE = ((18, 4), (9, 3))  # (months ago of the first, months)


@dataclass(frozen=True)
class Scene:
    """`by` ("" for the network) proposes to settle with `partner` so many days `ago`; `end`: how it ended, if it did."""

    by: str
    partner: str
    kind: str
    months: int
    text: str
    ago: int
    end: str = ""
    reason: str = ""


SCENES = (
    Scene("P026", "P161", "compensation", 2, "A stand and two talks at the Recife fair, worth about 3,000 €", 4),
    Scene("P161", "P158", "waiver", 3, "Part of what is left of the years before 2025", 6),
    Scene("P136", "P161", "waiver", 1, "For the help with the move in spring", 45, "sign"),
    Scene("P026", "P136", "waiver", 2, "Our house was closed for two months", 38, "refuse",
          "We would rather send two companies in spring; there is room."),
    Scene("P161", "P109", "adjustment", 1, "A month of Rif Pharma counted twice", 25, "withdraw",
          "The month was right; the check-in was a day late."),
    Scene("P142", "P210", "waiver", 2, "Agreed by letter when the programme ended", 40, "stand_in",
          "Houston's manager left and nobody follows her yet; the letter of both directors is filed."),
    Scene("P064", "P142", "compensation", 2, "Six weeks of our founders' programme for two teams", 21),
)  # fmt: skip


def play(world: World) -> None:
    """All scenes by the people they need; one whose months are not owed on this day of the year is left out."""
    end_an_agreement(world)
    for scene in SCENES:
        pair = pair_of(world, scene.by, scene.partner)
        owed = abs(pair.balance)
        if scene.kind != "adjustment" and not owed:
            continue
        settle(world, scene, pair, min(scene.months, owed) if scene.kind != "adjustment" else scene.months)
    propose_for_the_network(world)
    take_back_a_month(world)


def pair_of(world: World, one: str, other: str) -> Pair:
    pair = Pair.objects.between(world.parks[one], world.parks[other])
    return Pair.objects.select_related("low", "high").get(pk=pair.pk)


def owing(pair: Pair) -> tuple[Park, Park]:
    """Who owes now, and to whom."""
    return (pair.low, pair.high) if pair.balance < 0 else (pair.high, pair.low)


def settle(world: World, scene: Scene, pair: Pair, months: int) -> Settlement:
    owes, owed = owing(pair)
    by, now = world.manager(scene.by), world.ago(scene.ago)
    content = Content(Because(scene.kind), owed, owes, months, now.date(), scene.text)
    made = actions.propose(pair, content=content, by=by, park=world.parks[scene.by], now=now)
    later, partner = world.at(now.date() + timedelta(days=5)), world.parks[scene.partner]
    second = world.manager(scene.partner)
    if scene.end == "sign":
        return actions.sign(made, by=second, park=partner, content_hash=made.content_hash, now=later)
    if scene.end == "stand_in":
        late, nora = world.at(now.date() + timedelta(days=20)), world.users["nora"]
        return actions.stand_in(made, by=nora, reason=scene.reason, content_hash=made.content_hash, now=late)
    if scene.end == "refuse":
        return actions.refuse(made, by=second, park=partner, reason=scene.reason, now=later)
    if scene.end == "withdraw":
        return actions.withdraw(made, by=by, reason=scene.reason, now=later)
    return made


def propose_for_the_network(world: World) -> Settlement:
    pair = pair_of(world, "P109", "P136")
    content = Content(
        Because.ADJUSTMENT,
        pair.low,
        pair.high,
        1,
        world.ago(30).date(),
        "A month of the pilot programme of the network",
    )
    reason = "The pilot programme was outside of both your quotas; it should not count between you."
    return actions.propose(pair, content=content, by=world.users["nora"], reason=reason, now=world.ago(9))


def take_back_a_month(world: World) -> Settlement:
    """One month of a stay of before the portal was none: both parks signed to take it back."""
    pair, malaga, skolkovo = pair_of(world, "P161", "P142"), world.parks["P161"], world.parks["P142"]
    wrong = queries.to_take_back(pair).filter(text__startswith="Stay before the portal").first()
    assert wrong
    now, text = world.ago(60), "The company had gone home a month earlier"
    content = Content(
        Because.ADJUSTMENT, wrong.creditor, wrong.debtor, wrong.months, now.date(), text, reverses=wrong
    )  # fmt: skip
    made = actions.propose(pair, content=content, by=world.manager("P161"), park=malaga, now=now)
    later = world.at(now.date() + timedelta(days=3))
    return actions.sign(made, by=world.manager("P142"), park=skolkovo, content_hash=made.content_hash, now=later)


def end_an_agreement(world: World) -> None:
    agree(world, ENDING)
    malaga, rio = world.parks[ENDING.first], world.parks[ENDING.second]
    entries = [
        ledger.Entry(
            day=month_begins(start, k), debtor=malaga, creditor=rio, months=1, because=Because.STAY,
            reference=f"demo/closing/{ago}/{k + 1}", text=f"Stay before the portal, month {k + 1} of {months}",
        )
        for ago, months in SENT_BEFORE
        for start in [world.today.replace(day=1) - relativedelta(months=ago)]
        for k in range(months)
    ]  # fmt: skip
    ledger.post_all(entries, now=world.ago(200))
