"""The network's policy: who reads and changes it, what each change leaves behind, and what it refuses."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from exchanges.agreements.forms import first_terms
from exchanges.policy import actions, queries
from exchanges.policy.models import PolicyVersion
from softlanding.kernel.editing import Overtaken, mark_of
from softlanding.kernel.refusals import Refused
from softlanding.notices.models import Notice
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.cast import NOW

pytestmark = pytest.mark.django_db


def change(by=None, read=None, reason="Members asked for it", **values) -> PolicyVersion:
    by = by or people.network_admin(f"Nadia {PolicyVersion.objects.count()}")
    return actions.change(values=values, read=read, reason=reason, by=by, now=NOW)


def test_a_network_that_never_changed_it_has_a_policy() -> None:
    policy = queries.in_force()
    assert (policy.number, policy.window_months, policy.alert_debt, policy.limit_at) == (0, 24, 6, 6)
    assert queries.history() == []


def test_a_proposal_starts_from_the_policy_in_force() -> None:
    assert first_terms(date(2026, 12, 5))["out_months_per_year"] == 6
    change(months_per_year=9, limit_at=None, decision_days=21)
    terms = first_terms(date(2026, 12, 5))
    assert (terms["out_months_per_year"], terms["in_months_per_year"]) == (9, 9)
    assert (terms["limit_at"], terms["decision_days"], terms["valid_from"]) == (None, 21, date(2027, 1, 1))


def test_change_records_who_when_what_and_why() -> None:
    change(floor_months=3, carry_over=True)
    change(floor_months=4, reason="Three were too few")
    newest, first = queries.history()
    assert [(one.label, one.before, one.after) for one in newest.changes] == [
        ("Always possible (months a year)", "3", "4")
    ]
    assert (newest.by, newest.at, newest.reason) == ("Nadia 1", NOW, "Three were too few")
    assert [(one.before, one.after) for one in first.changes] == [("2", "3"), ("no", "yes")]


def test_change_is_told_to_every_park_and_the_other_admins() -> None:
    other, nobody = people.network_admin("Olga Other"), cast.person("Noa Nobody")
    cast.park("Porto", "Anna Lund")
    by = people.network_admin()
    change(by=by, window_months=12)
    told = {notice.recipient.name for notice in Notice.objects.filter(key="policy-1")}
    assert told == {other.name, "Anna Lund"} and nobody.name not in told
    body = Notice.objects.filter(key="policy-1").first().body
    assert "Months the standing looks back: 24 before, 12 now" in body and "Members asked for it" in body


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"alert_debt": 12, "restricted_debt": 12}, "restricted_debt", "past 12 months.*not past 12"),
        ({"alert_late": 5}, "restricted_late", "past 5 late answers.*not past 4"),
        ({"restricted_refused": 10}, "restricted_refused", "past 50 per cent"),
        ({"window_months": 0}, "window_months", "window of 0 months"),
        ({"alert_at": 7}, "alert_at", "7 months would come after the limit of 6"),
        ({"min_months": 5}, "min_months", "5 months is longer than the longest of 4"),
        ({"months_per_year": 1, "min_months": 2}, "months_per_year", "2 months does not fit into 1 a year"),
        ({"floor_months": 2}, None, "Nothing is different"),
    ],
)
def test_change_refuses_what_makes_no_sense(values, field, sentence) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        change(**values)
    assert refused.value.field == field
    assert PolicyVersion.objects.count() == 0


def test_change_of_a_policy_that_changed_a_second_ago_is_refused() -> None:
    read = mark_of({"floor_months": queries.in_force().floor_months})
    change(floor_months=3, read=read)
    with pytest.raises(Overtaken, match="Nadia 0 saved this after you had opened it") as overtaken:
        change(floor_months=4, read=read)
    assert overtaken.value.now == {"floor_months": 3}
    assert queries.in_force().floor_months == 3


def test_the_oldest_change_that_is_shown_still_says_what_it_was_before() -> None:
    for months in (3, 4, 5, 7):
        change(floor_months=months)
    told = [[(one.before, one.after) for one in edit.changes] for edit in queries.history(most=2)]
    assert told == [[("5", "7")], [("4", "5")]]


def test_a_version_is_never_edited() -> None:
    version = change(floor_months=3)
    for write in (lambda: PolicyVersion.objects.update(floor_months=9), version.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(number=2, alert_debt=9, restricted_debt=8, reason="x")


def test_everybody_signed_in_reads_it_and_only_admins_change_it() -> None:
    porto = cast.park("Porto", "Anna Lund")
    answers = {}
    for who, user in {
        "visitor": None, "nobody": cast.person("Noa Nobody"), "manager": cast.manager_of(porto),
        "admin": people.network_admin(),
    }.items():  # fmt: skip
        browser = people.browser_of(user)
        answers[who] = [browser.get(url).status_code for url in ("/policy/", "/policy/change/")]
    assert answers == {"visitor": [302, 302], "nobody": [200, 403], "manager": [200, 403], "admin": [200, 200]}


def test_the_page_changes_it_and_says_what_is_wrong_at_the_field() -> None:
    browser = people.browser_of(people.network_admin())
    typed = {name: getattr(PolicyVersion(), name) for name in queries.VALUES} | {"reason": "Shorter"}
    typed |= {"carry_over": ""}
    odd = {
        "window_months": "0", "places": "0", "restricted_late": "1", "alert_refused": "101", "months_per_year": "-1",
        "reason": "",
    }  # fmt: skip
    for name, value in odd.items():
        form = browser.post("/policy/change/", typed | {name: value}).context["form"]
        assert list(form.errors) == [name], (name, form.errors)
    assert PolicyVersion.objects.count() == 0
    answer = browser.post("/policy/change/", typed | {"window_months": "12"}, follow=True)
    assert "more than 6 months" in answer.content.decode() and "“Shorter”" in answer.content.decode()
    assert queries.in_force().window_months == 12
