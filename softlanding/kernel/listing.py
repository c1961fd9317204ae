"""A list with filters in its address: the same five lines for every room, and text search without accents."""

import unicodedata
from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import CharField, Expression, F, Func, Q, QuerySet, Value
from django.db.models.functions import Lower
from django.forms import TextInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View
from django_filters import FilterSet

from softlanding.kernel.paging import page_of

# Letters that are no letter plus accent, so that no normal form takes them apart.
LETTERS, PLAIN = "łøđħıßæœ", "lodhisao"
CAPITALS, PLAIN_CAPITALS = "ŁØĐĦÆŒ", "lodhao"
ACCENTS = "[\u0300-\u036f]"
LONGEST_SEARCH = 100  # characters; more finds nothing and says so


class ListView(View):
    """GET shows a page of what the filters leave, on components/_list.html.

    `nouns`: what a row is, in the singular, and in the plural where that is no "s" more ("company,companies").
    """

    template_name: ClassVar[str]
    nouns: ClassVar[str]
    filterset_class: ClassVar[type[FilterSet] | None] = None
    quick: ClassVar[Sequence[tuple[str, str]]] = ()  # links above the filters, for their field "show"
    size: ClassVar[int] = 25

    def get_queryset(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get_filterset(self) -> Any:
        """The filters the address asks for; None for a list that has none."""
        if self.filterset_class is None:
            return None
        return self.filterset_class(self.request.GET, queryset=self.get_queryset(), request=self.request)

    def found(self, filterset: Any) -> Any:
        """What the filters leave: a query set, or slices."""
        return self.get_queryset() if filterset is None else filterset.qs

    def rows(self, page: Any) -> Any:
        """A page of it as the table shows it."""
        return page.object_list

    def get_context(self, filterset: Any) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        filterset = self.get_filterset()
        form = getattr(filterset, "form", filterset)
        if form is not None:
            form.is_filter = True  # its fields are not marked "(optional)"
        page = page_of(self.found(filterset), request.GET, self.size)
        context = {
            "filter": filterset, "page_obj": page, "rows": self.rows(page), "quick": self.quick, "nouns": self.nouns,
            "none_fits": f"No {self.nouns.partition(',')[0]} fits these filters", "is_narrowed": bool(request.GET),
            "fields": [field for field in form or () if field.name != "sort"],
        }  # fmt: skip
        return render(request, self.template_name, {**context, **self.get_context(filterset)})


class OwnListView(LoginRequiredMixin, ListView):
    """The same for those who are signed in."""


def folded(text: str) -> str:
    """Lower case without accents, as people type when they search: "Łódź" and "lodz" are the same."""
    parts = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(letter for letter in parts if not "\u0300" <= letter <= "\u036f")
    return bare.translate(str.maketrans(LETTERS, PLAIN))


def folded_field(column: str | Expression) -> Expression:
    """The same of a column, computed by PostgreSQL without an extension or ICU, which not every build has.

    Accents go before the case does: what is left of Latin letters is lowered even in a database of locale C.
    """
    text = F(column) if isinstance(column, str) else column
    parts = Func(text, template="normalize(%(expressions)s, NFKD)", output_field=CharField())
    bare = Func(parts, Value(ACCENTS), Value(""), Value("g"), function="regexp_replace", output_field=CharField())
    plain = Func(
        bare, Value(LETTERS + CAPITALS), Value(PLAIN + PLAIN_CAPITALS), function="translate", output_field=CharField()
    )
    return Lower(plain)


class Order(django_filters.OrderingFilter):
    """`sort` by one of `keys` ({name in the address: field}); without it the rows keep their order."""

    def __init__(self, **keys: str) -> None:
        super().__init__(fields=[(field, name) for name, field in keys.items()], label="Order")

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs.order_by(self.get_ordering_value(value[0]), "pk") if value else qs


def search_box(label: str) -> django_filters.CharFilter:
    return django_filters.CharFilter(
        method="search",
        label=label,
        max_length=LONGEST_SEARCH,
        strip=True,
        widget=TextInput(attrs={"type": "search"}),
    )


class ListFilter(FilterSet):
    """Every word must occur in one of the `searched` names, accents and case aside."""

    searched: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.is_filter = True

    @property
    def is_used(self) -> bool:
        """Whether the address asks for anything but all rows in their own order."""
        return not self.form.is_valid() or any(self.form.cleaned_data.values())

    def among(self, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """Of these rows those that are asked for; so nobody composes the rows of a list that is asked for nothing."""
        self.queryset = rows
        found: QuerySet[Any, Any] = self.qs
        return found

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        plain = {f"plain_{i}": folded_field(field) for i, field in enumerate(self.searched)}
        queryset = queryset.alias(**plain)
        for word in value.split():
            found = Q()
            for field in plain:
                found |= Q(**{f"{field}__contains": folded(word)})
            queryset = queryset.filter(found)
        return queryset
