"""A seeded network keeps every rule the actions keep: books, signatures, quotas, histories; and it is the same again."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q

from companies.company.models import Company, Residency
from companies.needs.models import Needs
from exchanges.agreements.content import terms_hash
from exchanges.agreements.models import Agreement, AgreementVersion
from exchanges.agreements.queries import canonical_of
from exchanges.agreements.states import Phase
from exchanges.landings import actions as landings
from exchanges.landings.models import FreeRentMonth, Landing
from exchanges.landings.states import PATH, WORKFLOW, MonthState, State
from exchanges.ledger.checking import check
from exchanges.ledger.models import Pair, Posting
from exchanges.proof import prove
from exchanges.settlements.models import Settlement
from exchanges.settlements.queries import books_begin
from parks.fact_sheets.models import FactSheet
from parks.park.models import Park
from parks.programmes.models import Programme, ProgrammeService, Space
from softlanding.accounts.models import User
from softlanding.seeding.plan import Plan
from softlanding.seeding.progress import Silence
from softlanding.seeding.seed import invent, seed
from softlanding.seeding.world import Network
from softlanding.seeding.write_people import manager_email
from tests.cast import browser_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PLAN = Plan.of(parks=36, companies=300, years=4, seed=7, agreements_per_park=12)


@pytest.fixture
def network() -> Network:
    return seed(PLAN, now=NOW, progress=Silence())


def test_there_is_what_was_asked_for_in_every_state(network):
    assert (Park.objects.count(), Agreement.objects.count(), Landing.objects.count()) == (36, 216, 900)
    assert Posting.objects.count() >= PLAN.postings == 3600
    assert {park.state for park in Park.objects.all()} == {"admitted", "suspended"}
    assert set(Landing.objects.values_list("state", flat=True)) == set(State.values)
    phases = {agreement.phase(NOW.date()) for agreement in Agreement.objects.all()}
    assert phases >= set(Phase) - {Phase.REFUSED, Phase.WITHDRAWN, Phase.TERMINATED}
    partners = sorted(Counter(pk for pair in Pair.objects.all() for pk in (pair.low_id, pair.high_id)).values())
    assert partners[-1] >= 2 * partners[len(partners) // 2]  # a few hubs


def test_the_books_hold(network):
    verdict = check()
    assert verdict.lie is None
    assert verdict.postings == Posting.objects.count()
    assert sum(Pair.objects.values_list("postings_count", flat=True)) == verdict.postings
    assert Pair.objects.exclude(balance=0).count() > 50


def test_every_balance_brought_along_is_a_settlement_both_parks_signed(network):
    """As the settlements room would have written it; and nothing the nightly proof compares lies, without exception."""
    openings = Posting.objects.filter(because="opening").select_related("settlement__pair", "debtor", "creditor")
    assert openings.count() == Settlement.objects.count() > 5
    for posting in openings:
        it = posting.settlement
        assert (it.state, it.reference, it.content.hash) == ("signed", posting.reference, it.content_hash)
        assert it.signed_parks == {it.pair.low_id, it.pair.high_id} and it.proposed_by == posting.creditor
        assert [step.verb for step in it.steps.all()] == ["propose", "sign"]
        assert posting.day < (books_begin(it.pair) or date.max) and it.changed_at == posting.recorded_at
    assert prove().lies == []


def test_both_signed_what_rules_and_the_hash_is_that_of_its_content(network):
    versions = AgreementVersion.objects.select_related("agreement__pair__low", "agreement__pair__high")
    for version in versions.prefetch_related("directions", "signatures"):
        assert version.content_hash == terms_hash(canonical_of(version))
        assert {one.content_hash for one in version.signatures.all()} == {version.content_hash}
        is_ruling = version.agreement.ruling_id == version.pk
        assert len(version.signatures.all()) == (2 if is_ruling else 1)


def test_each_used_month_is_posted_once_and_nothing_else_is(network):
    used = FreeRentMonth.objects.filter(state=MonthState.USED)
    months = {f"landing/{m.landing_id}/month/{m.number}": m.begins_on for m in used}
    posted = Posting.objects.stays().filter(reference__startswith="landing/")
    assert {one.reference: one.day for one in posted} == months
    assert not used.filter(begins_on__gt=NOW.date()).exists()
    assert not FreeRentMonth.objects.reserved().filter(begins_on__lte=NOW.date()).exists()
    taken_back = Posting.objects.filter(reverses__isnull=False)
    assert taken_back.exists()
    for one in taken_back.select_related("reverses"):
        number = int(one.reverses.reference.split("/")[-1])
        landing = Landing.objects.get(pk=one.reference.split("/")[1])
        assert landing.free_rent_months.get(number=number).state == MonthState.RELEASED
        assert landing.checked_out_on < one.reverses.day <= one.day


def test_every_history_is_one_the_workflow_allows(network):
    for landing in Landing.objects.prefetch_related("steps"):
        state, at = "", None
        for step in landing.steps.all():
            assert step.from_state == state
            assert state in WORKFLOW[step.verb].frm
            assert step.to_state == WORKFLOW[step.verb].to
            assert at is None or at <= step.at <= NOW
            assert bool(step.reason) >= WORKFLOW[step.verb].needs_reason
            state, at = step.to_state, step.at
        assert (state, at) == (landing.state, landing.changed_at)


def test_stays_lie_within_their_agreement_and_are_of_residents(network):
    applied = Landing.objects.exclude(state=State.DRAFT)
    assert not applied.filter(~Q(agreement__pair=F("pair"))).exists()
    for landing in applied.exclude(period=None).select_related("agreement"):
        assert landing.agreement.period.lower <= landing.period.lower
        assert landing.period.upper <= landing.agreement.period.upper
    verified = set(Residency.objects.verified().values_list("company_id", "park_id"))
    assert {(one.company_id, one.home_id) for one in Landing.objects.all()} <= verified
    assert Residency.objects.exclude(state="verified").exists()


def test_the_days_work_goes_on_from_it(network):
    """Nothing is overdue, a new record finds its id, and a nominated company can be offered its months."""
    assert landings.daily(NOW) == {"lapsed": 0, "begun": 0}
    Park.objects.create(code="NEW", name="A new park", country="ES")
    offered = 0
    for landing in Landing.objects.filter(state=State.NOMINATED).select_related("host"):
        manager = User.objects.get(parks_memberships__park=landing.host)
        try:
            landings.offer(
                landing, by=manager, starts_on=landing.wished_start, length=landing.wished_months,
                answer_by=landing.wished_start, now=NOW,
            )  # fmt: skip
            offered += 1
        except landings.Refused as refused:
            assert any(word in str(refused) for word in ("limit", "left", "places", "place", "no part", "stay"))
    assert offered >= 5


def test_its_people_open_their_pages(network):
    hub = max(network.places, key=lambda place: len(place.links))
    client = browser_of(User.objects.get(email=manager_email(hub)))
    for url in ("/", "/landings/", "/agreements/", "/balances/", "/parks/", f"/parks/{hub.code}/"):
        assert client.get(url).status_code == 200, url
    assert Landing.objects.filter(state__in=PATH, host=hub.pk).exists()


def test_every_park_offers_something_and_every_company_needs_something(network):
    services = Counter(ProgrammeService.objects.values_list("programme__park", flat=True))
    assert len(services) == Park.objects.count() == FactSheet.objects.count()
    assert 5 <= min(services.values()) < 12 and 24 < max(services.values()) <= 30
    assert set(Space.objects.values_list("programme__park", flat=True)) == set(services)
    assert not Park.objects.filter(sector_keys=[]).exists()
    assert Needs.objects.count() == Company.objects.count()
    assert not Needs.objects.exclude(kind=F("company__kind")).exists()
    assert {2, 3, 4} == {len(musts) for musts in Needs.objects.values_list("musts", flat=True)}
    for model in (Programme, ProgrammeService, Space, FactSheet, Needs):
        for row in model.objects.all()[:200]:
            row.full_clean(validate_unique=False, validate_constraints=False)


def test_the_same_seed_on_the_same_day_is_the_same_network(db):
    def told(seed_number: int) -> list[object]:
        plan = Plan.of(parks=12, companies=60, years=3, seed=seed_number)
        network = invent(plan, NOW, Silence())
        return [(link.low.name, link.high.name, link.spans, link.entries) for link in network.links]

    assert told(3) == told(3)
    assert told(3) != told(4)


@pytest.mark.parametrize("day", [date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29), date(2027, 3, 28)])
def test_it_can_be_made_on_any_day(day):
    now = datetime(day.year, day.month, day.day, 23, 55, tzinfo=UTC)
    seed(Plan.of(parks=8, companies=60, years=1, seed=2), now=now, progress=Silence())
    assert check().lie is None
    assert landings.daily(now) == {"lapsed": 0, "begun": 0}


def test_the_command_says_what_it_made_and_adds_only_when_told_to(capsys):
    words = ["seed_network", "--parks=6", "--companies=20", "--years=2", "--seed=5"]
    call_command(*words)
    said = capsys.readouterr()
    assert "6 parks, 15 agreements, 20 companies, 60 landings" in said.out
    assert "@seeded.example" in said.out
    assert said.err.count("\n") == 12  # a line a stage
    with pytest.raises(CommandError, match="already has 6 parks. Name an empty one"):
        call_command(*words)
    call_command(*words, "--add")
    assert Park.objects.count() == 12
    assert check().lie is None


def test_no_invented_network_in_a_real_deployment(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="real deployment"):
        call_command("seed_network")
    assert not Park.objects.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--parks=1"], "2 to 100,000 parks; you asked for 1"),
        (["--years=0"], "1 to 30 years; you asked for 0"),
        (["--companies=-3"], "you asked for -3"),
        (["--parks=5", "--agreements-per-park=5"], "1 to 4 partners; you asked for 5"),
    ],
)
def test_a_network_that_cannot_be_is_refused_in_a_sentence(words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("seed_network", *words)
    assert not Landing.objects.aggregate(n=Count("pk"))["n"]
