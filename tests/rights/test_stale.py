"""A button pressed twice, or after somebody else decided: one step, a sentence, the page as it is now."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from exchanges.agreements.models import Agreement, AgreementStep
from exchanges.agreements.states import WORKFLOW as AGREEMENT_VERBS
from exchanges.clearing.models import Clearing, ClearingStep
from exchanges.clearing.states import WORKFLOW as CLEARING_VERBS
from exchanges.exceptions.states import WORKFLOW as EXCEPTION_VERBS
from exchanges.landings import actions as landings
from exchanges.landings.models import Landing, LandingStep
from exchanges.landings.states import WORKFLOW as LANDING_VERBS
from exchanges.policy.models import ExceptionStep, LimitException
from exchanges.settlements.models import Settlement, SettlementStep
from exchanges.settlements.states import WORKFLOW as SETTLEMENT_VERBS
from exchanges.statements.models import StatementStep
from exchanges.statements.states import WORKFLOW as STATEMENT_VERBS
from tests import cast
from tests.rights.stage import Stage, landing, user

SENTENCE = "no longer applies. Below is how it stands."
# Verb: who presses it, on a landing in which state.
LANDINGS = {
    "submit": ("lead", "draft"), "nominate": ("manager", "submitted"), "decline": ("manager", "submitted"),
    "withdraw": ("lead", "offered"), "offer": ("host", "nominated"), "confirm": ("lead", "offered"),
    "check_in": ("host", "arriving"), "check_out": ("host", "landed"), "cancel": ("manager", "confirmed"),
    "no_show": ("host", "missing"),
}  # fmt: skip
# Verb: who presses it, on which thing of the stage.
AGREEMENTS = {
    "sign": ("manager", "proposed"), "refuse": ("host", "proposed"), "withdraw": ("manager", "proposed"),
    "suspend": ("host", "in force"), "resume": ("manager", "suspended"), "terminate": ("manager", "in force"),
    "comment": ("host", "in force"), "name_contacts": ("manager", "in force"),
}  # fmt: skip
SETTLEMENTS = {"sign": "host", "stand_in": "admin", "refuse": "host", "withdraw": "manager"}
# Verb: who presses it, on which thing of the stage.
EXCEPTIONS = {
    "grant": ("admin", "request"), "turn_down": ("admin", "request"), "withdraw": ("manager", "request"),
    "revoke": ("admin", "exception"),
}  # fmt: skip
# Verb: who presses it, on the statement of Porto and Málaga.
STATEMENTS = {"confirm": "manager", "dispute": "host", "withdraw": "host"}
# The same of clearings.
CLEARINGS = {
    "agree": ("manager", "clearing"), "refuse": ("host", "clearing"), "withdraw": ("admin", "clearing"),
    "undo": ("admin", "clearing posted"), "sign": ("manager", "clearing undoing"), "keep": ("host", "clearing undoing"),
    "rejoin": ("other", "clearing refused"),
}  # fmt: skip
UNPRESSED = {"draft", "edit", "lapse", "propose"}  # no record yet, saved as typed, the clock's
TALK = {"comment", "name_contacts"}  # they may be done again; the same words are recorded once
TERMS = {"counter", "amend", "renew"}  # tests/exchanges/agreements/test_pages.py


def subject(stage: Stage, state: str) -> Landing:
    """A landing in the state; a confirmed one whose first day is today, or was yesterday, in a free stretch."""
    company = cast.company("Sole Ltd")
    cast.resident(company, stage["porto"])
    cast.lead_of(company, "Cleo Dias")
    if state in ("arriving", "missing"):
        start = stage.today - timedelta(days=state == "missing")
        found = landing(stage, "confirmed", start, 2, company)
    else:
        start = stage.today + timedelta(days=-40 if state == "landed" else 30)
        found = landing(stage, state, start, 2, company)
    return found


def typed(stage: Stage, it: Landing) -> dict[str, Any]:
    """What every form of a verb asks, all at once."""
    day = stage.today.isoformat()
    start = (it.first_day or stage.today).isoformat()
    return {
        "reason": "Plans changed", "message": "", "starts_on": start, "length": 2, "answer_by": day,
        "arrived_on": day, "left_on": day, "justified": "on",
    }  # fmt: skip


def test_every_verb_is_pressed_here() -> None:
    assert set(EXCEPTIONS) == set(EXCEPTION_VERBS) - {"ask"}
    assert set(LANDINGS) == set(LANDING_VERBS) - UNPRESSED
    assert set(AGREEMENTS) == set(AGREEMENT_VERBS) - UNPRESSED - TERMS
    assert set(SETTLEMENTS) == set(SETTLEMENT_VERBS) - UNPRESSED
    assert set(STATEMENTS) == set(STATEMENT_VERBS)
    assert set(CLEARINGS) == {verb for verb, row in CLEARING_VERBS.items() if row.sides != ("clock",)} - UNPRESSED


def agreement_of(stage: Stage, verb: str) -> tuple[Agreement, dict[str, Any]]:
    """The agreement a verb is pressed on, and what its form asks."""
    kind, thing = AGREEMENTS[verb]
    it: Agreement = stage["in force" if thing == "suspended" else thing]
    if thing == "suspended":
        Agreement.objects.filter(pk=it.pk).update(state="suspended")
    park = stage["malaga" if kind == "host" else "porto"].pk
    return it, {"reason": "No", "park": park, "content_hash": it.newest.content_hash, "reference": "A 1"}


@pytest.mark.parametrize("verb", LANDINGS)
def test_a_landing_verb_pressed_twice_is_done_once(stage: Stage, verb: str) -> None:
    kind, state = LANDINGS[verb]
    it = subject(stage, state)
    client, url = cast.browser_of(user(stage, kind)), f"{it.get_absolute_url()}{verb.replace('_', '-')}/"
    assert client.get(url).status_code == 200
    first = client.post(url, typed(stage, it))
    assert first.status_code == 303, first.content.decode()
    second = client.post(url, typed(stage, it), follow=True)
    assert second.redirect_chain == [(it.get_absolute_url(), 303)]
    assert SENTENCE in second.content.decode()
    assert LandingStep.objects.filter(landing=it, verb=verb).count() == 1
    it.refresh_from_db()
    assert it.state == LANDING_VERBS[verb].to


@pytest.mark.parametrize("verb", [verb for verb in LANDINGS if verb != "withdraw"])
def test_a_landing_verb_after_somebody_else_decided_shows_how_it_stands(stage: Stage, verb: str) -> None:
    kind, state = LANDINGS[verb]
    it = subject(stage, state)
    client, url = cast.browser_of(user(stage, kind)), f"{it.get_absolute_url()}{verb.replace('_', '-')}/"
    assert client.get(url).status_code == 200
    before = LandingStep.objects.count()
    Landing.objects.filter(pk=it.pk).update(state="withdrawn")
    for answer in (client.post(url, typed(stage, it), follow=True), client.get(url, follow=True)):
        page = answer.content.decode()
        assert (
            answer.status_code == 200 and f"This is withdrawn now, so “{LANDING_VERBS[verb].label}” {SENTENCE}" in page
        )
    assert LandingStep.objects.count() == before


def test_a_draft_edited_after_it_was_sent_is_kept_as_it_was_sent(stage: Stage) -> None:
    it, client = stage.landing("submitted"), cast.browser_of(user(stage, "member"))
    answer = client.post(f"{it.get_absolute_url()}edit/", {"wished_months": 12}, follow=True)
    it.refresh_from_db()
    assert SENTENCE in answer.content.decode() and it.wished_months == 2


@pytest.mark.parametrize("verb", AGREEMENTS)
def test_an_agreement_verb_pressed_twice_is_done_once(stage: Stage, verb: str) -> None:
    it, data = agreement_of(stage, verb)
    client, url = (
        cast.browser_of(user(stage, AGREEMENTS[verb][0])),
        reverse(f"exchanges:agreements:{verb}", args=[it.code]),
    )
    assert client.get(url).status_code == 200
    assert client.post(url, data).status_code == 303
    second = client.post(url, data, follow=True)
    page = second.content.decode()
    assert second.status_code == 200
    said = (SENTENCE, "You have signed these terms already", "gave notice on")
    assert verb in TALK or any(sentence in page for sentence in said)
    assert AgreementStep.objects.filter(agreement=it, verb=verb).count() == 1


@pytest.mark.parametrize("verb", ["sign", "refuse", "withdraw"])
def test_an_agreement_verb_after_somebody_else_decided_shows_how_it_stands(stage: Stage, verb: str) -> None:
    it, data = agreement_of(stage, verb)
    client, url = cast.browser_of(user(stage, AGREEMENTS[verb][0])), f"{it.get_absolute_url()}{verb}/"
    before = AgreementStep.objects.count()
    Agreement.objects.filter(pk=it.pk).update(state="refused" if verb != "refuse" else "withdrawn", on_table=None)
    for answer in (client.post(url, data, follow=True), client.get(url, follow=True)):
        assert answer.status_code == 200 and SENTENCE in answer.content.decode()
    assert AgreementStep.objects.count() == before


def test_a_proposal_sent_twice_is_on_the_table_once(stage: Stage) -> None:
    client = cast.browser_of(user(stage, "other"))
    page = client.get("/agreements/new/")
    first = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    form = page.context["form"]
    data = {name: field.initial for name, field in form.fields.items() if field.initial is not None} | first
    data |= {"proposer": stage["turin"].pk, "partner": stage["porto"].pk}
    proposed = Agreement.objects.filter(proposed_by=stage["turin"])
    before = proposed.count()  # it has one with another park
    assert client.post("/agreements/new/", data).status_code == 303
    again = client.post("/agreements/new/", data)
    assert again.status_code == 200 and "is on the table already" in again.content.decode()
    assert proposed.count() == before + 1


def test_declining_what_a_colleague_has_offered_meanwhile_is_stale_not_forbidden(stage: Stage) -> None:
    client, it = cast.browser_of(user(stage, "host")), stage.landing("offered")
    answer = client.post(f"{it.get_absolute_url()}decline/", {"reason": "No"}, follow=True)
    assert answer.status_code == 200 and f"This is offered now, so “Decline” {SENTENCE}" in answer.content.decode()


@pytest.mark.parametrize("verb", SETTLEMENTS)
def test_a_settlement_verb_pressed_twice_is_done_once(stage: Stage, verb: str) -> None:
    it: Settlement = stage["settlement"]
    client, url = (
        cast.browser_of(user(stage, SETTLEMENTS[verb])),
        reverse(f"exchanges:settlements:{verb}", args=[it.pk]),
    )
    data = {"reason": "No", "park": stage["malaga"].pk, "content_hash": it.content_hash}
    assert client.get(url).status_code == 200
    assert client.post(url, data).status_code == 303
    second = client.post(url, data, follow=True)
    assert second.redirect_chain == [(it.get_absolute_url(), 303)] and SENTENCE in second.content.decode()
    assert SettlementStep.objects.filter(settlement=it, verb=verb).count() == 1


@pytest.mark.parametrize("verb", SETTLEMENTS)
def test_a_settlement_verb_after_somebody_else_decided_shows_how_it_stands(stage: Stage, verb: str) -> None:
    it: Settlement = stage["settlement"]
    client, url = (
        cast.browser_of(user(stage, SETTLEMENTS[verb])),
        reverse(f"exchanges:settlements:{verb}", args=[it.pk]),
    )
    before = SettlementStep.objects.count()
    Settlement.objects.filter(pk=it.pk).update(state="withdrawn" if verb != "withdraw" else "refused")
    data = {"reason": "No", "park": stage["malaga"].pk, "content_hash": it.content_hash}
    for answer in (client.post(url, data, follow=True), client.get(url, follow=True)):
        assert answer.status_code == 200 and SENTENCE in answer.content.decode()
    assert SettlementStep.objects.count() == before


@pytest.mark.parametrize("verb", EXCEPTIONS)
def test_an_exception_verb_pressed_twice_is_done_once(stage: Stage, verb: str) -> None:
    kind, thing = EXCEPTIONS[verb]
    it, client = stage[thing], cast.browser_of(user(stage, kind))
    url = reverse(f"exchanges:exceptions:{verb}", args=[it.pk])
    data = {"reason": "Because", "ends_on": (stage.today + timedelta(days=30)).isoformat()}
    assert client.get(url).status_code == 200
    first = client.post(url, data)
    assert first.status_code == 303, first.content.decode()
    second = client.post(url, data, follow=True)
    assert second.redirect_chain == [(it.get_absolute_url(), 303)]
    assert SENTENCE in second.content.decode()
    assert ExceptionStep.objects.filter(exception=it, verb=verb).count() == 1


@pytest.mark.parametrize("verb", ["grant", "turn_down"])
def test_answering_a_request_that_was_withdrawn_shows_how_it_stands(stage: Stage, verb: str) -> None:
    it, client = stage["request"], cast.browser_of(user(stage, "admin"))
    url = reverse(f"exchanges:exceptions:{verb}", args=[it.pk])
    assert client.get(url).status_code == 200
    LimitException.objects.filter(pk=it.pk).update(state="withdrawn")
    for answer in (client.post(url, {"reason": "Late"}, follow=True), client.get(url, follow=True)):
        assert f"This is withdrawn now, so “{EXCEPTION_VERBS[verb].label}” {SENTENCE}" in answer.content.decode()


def test_a_request_sent_twice_is_asked_once(stage: Stage) -> None:
    it, client = stage.landing("submitted"), cast.browser_of(user(stage, "manager"))
    url = f"/exceptions/ask/?landing={it.pk}"
    data = {"reason": "A fair", "ends_on": (stage.today + timedelta(days=30)).isoformat()}
    assert client.post(url, data).status_code == 303
    again = client.post(url, data)
    assert again.status_code == 200 and "asked for Lumen Optics at Málaga TechPark on" in again.content.decode()
    assert LimitException.objects.filter(landing=it).count() == 1


@pytest.mark.parametrize("verb", STATEMENTS)
def test_a_statement_verb_pressed_twice_is_done_once(stage: Stage, verb: str) -> None:
    kind, days = STATEMENTS[verb], stage["statement"]
    park = stage["porto" if kind == "manager" else "malaga"]
    landings.daily(stage.now)
    client = cast.browser_of(user(stage, kind))
    case = client.get(reverse("exchanges:balances:statement", args=days)).context["case"]
    data = {"park": park.pk, "content_hash": case.content.hash, "counted": case.content.counted, "reason": "No"}
    if verb == "withdraw":
        assert client.post(reverse("exchanges:statements:dispute", args=days), data).status_code == 303
    url = reverse(f"exchanges:statements:{verb}", args=days)
    assert client.get(url).status_code == 200
    assert client.post(url, data).status_code == 303
    for again in (client.post(url, data, follow=True), client.get(url, follow=True)):
        page = again.content.decode()
        assert again.redirect_chain == [(reverse("exchanges:balances:statement", args=days), 303)]
        assert "elow is how it stands" in page
    assert StatementStep.objects.filter(verb=verb).count() == 1


@pytest.mark.parametrize("verb", CLEARINGS)
def test_a_clearing_verb_pressed_twice_is_done_once(stage: Stage, verb: str) -> None:
    kind, thing = CLEARINGS[verb]
    client, it = cast.browser_of(user(stage, kind)), stage[thing]
    url = f"{it.get_absolute_url()}{verb}/"
    page = client.get(url)
    assert page.status_code == 200
    data = {
        "reason": "No",
        **{name: getattr(value, "pk", value) for name, value in page.context["form"].initial.items()},
    }
    data |= {"park": page.context["it"].park.pk if page.context["it"] else ""}
    assert client.post(url, data).status_code == 303
    second = client.post(url, data, follow=True)
    assert second.status_code == 200
    said = second.content.decode()
    assert any(words in said for words in (SENTENCE, "Your answer is given already", "is counted in the next clearing"))
    assert ClearingStep.objects.filter(clearing=it, verb=verb).count() == 1


def test_a_clearing_proposed_twice_is_proposed_once(stage: Stage) -> None:
    client = cast.browser_of(user(stage, "admin"))
    data = {"answer_by": (stage.today + timedelta(days=9)).isoformat(), "read": ""}
    page = client.post("/clearing/propose/", data).content.decode()
    assert "A clearing of 3 months waits for answers" in page and Clearing.objects.open().count() == 1
