"""The pages of settlements as people use them: begin on the pair's page, see what it does, sign; odd input."""

from datetime import date

import pytest
import time_machine
from django.db import transaction

from exchanges.ledger.models import Pair, Posting
from exchanges.settlements.models import Settlement
from softlanding.notices.models import Notice
from tests import cast as people
from tests.asking import get, tell_planner
from tests.exchanges import cast
from tests.exchanges.cast import NOW
from tests.exchanges.settlements.making import content, propose, sign, take_back, waiver
from tests.pages.test_odd_bodies import VALUES

pytestmark = pytest.mark.django_db
NEW = "/settlements/new/?of={}&partner={}&way={}"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


def browser_of(park):
    return people.browser_of(cast.manager_of(park))


def new(porto, malaga, way: str, of: str = "MÁLA") -> str:
    return NEW.format(of, "PORT" if of == "MÁLA" else "MÁLA", way)


def errors(response) -> dict[str, list[str]]:
    return {name: list(said) for name, said in response.context["form"].errors.items()}


def test_it_begins_on_the_pairs_page_in_words_of_the_reader(pair, porto, malaga) -> None:
    page = browser_of(malaga).get("/balances/MÁLA/PORT/").content.decode()
    assert "Propose a settlement</a>" in page
    ways = browser_of(malaga).get("/settlements/new/?of=MÁLA&partner=PORT").content.decode()
    assert "Waive months Porto owes you" in ways and "Porto owes you 5 months now." in ways
    other = browser_of(porto).get("/settlements/new/?of=PORT&partner=MÁLA").content.decode()
    assert "Ask Málaga to waive months you owe" in other and "debtor" not in other
    admin = people.browser_of(people.network_admin()).get("/settlements/new/?of=MÁLA&partner=PORT").content.decode()
    assert "Waive months Porto owes Málaga" in admin


def test_all_that_is_owed_is_filled_in_and_its_consequence_shown(pair, porto, malaga) -> None:
    response, asked = get(browser_of(malaga), new(porto, malaga, "waiver"))
    page = response.content.decode()
    assert response.context["form"].initial["months"] == 5 and "Porto owes nothing after this." in page
    assert len(asked.statements) <= 10
    typed = browser_of(malaga).get(f"{new(porto, malaga, 'waiver')}&months=3", headers={"HX-Request": "true"})
    assert "Leaves 2 of 5 months that Porto owes." in typed.content.decode() and b"<form" not in typed.content
    odd = browser_of(malaga).get(f"{new(porto, malaga, 'waiver')}&months=x", headers={"HX-Request": "true"})
    assert "What it would do is shown here" in odd.content.decode()


def test_the_effect_shows_both_parks_in_the_network_and_their_standing(pair, porto, malaga) -> None:
    effect = browser_of(malaga).get(f"{new(porto, malaga, 'waiver')}&months=3").context["effect"]
    assert (effect.beam.now, effect.beam.after) == (5, 2)
    assert [(place.park, place.beam.now, place.beam.after) for place in effect.places] == [
        (malaga, 5, 2),
        (porto, -5, -2),
    ]
    turn = browser_of(porto).get(f"{new(porto, malaga, 'adjustment', 'PORT')}&months=30&debtor={porto.pk}")
    place = turn.context["effect"].places[0]
    assert (place.now.label, place.beam.after, place.after.label) == ("alert", -35, "restricted")
    owed = [factor.says.split(" to partners")[0] for factor in (place.now.factors[1], place.after.factors[1])]
    assert owed == ["Owes 5 months", "Owes 35 months"]  # the two parks have no agreement
    waived = browser_of(malaga).get(f"{new(porto, malaga, 'waiver')}&months=5").context["effect"].places[1]
    assert (waived.now.label, waived.after.factors[1].level.label) == ("alert", "good")


def test_a_waiver_from_the_form_to_the_statement(pair, porto, malaga) -> None:
    park, url = malaga.pk, new(porto, malaga, "waiver")
    data = {"park": park, "months": 2, "day": "2026-11-20", "text": "As\r\n talked over"}
    response = browser_of(malaga).post(url, data, follow=True)
    assert "It is proposed. Once Porto has signed, it is in the books." in response.content.decode()
    it = Settlement.objects.get()
    assert (it.text, it.day) == ("As talked over", date(2026, 11, 20))
    shown, asked = get(browser_of(porto), f"{it.get_absolute_url()}sign/")
    assert len(asked.statements) <= 10 and "Málaga comes to owe Porto 2 months" in shown.content.decode()
    answer = browser_of(porto).post(
        f"{it.get_absolute_url()}sign/", {"park": porto.pk, "content_hash": it.content_hash}, follow=True
    )
    assert "Both parks have signed. It is in the books of Porto and Málaga." in answer.content.decode()
    statement = browser_of(porto).get("/balances/PORT/MÁLA/")
    line = statement.context["lines"][0]
    assert (line.text, line.kind, line.url, line.after) == ("As talked over", "waiver", it.get_absolute_url(), -3)


def test_refusals_stand_at_their_field_and_what_was_typed_stays(pair, porto, malaga) -> None:
    Pair.objects.update(closed_until=date(2026, 6, 30))
    url, data = new(porto, malaga, "waiver"), {"park": malaga.pk, "months": 6, "day": "2026-11-20", "text": "Kept"}
    response = browser_of(malaga).post(url, data)
    assert errors(response) == {"months": ["Porto owes Málaga 5 months now; 6 cannot be waived. Waive 5 or fewer."]}
    assert "Kept" in response.content.decode()
    closed = browser_of(malaga).post(url, {**data, "months": 2, "day": "2026-06-30"})
    assert "A correction goes into the open period: enter 1 July 2026 or a later day." in errors(closed)["day"][0]
    with time_machine.travel(NOW, tick=False):
        future = browser_of(malaga).post(url, {**data, "months": 2, "day": "2199-12-31"})
    assert "has not come yet" in errors(future)["day"][0]


def test_taking_back_offers_what_stands_and_says_why_another_does_not_do(pair, porto, malaga) -> None:
    wrong = Posting.objects.get(reference="stay/2")
    sign(propose(pair, take_back(wrong), porto), malaga)
    response = browser_of(porto).get(new(porto, malaga, "reversal", "PORT"))
    offered = [value for value, _ in response.context["form"].fields["reverses"].choices]
    assert len(offered) == 5 and wrong.pk not in offered
    data = {"park": porto.pk, "reverses": wrong.pk, "day": "2026-11-23", "text": "Again"}
    said = errors(browser_of(porto).post(new(porto, malaga, "reversal", "PORT"), data))
    assert "was taken back on 23 November 2026 already" in said["reverses"][0]
    data["reverses"] = Posting.objects.get(reference="stay/3").pk
    assert browser_of(porto).post(new(porto, malaga, "reversal", "PORT"), data).status_code == 303


def test_an_opening_balance_begins_with_the_day_of_the_books(pair, porto, malaga) -> None:
    form = browser_of(porto).get(new(porto, malaga, "opening", "PORT")).context["form"]
    assert form.initial["day"] == date(2026, 1, 1)
    data = {"park": porto.pk, "debtor": malaga.pk, "months": 2, "day": "2026-01-01", "text": "Letter of May"}
    assert browser_of(porto).post(new(porto, malaga, "opening", "PORT"), data).status_code == 303
    assert str(Settlement.objects.get()) == "Opening balance: Málaga owes Porto 2 months"


def test_a_network_admin_proposes_with_a_reason(pair, porto, malaga, admin) -> None:
    url, data = new(porto, malaga, "waiver"), {"months": 2, "day": "2026-11-20", "text": "Left over"}
    browser = people.browser_of(admin)
    assert "reason" in errors(browser.post(url, data))
    assert browser.post(url, {**data, "reason": "Nobody answers"}).status_code == 303
    it = Settlement.objects.get()
    assert it.proposed_by is None and "Nobody answers" in browser.get(it.get_absolute_url()).content.decode()
    assert b"Withdraw" in browser.get(it.get_absolute_url()).content
    assert browser.get(f"{it.get_absolute_url()}stand-in/").status_code == 403, "who proposed never stands in"
    assert browser_of(malaga).get(f"{it.get_absolute_url()}sign/").status_code == 200


def test_a_deputy_sees_and_does_not_sign(pair, porto, malaga) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    deputy = people.browser_of(cast.member(porto, cast.person("Dario Gil"), "deputy"))
    page = deputy.get(it.get_absolute_url()).content.decode()
    assert "Waits for Porto to sign" in page and "Read and sign" not in page
    assert deputy.get(f"{it.get_absolute_url()}sign/").status_code == 403
    assert deputy.get(new(porto, malaga, "waiver")).status_code == 403
    assert "Propose a settlement" not in deputy.get("/balances/PORT/MÁLA/").content.decode()


def test_a_stale_page_signs_nothing(pair, porto, malaga) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    response = browser_of(porto).post(
        f"{it.get_absolute_url()}sign/", {"park": porto.pk, "content_hash": "0" * 64}
    )  # fmt: skip
    assert "What you read is not what is proposed" in response.content.decode()
    assert Settlement.objects.get().state == "proposed"


def test_the_list_tells_ours_theirs_and_done_apart(pair, porto, malaga) -> None:
    ours = propose(pair, waiver(porto, malaga, 1), malaga)
    theirs = propose(pair, content("adjustment", porto, malaga, 2), porto)
    done = sign(propose(pair, waiver(porto, malaga, 2), malaga), porto)
    browser = browser_of(porto)

    def shown(query: str) -> list[Settlement]:
        return list(browser.get(f"/settlements/{query}").context["page_obj"])

    assert (shown("?show=us"), shown("?show=them"), shown("?show=done")) == ([ours], [theirs], [done])
    assert shown("?kind=adjustment") == [theirs] and shown("?state=signed") == [done] and shown("?q=mála&sort=months")
    assert list(browser.get("/settlements/").context["waiting"]) == [ours]
    assert shown("?q=turin") == [] and len(shown("?show=nope&kind=x&state=y&sort=z&page=99")) == 3


def test_today_names_what_waits_on_both_sides_and_for_the_network(pair, porto, malaga, admin) -> None:
    it = propose(pair, waiver(porto, malaga, 2), malaga)
    first = browser_of(porto).get("/").content.decode()
    assert "Sign or refuse: waiver of 2 months Porto owes Málaga" in first
    assert f'href="{it.get_absolute_url()}sign/"' in first
    assert "Porto to sign: waiver of 2 months Porto owes Málaga" in browser_of(malaga).get("/").content.decode()
    assert "has not answered" not in people.browser_of(admin).get("/").content.decode()
    with time_machine.travel(cast.at(2026, 12, 8), tick=False):
        late = people.browser_of(admin).get("/").content.decode()
    assert "Porto has not answered: waiver of 2 months Porto owes Málaga" in late


@pytest.mark.parametrize("way", ["waiver", "compensation", "adjustment", "reversal", "opening"])
def test_no_value_breaks_the_form(pair, porto, malaga, way) -> None:
    for browser in (browser_of(malaga), people.browser_of(people.network_admin())):
        form = browser.get(new(porto, malaga, way)).context["form"]
        for what, value in VALUES.items():
            with transaction.atomic():
                answer = browser.post(new(porto, malaga, way), dict.fromkeys(form.fields, value))
                transaction.set_rollback(True)
            assert answer.status_code == 200 and answer.context["form"].errors, (what, way)
            query = "&".join(f"{name}={value if len(value) < 500 else 'x' * 500}" for name in form.fields)
            query = query.replace("\x00", "%00").replace("\r\n", "%0D%0A").replace("\n", "%0A")
            answer = browser.get(f"{new(porto, malaga, way)}&{query}")
            assert answer.status_code == (400 if what in ("NUL", "lone surrogate") else 200), (what, way)


@pytest.mark.parametrize("query", ["?of=&partner=PORT", "?of=MÁLA&partner=" + "x" * 300, "?of=MÁLA&partner=MÁLA"])
def test_a_pair_that_is_none_is_not_found(pair, porto, malaga, query) -> None:
    assert browser_of(malaga).get(f"/settlements/new/{query}").status_code in (200, 404)
    assert browser_of(malaga).post(f"/settlements/new/{query}").status_code in (200, 404)
    turin = cast.park("Turin", "Carla Conti")
    assert browser_of(turin).get("/settlements/new/?of=MÁLA&partner=PORT&way=waiver").status_code == 404


@pytest.mark.parametrize("address", ["/settlements/", "/settlements/?q=Park&sort=-day&page=2", "/settlements/new/"])
def test_the_lists_ask_the_same_for_30_and_1000(pair, porto, malaga, address) -> None:
    asked = []
    for n, count in enumerate((30, 1000)):
        many(malaga, count, n)
        tell_planner()
        browser = browser_of(malaga)
        browser.get("/me/")
        _, one = get(browser, address)
        assert one.rows <= 3 * 25 + 20
        asked.append(len(one.statements))
    assert asked[0] == asked[1] <= 10


def many(malaga, count: int, letter: int) -> None:
    """Signed by nobody: withdrawn proposals, a pair each."""
    from parks.park.models import Park

    parks = Park.objects.bulk_create(
        Park(code=f"{letter}-{n}", name=f"Park {letter} {n}", country="ES", state="admitted") for n in range(count)
    )
    by = cast.manager_of(malaga)
    pairs = Pair.objects.bulk_create(Pair(low=malaga, high=park, postings_count=1) for park in parks)
    Settlement.objects.bulk_create(
        Settlement(
            pair=pair, kind="adjustment", debtor=malaga, creditor=pair.high, months=1, day=NOW.date(), text="x",
            state="withdrawn", proposed_by=malaga, proposer=by, answer_by=date(2026, 12, 7), content_hash="0" * 64, created_at=NOW, changed_at=NOW,
        )
        for pair in pairs
    )  # fmt: skip


def test_every_mail_has_a_subject_and_says_what_is_to_do(pair, porto, malaga) -> None:
    propose(pair, waiver(porto, malaga, 2), malaga)
    notice = Notice.objects.get(recipient__name="Anna Lund")
    assert notice.body.splitlines()[0] == (
        "Waiver of 2 months Porto owes Málaga, with the day 23 November 2026: “As talked over in May”"
    )
    assert "Read it, then sign it or refuse it with a reason." in notice.body
    assert (
        "Málaga loses 2 months by it, so its own signature is always needed. Porto answers for itself until 7 December 2026; "
        "from 8 December 2026 a network admin may sign in its place, with a reason."
    ) in notice.body
