"""Two people open the same form; the second who saves is told what the first one wrote, and nothing is lost."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from exchanges.agreements.terms import Direction
from exchanges.landings import actions as landings
from exchanges.landings.models import Landing
from tests import cast as people
from tests.exchanges import cast

pytestmark = pytest.mark.django_db
Opened = tuple[str, str, Client, Client]  # the form's address, the record's, and two people who may save it


def of_park() -> Opened:
    porto = people.park("Porto Digital", "BR", city="Recife")
    manager, deputy = people.manager_of(porto, "Anna Lund"), people.deputy_of(porto, "Dario Pérez")
    return "/parks/porto-digital/edit/", "/parks/porto-digital/", people.browser_of(manager), people.browser_of(deputy)


def of_programme() -> Opened:
    _, park, *two = of_park()
    return f"{park}programme/", f"{park}programme/", *two


def of_company() -> Opened:
    lumen = people.company("Lumen")
    two = people.lead_of(lumen, "Inês Prado"), people.lead_of(lumen, "Rui Sá")
    return f"/companies/{lumen.pk}/edit/", f"/companies/{lumen.pk}/", *map(people.browser_of, two)


def of_needs() -> Opened:
    lumen = people.company("Lumen")
    two = people.lead_of(lumen, "Inês Prado"), people.lead_of(lumen, "Rui Sá")
    return f"/companies/{lumen.pk}/needs/", f"/companies/{lumen.pk}/", *map(people.browser_of, two)


def of_contacts() -> Opened:
    malaga, porto = cast.park("Málaga", "Marta Ruiz"), cast.park("Porto", "João Alves")
    agreement = cast.agreed(malaga, porto, Direction(6))
    two = cast.manager_of(malaga), cast.member(malaga, cast.person("Dario Pérez"), "deputy")
    url = agreement.get_absolute_url()
    return f"{url}contacts/", url, *map(people.browser_of, two)


def of_policy() -> Opened:
    two = people.network_admin("Nadia Novak"), people.network_admin("Nora Berg")
    return "/policy/change/", "/policy/", *map(people.browser_of, two)


def of_draft() -> Opened:
    landing = a_draft()
    two = cast.lead_of(landing.company), people.lead_of(landing.company, "Rui Sá")
    url = landing.get_absolute_url()
    return f"{url}edit/", url, *map(people.browser_of, two)


def a_draft() -> Landing:
    malaga, porto = cast.park("Málaga", "Marta Ruiz"), cast.park("Porto", "João Alves")
    cast.agreed(malaga, porto, Direction(6))
    ondas = cast.company("Ondas", malaga, "Ana Sol")
    wish = landings.Wish(date(2027, 3, 1), 2, purpose="A partner")
    return landings.draft(company=ondas, home=malaga, host=porto, wish=wish, by=cast.lead_of(ondas), now=cast.NOW)


FORMS: list[tuple[Callable[[], Opened], dict[str, str], dict[str, str], bool]] = [
    (of_park, {"city": "Olinda"}, {"founded": "2000", "city": "Recife Antigo"}, True),
    (of_programme, {"legal-how": "paid"}, {"legal-how": "included", "visa-how": "partner"}, True),
    (of_company, {"about": "Lamps of sand"}, {"about": "Lamps of glass"}, True),
    (of_needs, {"months": "3"}, {"months": "4"}, True),
    (of_contacts, {"reference": "PD 7"}, {"reference": "PD 8"}, True),
    (of_policy, {"window_months": "18"}, {"window_months": "12"}, True),
    (of_draft, {"purpose": "First customers"}, {"purpose": "A certificate"}, False),
]
HTMX = {"HX-Request": "true"}
NAMES = ["park", "programme", "company", "needs", "contacts", "policy", "draft"]


def typed(page: Any, **more: str) -> dict[str, Any]:
    """What the browser would send: the form as it is, with some fields typed over."""
    values = {field.html_name: field.value() for field in page.context["form"]}
    shown = {name: "" if value is None or value is False else value for name, value in values.items()}
    return {**shown, "read": page.context["read"], "reason": "Because", **more}


@pytest.mark.parametrize(("opened", "first", "second", "is_told"), FORMS, ids=NAMES)
def test_the_second_is_told_both_and_may_save_again(opened, first, second, is_told) -> None:
    form, record, one, other = opened()
    pages = one.get(form), other.get(form)
    assert one.post(form, typed(pages[0], **first)).status_code == 303
    told = other.post(form, typed(pages[1], **second))
    shown = told.content.decode()
    assert told.status_code == 200 and "saved this after you had opened it" in shown
    name = next(iter(first))
    both = {row["field"]: (row["now"], row["yours"]) for row in told.context["both"]}
    assert (first[name], second[name]) in [tuple(word.removesuffix(" months") for word in row) for row in both.values()]
    assert len(both) == len(second) and told.context["form"][name].value() == second[name]
    assert first[name] in one.get(form).content.decode()  # nothing was written

    assert other.post(form, typed(told, **second)).status_code == 303
    assert str(one.get(form).context["form"][name].value()) == second[name]
    if is_told:
        history = one.get(record).content.decode()
        assert first[name] in history and second[name] in history


@pytest.mark.parametrize(("opened", "first", "second", "is_told"), FORMS, ids=NAMES)
def test_nobody_is_stopped_who_saves_what_stands_or_what_she_read(opened, first, second, is_told) -> None:
    form, _, one, other = opened()
    pages = one.get(form), other.get(form)
    assert one.post(form, typed(pages[0], **first)).status_code == 303
    same = other.post(form, typed(pages[1], **first))
    says_so = "Nothing is different" in same.content.decode()
    assert (same.status_code, says_so) == ((200, True) if opened is of_policy else (303, False))
    assert other.post(form, typed(other.get(form), **second)).status_code == 303


def test_a_form_that_is_wrong_keeps_the_mark_it_was_opened_with() -> None:
    form, _, one, other = of_park()
    pages = one.get(form), other.get(form)
    wrong = other.post(form, typed(pages[1], founded="1066"))
    assert wrong.status_code == 200 and wrong.context["read"] == pages[1].context["read"]
    one.post(form, typed(pages[0], city="Olinda"))
    told = other.post(form, typed(wrong, founded="2000"))
    assert told.status_code == 200 and {row["field"] for row in told.context["both"]} == {"City", "Founded in"}


def test_a_draft_that_saves_itself_says_so_and_gets_its_new_mark() -> None:
    form, _, one, other = of_draft()
    opened, late = one.get(form), other.get(form)
    read = opened.context["read"]
    for purpose in ("First", "First customers"):
        saved = one.post(form, typed(opened, purpose=purpose, read=read), headers=HTMX)
        assert "Saved at" in saved.content.decode()
        read = saved.context["read"]
    answer = other.post(form, typed(late, purpose="A certificate"), headers=HTMX).content.decode()
    assert "Not saved: somebody else changed this" in answer and 'name="read"' not in answer
    assert Landing.objects.get().purpose == "First customers"
    assert one.post(form, typed(opened, purpose="Many customers", read=read)).status_code == 303
