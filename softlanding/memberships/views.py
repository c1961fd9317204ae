"""HTTP to one action or one query, for the people of any owner; `room` says which."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from softlanding.accounts.models import AbstractMembership, MembershipState
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.refusals import Refused
from softlanding.kernel.views import ActionView, SeeOther
from softlanding.memberships import actions, conditions
from softlanding.memberships.forms import InviteForm, RoleForm, TurnDownForm
from softlanding.memberships.invitations import invitation_to, membership_of
from softlanding.memberships.queries import Room, has_head, people
from softlanding.memberships.states import WORKFLOW


class People(LoginRequiredMixin, View):
    """Who speaks for a park or a company."""

    room: Room = None  # type: ignore[assignment]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        owner = get_object_or_404(self.room.owners(request.user), **{self.room.slug: key})
        manages = request.user.has_perm(f"{self.room.label}.manage_people", owner)
        context = {"owner": owner, "people": people(self.room, owner, request.user), "manages": manages}  # type: ignore[arg-type]
        if manages:
            context["invite_url"] = self.room.url("invite", key)
        return render(request, "memberships/people.html", context)


class RoomView(ActionView):
    """A verb about people: the permission is the room's."""

    room: Room = None  # type: ignore[assignment]
    right = ""
    template_name = "memberships/verb.html"
    workflow = WORKFLOW

    @property
    def permission(self) -> str:  # type: ignore[override]
        return f"{self.room.label}.{self.right}"

    def get_queryset(self) -> QuerySet[Any]:
        seen = self.room.model._default_manager.visible_to(self.user)  # type: ignore[attr-defined]
        found: QuerySet[Any] = seen.select_related(self.room.model.owner_field, "user")
        return found

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return {"owner": self.object.owner, "people_url": self.object.get_absolute_url(), "what": self.verb}


class RoleView(RoomView):
    """A verb that asks for a role."""

    form_class = RoleForm

    def get_form(self, data: Any = None) -> BaseForm:
        return self.form_class(data, initial=self.get_initial(), roles=self.room.roles)

    def get_initial(self) -> dict[str, Any]:
        return {"role": self.object.role}


class Invite(RoleView):
    verb, right = "invite", "manage_people"
    template_name = "memberships/invite.html"
    form_class = InviteForm

    @property
    def slug_field(self) -> str:  # type: ignore[override]
        return self.room.slug

    def get_queryset(self) -> QuerySet[Any]:
        return self.room.owners(self.user)

    def get_initial(self) -> dict[str, Any]:
        role = self.room.first_role if has_head(self.object) else self.room.model.head_roles()[0]
        return {"role": role, "email": self.request.GET.get("email", "")}

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return {"owner": self.object, "people_url": self.room.url("people", self.room.key_of(self.object))}

    def perform(self, form: Any, now: datetime) -> Any:
        return actions.invite(self.object, **form.cleaned_data, by=self.user, now=now)

    def done(self, record: Any) -> str:
        return f"{record.email} is invited. The mail is on its way."


class Join(RoomView):
    verb, right = "join", "join"
    template_name = "memberships/join.html"

    @property
    def slug_field(self) -> str:  # type: ignore[override]
        return self.room.slug

    def get_queryset(self) -> QuerySet[Any]:
        model: Any = self.room.model._meta.get_field(self.room.model.owner_field).related_model
        found: QuerySet[Any] = model._default_manager.visible_to(self.user)
        return found

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return {"owner": self.object}

    def perform(self, form: Any, now: datetime) -> Any:
        self.made = actions.join(self.object, role=self.room.first_role, by=self.user, now=now)
        return self.object

    def done(self, record: Any) -> str:
        if self.made.state == MembershipState.ACTIVE:
            return f"You were invited already, so you are now one of the people of {record.name}."
        return f"{record.name} has been told that you ask to join. You get a mail with the answer."


class LetIn(RoleView):
    verb, right = "let_in", "answer_membership"

    def get_initial(self) -> dict[str, Any]:
        return {"role": self.object.role if has_head(self.object.owner) else self.object.head_roles()[0]}

    def perform(self, form: Any, now: datetime) -> Any:
        return actions.let_in(self.object, **form.cleaned_data, by=self.user, now=now)

    def done(self, record: Any) -> str:
        return f"{record.who} is now one of the people of {record.owner.name}."


class TurnDown(RoomView):
    verb, right = "turn_down", "answer_membership"
    form_class = TurnDownForm

    def perform(self, form: Any, now: datetime) -> Any:
        return actions.turn_down(self.object, **form.cleaned_data, by=self.user, now=now)

    def done(self, record: Any) -> str:
        return f"{record.who} gets a mail with your answer."


class ChangeRole(RoleView):
    verb, right = "change_role", "answer_membership"

    def perform(self, form: Any, now: datetime) -> Any:
        return actions.change_role(self.object, **form.cleaned_data, by=self.user, now=now)

    def done(self, record: Any) -> str:
        return f"{record.who} now has the role “{record.get_role_display()}”."


class EndMembership(RoomView):
    verb, right = "end_membership", "end_membership"

    def perform(self, form: Any, now: datetime) -> Any:
        ended = actions.end_membership(self.object, by=self.user, now=now)
        return FirstPage() if ended.user == self.user and not is_network_admin(self.user) else ended

    def done(self, record: Any) -> str:
        if isinstance(record, FirstPage):
            return f"You no longer belong to {self.object.owner.name}."
        return f"{record.who} no longer belongs to {record.owner.name}."

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        return {**super().get_context(form), "own": self.object.user == self.user}


class FirstPage:
    """Where somebody goes who has just lost sight of the page she was on."""

    def get_absolute_url(self) -> str:
        return "/"


@method_decorator(never_cache, name="dispatch")  # its address is the invited person's alone
class Accept(View):
    """The link in an invitation's mail: read by anybody who has it, accepted by the invited person's POST.

    Without the mail's signature it is a page of the invited person alone, who signs in first.
    """

    room: Room = None  # type: ignore[assignment]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key, reader, model = kwargs["key"], request.user, self.room.model
        try:
            if not key.isdecimal():
                self.membership: Any = membership_of(key, model)
            elif reader.is_authenticated:
                self.membership = invitation_to(reader, key, model, timezone.now())
            else:
                return redirect_to_login(request.path)
            return super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            return self.over(request, refused.sentence)

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        if self.membership.state != MembershipState.INVITED:
            return self.answered(request)
        if not request.user.is_authenticated:
            # The link reached this address, so signing up with it needs no second mail.
            get_adapter(request).stash_verified_email(request, self.membership.email)
            return self.show(request, links=self.entrances(request, self.membership))
        try:
            conditions.is_the_invited(self.membership, request.user)
        except Refused as refused:
            return self.show(request, refusal=refused.sentence)
        return self.show(request)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        if not request.user.is_authenticated:
            return SeeOther(request.path)
        if self.membership.state != MembershipState.INVITED:
            return self.answered(request)
        actions.accept(self.membership, by=request.user, now=timezone.now())
        messages.success(request, f"You are now one of the people of {self.membership.owner.name}.")
        return SeeOther(self.membership.owner.get_absolute_url())

    def answered(self, request: HttpRequest) -> HttpResponse:
        """A used link: her own yes leads to where she belongs, so a double click is a single one."""
        if self.membership.state == MembershipState.ACTIVE and self.membership.user == request.user:
            return SeeOther(self.membership.owner.get_absolute_url())
        return self.over(
            request,
            "This invitation was answered or taken back already. Ask to be invited again if you need it.",
        )

    def show(self, request: HttpRequest, **context: Any) -> HttpResponse:
        context = {"membership": self.membership, "owner": self.membership.owner, **context}
        return render(request, "memberships/accept.html", context)

    @staticmethod
    def over(request: HttpRequest, sentence: str) -> HttpResponse:
        return render(request, "memberships/over.html", {"sentence": sentence}, status=410)

    @staticmethod
    def entrances(request: HttpRequest, membership: AbstractMembership) -> dict[str, str]:
        return {
            "login": "?" + urlencode({"next": request.path}),
            "signup": "?" + urlencode({"next": request.path, "email": membership.email}),
        }
