"""The pages of agreements as managers use them: forms, refusals at their field, lists, paper."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exchanges.agreements import actions, queries
from exchanges.agreements.forms import initial_of
from exchanges.agreements.models import Agreement, AgreementVersion
from exchanges.agreements.terms import Direction
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.agreements.making import SIX, amend, counter, propose, sign, with_reason

pytestmark = pytest.mark.django_db
THIS_YEAR = timezone.now().year
YEARS = (date(THIS_YEAR, 1, 1), date(THIS_YEAR + 3, 12, 31))


def browser_of(park) -> Client:
    return people.browser_of(cast.manager_of(park))


def page(name: str, agreement: Agreement) -> str:
    return reverse(f"exchanges:agreements:{name}", args=[agreement.code])


def typed(agreement: Agreement, home, **more) -> dict[str, str]:
    """The form of the terms it shows, as the browser of `home`'s manager sends it."""
    version = agreement.tabled or agreement.shown(cast.NOW.date())
    values = initial_of(queries.terms_of(version), home, agreement.partner_of(home))
    sent = {name: str(value) for name, value in values.items() if value is not None and value is not False}
    return {**sent, "content_hash": version.content_hash, "park": str(home.pk), **more}


def test_counter_fills_in_what_came_and_puts_the_changed_terms_on_the_table(porto, malaga):
    agreement = propose(porto, malaga, there=Direction(5, 2, 1, 4), limit_at=6, valid=YEARS)
    browser = browser_of(malaga)
    shown = browser.get(page("counter", agreement)).content.decode()
    assert 'name="in_months_per_year" value="5"' in shown.replace("\n", "")
    response = browser.post(page("counter", agreement), typed(agreement, malaga, limit_at="9"), follow=True)
    text = response.content.decode()
    assert "1 of 20 terms changed" in text
    assert text.count("changed</span>") == 1
    assert Agreement.objects.get().on_table.limit_at == 9


def test_a_counter_to_terms_that_were_countered_keeps_what_was_typed(porto, malaga):
    agreement = propose(porto, malaga, limit_at=6, valid=YEARS)
    late = typed(agreement, porto, limit_at="7")
    counter(agreement, malaga, limit_at=9)
    text = browser_of(porto).post(page("counter", agreement), late).content.decode()
    assert "Bea Ruiz at Malaga countered a moment ago. Read it first" in text
    assert 'value="7"' in text
    assert "from version 1 to version 2" in text  # and there it is to read


def test_amend_below_what_is_promised_is_said_at_its_field(porto, malaga):
    agreement = cast.agreed(porto, malaga, SIX, valid=YEARS)
    start = date(THIS_YEAR + 1, 3, 1)
    cast.offered(cast.company("Lumen", porto, "Cleo"), malaga, start, 3)
    response = browser_of(malaga).post(page("amend", agreement), typed(agreement, malaga, in_months_per_year="2"))
    said = response.context["form"].errors
    assert said == {
        "in_months_per_year": [
            f"3 months of Porto at Malaga are promised in {start.year}; 2 a year would be below that. Keep at least 3, "
            f"or let the change rule from {start.year + 1}."
        ]
    }


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"valid_until": f"{THIS_YEAR - 2}-12-31"}, "valid_until", "before it begins"),
        ({"alert_at": "8", "limit_at": "6"}, "alert_at", "The warning at 8 months would come after the limit of 6"),
        ({"out_places": "0"}, "out_places", "6 months a year need at least 1 place"),
        ({"in_min_months": "5"}, "in_min_months", "The shortest stay of 5 months is longer than the longest of 4"),
    ],
)
def test_terms_that_do_not_fit_are_said_at_their_field(porto, malaga, change, field, sentence):
    agreement = cast.agreed(porto, malaga, SIX, valid=YEARS)
    response = browser_of(porto).post(page("amend", agreement), typed(agreement, porto, **change))
    assert sentence in response.context["form"].errors[field][0]
    assert Agreement.objects.get().on_table is None


def test_renew_is_filled_in_from_the_day_after_and_states_the_balance(porto, malaga):
    agreement = cast.agreed(porto, malaga, SIX, valid=YEARS)
    browser = browser_of(porto)
    text = browser.get(page("renew", agreement)).content.decode()
    assert f'value="{THIS_YEAR + 4}-01-01"' in text and f'value="{THIS_YEAR + 7}-12-31"' in text
    assert "The balance goes on: " in text and "Malaga are even." in text
    values = typed(agreement, porto, valid_from=f"{THIS_YEAR + 4}-01-01", valid_until=f"{THIS_YEAR + 5}-12-31")
    response = browser.post(page("renew", agreement), values)
    assert response["Location"] == Agreement.objects.get(state="proposed").get_absolute_url()


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [
        ("counter", "Bea Ruiz at Malaga countered a moment ago"),
        ("amend", "An amendment is on the table already"),
        ("renew", "A proposal between Porto and Malaga is on the table already"),
    ],
)
def test_a_verb_that_puts_terms_on_the_table_pressed_twice_does_it_once(porto, malaga, verb, sentence):
    agreement = (propose if verb == "counter" else cast.agreed)(porto, malaga, SIX, valid=YEARS)
    days = {"valid_from": f"{THIS_YEAR + 4}-01-01", "valid_until": f"{THIS_YEAR + 5}-12-31"} if verb == "renew" else {}
    values = typed(agreement, malaga, limit_at="9", **days)
    browser = browser_of(malaga)
    assert browser.post(page(verb, agreement), values).status_code == 303
    assert sentence in browser.post(page(verb, agreement), values, follow=True).content.decode()
    assert AgreementVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("verb", "state"), [("suspend", "suspended"), ("terminate", "ending, notice given"), ("comment", "in force")]
)
def test_a_verb_with_a_reason_is_done_and_told_on_the_page(porto, malaga, verb, state):
    agreement = cast.agreed(porto, malaga, SIX, valid=YEARS)
    data = {"park": porto.pk, "reason": "A new building"}
    text = browser_of(porto).post(page(verb, agreement), data, follow=True).content.decode()
    assert state in text
    assert "A new building" in text


def test_giving_notice_twice_sends_back_with_the_day(porto, malaga):
    agreement = with_reason("terminate", cast.agreed(porto, malaga, SIX, valid=YEARS), porto, now=timezone.now())
    response = browser_of(malaga).post(page("terminate", agreement), {"park": malaga.pk, "reason": "x"}, follow=True)
    assert "gave notice on" in response.content.decode()
    assert Agreement.objects.get().terminated_by == porto


def test_contacts_of_a_party_are_edited_by_its_people_alone(porto, malaga):
    agreement = propose(porto, malaga, valid=YEARS)
    data = {"park": porto.pk, "reference": "PD-3", "first_name": "Eva Gil", "first_email": "eva@example.org"}
    assert browser_of(porto).post(page("name_contacts", agreement), data).status_code == 303
    text = browser_of(malaga).get(agreement.get_absolute_url()).content.decode()
    assert "Reference: PD-3" in text and "Eva Gil" in text and "Anna Lund" in text
    refused = browser_of(malaga).post(page("name_contacts", agreement), {**data, "reference": "mine"})
    assert refused.status_code == 200 and "park" in refused.context["form"].errors


def test_the_versions_page_shows_a_text_with_the_hash_that_was_signed(porto, malaga):
    agreement = counter(propose(porto, malaga, limit_at=6, valid=YEARS), malaga, limit_at=9)
    response = browser_of(porto).get(page("versions", agreement), {"old": "1", "new": "2"})
    canonical, version = response.context["canonical"], response.context["new"]
    assert hashlib.sha256(canonical.encode()).hexdigest() == version.content_hash
    assert version.content_hash in response.content.decode()
    assert [line.label for line in response.context["comparison"].changed] == ["Limit"]
    assert browser_of(porto).get(page("versions", agreement), {"old": "99", "new": "x"}).status_code == 200


def test_paper_is_an_accessible_pdf_for_those_who_see_the_agreement(porto, malaga):
    agreement = sign(propose(porto, malaga, valid=YEARS), porto)
    response = browser_of(malaga).get(page("paper", agreement))
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert b"pdfuaid" in response.content and b"terms.json" in response.content
    turin = cast.park("Turin", "Carla Neri")
    assert browser_of(turin).get(page("paper", agreement)).status_code == 404


def test_paper_is_printed_even_in_a_script_without_a_font(porto, malaga):
    malaga.name = "Malaga \U0010fffd"  # no font has this sign
    malaga.save()
    response = browser_of(porto).get(page("paper", propose(porto, malaga, valid=YEARS)))
    assert response.content[:5] == b"%PDF-" and b"pdfuaid" not in response.content


def test_today_names_the_amendment_that_waits(porto, malaga):
    agreement = amend(cast.agreed(porto, malaga, SIX, valid=YEARS), malaga, limit_at=9)
    text = browser_of(porto).get("/").content.decode()
    assert "Answer the amendment with Malaga" in text and "Malaga put the terms on the table" in text
    sign(agreement, porto)
    assert "Answer the amendment" not in browser_of(porto).get("/").content.decode()


def test_lists_of_what_waits_ends_or_lacks_a_next_year(porto, malaga):
    soon, far = date(THIS_YEAR + 1, 2, 28), date(THIS_YEAR + 3, 12, 31)
    parks = {name: cast.park(name, f"{name} Boss") for name in ("Aone", "Btwo", "Cthree", "Dfour", "Efive")}
    started = date(THIS_YEAR, 1, 1)
    ends = cast.agreed(porto, parks["Aone"], SIX, valid=(started, soon))
    lasts = cast.agreed(porto, parks["Btwo"], SIX, valid=(started, far))
    followed = cast.agreed(porto, parks["Cthree"], SIX, valid=(started, date(THIS_YEAR + 1, 6, 30)))
    cast.agreed(porto, parks["Cthree"], SIX, valid=(date(THIS_YEAR + 1, 7, 1), far))
    over = cast.agreed(porto, parks["Efive"], SIX, valid=(started, timezone.now().date() - timedelta(days=1)))
    ours, theirs = propose(parks["Dfour"], porto, valid=YEARS), sign(propose(porto, malaga, valid=YEARS), porto)
    amended = sign(amend(lasts, porto, limit_at=9), porto)
    browser = browser_of(porto)
    url = reverse("exchanges:agreements:list")
    found = {
        show: {row.agreement.code for row in browser.get(url, {"show": show}).context["rows"]}
        for show in ("us", "them", "force", "ending", "next")
    }
    assert found["us"] == {ours.code}
    assert found["them"] == {theirs.code, amended.code}
    assert found["force"] == {ends.code, lasts.code, followed.code}
    assert found["next"] == {ends.code, over.code}
    in_six_months = timezone.now().date().month >= 8  # 28 February is within six months from then on
    assert (ends.code in found["ending"]) == in_six_months


def test_one_finds_an_agreement_by_ones_own_reference(porto, malaga):
    agreement = cast.agreed(porto, malaga, SIX, valid=YEARS)
    for park, number in ((porto, "PD-2027/3"), (malaga, "MLG 77")):
        who, contacts = cast.manager_of(park), {"reference": number}
        actions.name_contacts(agreement, by=who, park=park, contacts=contacts, now=timezone.now())
    url = reverse("exchanges:agreements:list")
    found = [len(browser_of(park).get(url, {"q": "pd-2027"}).context["rows"]) for park in (porto, malaga)]
    assert found == [1, 0]


def test_the_list_asks_the_same_number_of_questions_however_long(porto, malaga):
    browser, asked = browser_of(porto), []
    url = reverse("exchanges:agreements:list")
    browser.get(url)  # the first visit also writes its session
    for number in range(12):
        propose(porto, cast.park(f"{number}park", f"Boss {number}"), valid=YEARS)
        if number in (1, 11):
            with CaptureQueriesContext(connection) as found:
                assert len(browser.get(url, {"show": "us"}).context["rows"]) == number + 1
            asked.append(len(found))
    assert asked[0] == asked[1] < 12
