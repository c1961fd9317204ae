"""The components as a page uses them: what a browser and a screen reader get."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.template import Context, engines
from django.test import RequestFactory

from softlanding.kernel.pictures import Beam, MonthsBar

TODAY = date(2026, 12, 6)


def show(source: str, address: str = "/", **values: Any) -> str:
    template = engines["django"].from_string(source).template
    with_request = {"request": RequestFactory().get(address), **values}
    return str(template.render(Context(with_request)))


class Ask(forms.Form):
    name = forms.CharField(help_text="As registered.")
    months = forms.IntegerField(max_value=6)
    kind = forms.ChoiceField(choices=[("a", "Alpha"), ("b", "Beta")], widget=forms.RadioSelect)
    note = forms.CharField(required=False)


def test_amount_says_owes_and_is_owed_in_words_and_colour() -> None:
    assert show("{% amount -5 %}") == '<span class="owes">owes 5 months</span>'
    assert show("{% amount 1 %}") == '<span class="owed">is owed 1 month</span>'
    assert show("{% amount 0 %}") == '<span class="even">even</span>'


def test_days_are_machine_readable() -> None:
    assert show("{% day when %}", when=date(2026, 12, 12)) == '<time datetime="2026-12-12">12 December 2026</time>'
    assert "until 12 December, 6 days left" in show("{% due when today %}", when=date(2026, 12, 12), today=TODAY)
    assert show("{% day when %}{% due when today %}", when=None, today=TODAY) == ""


def test_pictures_carry_their_sentence_once() -> None:
    bar, beam = MonthsBar.of(6, 2, 3, 2027), Beam(-3, -5, 4, 6, "", "Porto")
    loud = show("{% months_bar bar %}{% balance_beam beam %}", bar=bar, beam=beam)
    assert loud.count("2 used, 3 reserved, 1 left of 6 in 2027") == 1
    assert loud.count('aria-hidden="true"') == 2
    quiet = show('{% months_bar bar sentence=False %}{% balance_beam beam size="row" %}', bar=bar, beam=beam)
    assert f'role="img" aria-label="{bar.sentence}"' in quiet
    assert f'role="img" aria-label="{beam.sentence}"' in quiet
    assert "style=" not in loud + quiet


def test_field_ties_label_help_and_error_together() -> None:
    html = show("{% form_errors form %}{% for bound in form %}{% field bound %}{% endfor %}", form=Ask({"months": 9}))
    assert "Three things to mend" in html
    assert '<a href="#id_name">Name</a>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.count('id="id_name_error"') == html.count('id="id_name_helptext"') == 1
    assert "<legend>Kind</legend>" in html
    assert "Note <span" in html


def test_sort_head_turns_round_and_keeps_the_filters() -> None:
    html = show('{% sort_head "Months" "months" %}', "/?country=ES&sort=months&page=3")
    assert 'aria-sort="ascending"' in html
    assert "country=ES&amp;sort=-months" in html
    assert "page" not in html


def test_pager_keeps_the_query() -> None:
    page = Paginator(range(225), 25).get_page(2)
    html = show("{% pager page %}", "/?q=caf%C3%A9&page=2", page=page)
    assert "26 to 50 of 225" in html
    assert 'href="?q=caf%C3%A9&amp;page=3" rel="next"' in html
    assert show("{% pager page %}", page=Paginator(range(3), 25).get_page(1)).strip() == ""


def test_chips_name_each_filter_and_drop_only_it() -> None:
    class Filters(forms.Form):
        country = forms.ChoiceField(required=False, choices=[("", "any"), ("ES", "Spain")])
        room = forms.BooleanField(required=False, label="Has room for me")

    form = Filters({"country": "ES", "room": "on"})
    html = show("{% chips form %}", "/?country=ES&room=on&page=2", form=form)
    assert "Country: Spain" in html
    assert 'href="?room=on"' in html
    assert 'href="?country=ES"' in html


def test_timeline_and_stages_say_where_it_stands() -> None:
    step = SimpleNamespace(
        sentence="Porto nominated", at=datetime(2026, 12, 1, 9, 5), by="Ana", reason="Best.", is_now=False
    )
    html = show("{% timeline steps %}", steps=[step])
    assert "Ana" in html
    assert "1 December 2026, 09:05" in html
    stages = [SimpleNamespace(label="Draft", state="done"), SimpleNamespace(label="Offered", state="now")]
    html = show("{% stages stages %}", stages=stages)
    assert html.count('aria-current="step"') == 1


def test_todo_item_counts_days_both_ways() -> None:
    source = '{% todo_item days when "Decide" "Text" "/x/" "Decide" True %}'
    assert "6 days" in show(source, days=6, when=date(2026, 12, 12))
    assert "2 days late" in show(source, days=-2, when=date(2026, 12, 4))


def test_markup_in_names_is_escaped() -> None:
    html = show('{% badge text "go" %}{% empty text %}{% notice text %}', text="<b>x</b>")
    assert "<b>x" not in html


def test_the_page_of_a_fault_needs_no_context() -> None:
    page = engines["django"].get_template("500.html").template
    assert "Something broke on our side" in page.render(Context())
