"""A list with filters in its address: the same five lines for every room, and text search without accents."""

import unicodedata
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import CharField, Expression, F, Func, QuerySet, Value
from django.db.models.functions import Lower
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
    """GET shows a page of what the filters leave."""

    filterset_class: ClassVar[type[FilterSet]]
    template_name: ClassVar[str]
    size: ClassVar[int] = 25

    def get_queryset(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get_filterset(self) -> FilterSet:
        filterset: FilterSet = self.filterset_class(
            self.request.GET, queryset=self.get_queryset(), request=self.request
        )
        filterset.form.is_filter = True  # its fields are not marked "(optional)"
        return filterset

    def get_context(self, filterset: FilterSet) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        filterset = self.get_filterset()
        page = page_of(filterset.qs, request.GET, self.size)
        context = {"filter": filterset, "page_obj": page, **self.get_context(filterset)}
        return render(request, self.template_name, context)


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
