"""What a list and a form are made of: heads that sort, pages, filters in use, fields and what is wrong with them.

A builtin, as softlanding.py is. One tag, one template in components/.
"""

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, Form, RadioSelect
from django.template.context import Context

from softlanding.kernel import words
from softlanding.kernel.addresses import address, query_of, shown_value

register = template.Library()
Values = dict[str, Any]


# Forms


@register.inclusion_tag("components/field.html")
def field(field: BoundField, label: str = "") -> Values:
    """{% field form.name %}: label, help, errors and control, tied together for screen readers."""
    widget = field.field.widget
    check = isinstance(widget, CheckboxInput)
    return {
        "field": field,
        "label": label or words.sentence_case(str(field.label)),
        "check": check,
        "choices": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "optional": not field.field.required and not check and not getattr(field.form, "is_filter", False),
    }


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm) -> Values:
    """{% form_errors form %}: everything that is wrong, on top, each with a link to its field."""
    wrong = [(bound, words.sentence_case(str(bound.label))) for bound in form if bound.errors]
    count = len(wrong) + len(form.non_field_errors())
    title = "One thing to mend" if count == 1 else f"{words.number_word(count).capitalize()} things to mend"
    return {"form": form, "fields": wrong, "title": title}


# Lists


@register.inclusion_tag("components/sort_head.html", takes_context=True)
def sort_head(context: Context, label: str, key: str, numeric: bool = False) -> Values:
    """A table head that sorts: ?sort=key, then ?sort=-key; keeps the filters."""
    query = query_of(context)
    current = query.get("sort", "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    symbol = {"ascending": "up", "descending": "fall"}.get(direction, "sort")
    target = f"-{key}" if current == key else key
    return {
        "label": label, "direction": direction, "symbol": symbol, "numeric": numeric,
        "address": address(query, sort=target),
    }  # fmt: skip


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: "Page[Any]") -> Values:
    """The pages of a list; keeps filters and order in the address."""
    query = query_of(context)

    def to(number: int) -> str:
        return address(query, page=str(number))

    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "numbers": [(number, to(number) if isinstance(number, int) else "") for number in shown],
        "before": to(page.previous_page_number()) if page.has_previous() else "",
        "after": to(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("components/chips.html", takes_context=True)
def chips(context: Context, filters: Any) -> Values:
    """The filters in use, of a FilterSet or a form; each is a link to the list without it."""
    form: Form = getattr(filters, "form", filters)
    query, found = query_of(context), []
    data = getattr(form, "cleaned_data", {}) if form.is_valid() else {}
    for bound in form:
        value = data.get(bound.name)
        if value not in (None, "", [], False) and bound.name != "sort":
            label = words.sentence_case(str(bound.label))
            found.append(
                {
                    "label": label,
                    "value": shown_value(bound, value),
                    "address": address(query, **{bound.html_name: None}),
                }
            )
    clear = address(query, **{bound.html_name: None for bound in form if bound.name != "sort"})
    return {"chips": found, "clear": clear}
