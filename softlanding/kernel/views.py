"""How a page does one verb: everything between HTTP and an action."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, TypeVar, cast

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import BaseForm, Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from softlanding.kernel.editing import Overtaken, label_of, mark_of, said, values_of
from softlanding.kernel.refusals import Refused, Stale
from softlanding.kernel.workflow import Workflow, check_starts

Found = TypeVar("Found")


class SeeOther(HttpResponseRedirect):
    """After a POST: read the other page."""

    status_code = 303


class Empty(Form):
    """For verbs that ask nothing but the press of the button."""


class ActionView(LoginRequiredMixin, View):
    """One verb on one record. GET shows the verb's page, POST does it.

    A stranger gets 404 (`get_queryset` is what she may see), a colleague without the right 403, a stale button the
    record's page with a sentence, a refusal the form again with the sentence beside its field.
    """

    verb: ClassVar[str]
    permission: ClassVar[str]  # "exchanges.nominate_landing"
    template_name: ClassVar[str]
    workflow: ClassVar[Workflow] = {}
    form_class: ClassVar[type[BaseForm]] = Empty
    slug_field: ClassVar[str] = "pk"
    object: Any
    opened: dict[str, Any] = {}  # of a view that edits: never changed in place

    # What each room says of itself

    def get_queryset(self) -> QuerySet[Any]:
        raise ImproperView(self, "get_queryset")

    def get_object(self, **kwargs: Any) -> Any:
        """The record the address names; 404 for what the person may not see."""
        return get_object_or_404(self.get_queryset(), **{self.slug_field: kwargs["key"]})

    def perform(self, form: Any, now: datetime) -> Model | None:
        """Call the action. What it returns is the record whose page comes next (None: the same record)."""
        raise ImproperView(self, "perform")

    def get_form(self, data: Any = None) -> BaseForm:
        return self.form_class(data, initial=self.get_initial())

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return {}

    def done(self, record: Any) -> str:
        """The sentence shown after it is done; empty for none."""
        return ""

    def words(self) -> str:
        """What the record's state is called, for the sentence of a stale button."""
        return str(self.object.get_state_display())

    # How it goes

    @property
    def user(self) -> Any:
        return self.request.user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.object = self.get_object(**kwargs)
        if not request.user.has_perm(self.permission, self.object):
            raise PermissionDenied
        try:
            if self.verb in self.workflow:
                check_starts(self.workflow, self.verb, self.object.state, self.words())
            return super().dispatch(request, *args, **kwargs)
        except Stale as stale:
            messages.warning(request, stale.sentence)
            return SeeOther(self.object.get_absolute_url())

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.get_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            record = self.perform(form, timezone.now())
        except Stale:
            raise
        except Refused as refused:
            refused.record()
            place_refusal(cast(Form, form), refused)
            return self.show(form)
        if sentence := self.done(record or self.object):
            messages.success(request, sentence)
        return SeeOther(cast(Any, record or self.object).get_absolute_url())

    def show(self, form: BaseForm) -> HttpResponse:
        row = self.workflow.get(self.verb)
        context = {"object": self.object, "form": form, "verb": row, **self.opened, **self.get_context(form)}
        return render(self.request, self.template_name, context)


class EditView(ActionView):
    """A verb that edits a record: its form carries the mark of the values it was opened with (kernel/editing.py).

    Its template includes components/opened.html inside the form.
    """

    overtaken: Overtaken | None = None

    @cached_property
    def record(self) -> Any:
        """What the form's fields are about; the object itself, if the room says nothing else."""
        return self.object

    def save(self, form: Any, now: datetime, read: str | None) -> Model | None:
        """Call the action, with the mark of what was read (None: the form had none)."""
        raise ImproperView(self, "save")

    def perform(self, form: Any, now: datetime) -> Model | None:
        try:
            return self.save(form, now, self.request.POST.get("read"))
        except Overtaken as overtaken:
            self.overtaken = overtaken
            raise

    def show(self, form: BaseForm) -> HttpResponse:
        record = self.record
        values = self.overtaken.now if self.overtaken else self.values(form)
        read = mark_of(values) if self.overtaken else self.request.POST.get("read", mark_of(values))
        self.opened = {"read": read, "both": list(self.both(form, record)) if self.overtaken else []}
        return super().show(form)

    def values(self, form: BaseForm) -> Mapping[str, Any]:
        """What stands now of what the form edits; `save` compares the same."""
        return values_of(self.record, self.edited(form))

    def edited(self, form: BaseForm) -> list[str]:
        """The names of the record's fields that the form has."""
        return [name for name in form.fields if name in {field.name for field in self.record._meta.fields}]

    def label(self, form: BaseForm, name: str) -> str:
        return str(form.fields[name].label or label_of(self.record, name))

    def said(self, name: str, value: Any) -> str:
        """A field's value as a person reads it."""
        return said(self.record, name, value)

    def both(self, form: Any, record: Model) -> Iterator[dict[str, str]]:
        """Each field that stands otherwise than it was typed."""
        for name, value in (self.overtaken.now if self.overtaken else {}).items():
            if value != form.cleaned_data[name]:
                yield {
                    "field": self.label(form, name),
                    "now": self.said(name, value), "yours": self.said(name, form.cleaned_data[name]),
                }  # fmt: skip


class ImproperView(NotImplementedError):
    """A room forgot to say what its view needs."""

    def __init__(self, view: object, method: str) -> None:
        super().__init__(f"{type(view).__name__} must define {method}()")


def place_refusal(form: Form, refused: Refused) -> None:
    """Put a refusal's sentence at its field, or above the form when it has none there."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)


def or_404(record: Found | None) -> Found:
    """What a room's `opened` found; Http404 for nothing, and for what the person may not see."""
    if record is None:
        raise Http404
    return record
