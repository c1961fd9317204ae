"""The pages of clearings: what one would do today, those there were, one of them, and one page a verb."""

from datetime import date, datetime
from typing import Any, cast

import rules
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from exchanges.clearing import actions, histories, preview, queries
from exchanges.clearing.deadlines import Deadline, dated, deadline_of
from exchanges.clearing.forms import ProposeForm
from exchanges.clearing.models import Clearing, ClearingProposal
from exchanges.clearing.states import WORKFLOW, State
from parks.park.models import Park
from parks.rights import parks_signed_for, sees_parks_inside
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.listing import OwnListView
from softlanding.kernel.making import MakeView
from softlanding.kernel.paging import page_of
from softlanding.kernel.tables import file_response
from softlanding.limits.views import CountedFile
from softlanding.navigation import SESSION_KEY, hats_of, worn

TABS = {"circles": "Circles", "debts": "Debts", "parks": "Parks"}  # for network admins
PARK_TABS = {"circles": "Circles through you", "debts": "Your balances"}
SHORT = 5  # clearings beside the preview


def today() -> date:
    """The network's day."""
    return timezone.now().date()


def park_of(request: HttpRequest) -> Park | None:
    """The park this person acts for; None for a network admin, who sees the whole. 404 for others."""
    user = cast(User, request.user)
    if is_network_admin(user):
        return None
    hats, _ = hats_of(user)
    hat = worn(hats, request.session.get(SESSION_KEY, ""))
    parks = [one for one in hats if one.kind == "park"]
    if not parks:
        raise Http404
    return get_object_or_404(Park, pk=hat.pk if hat and hat.kind == "park" else parks[0].pk)


class Preview(LoginRequiredMixin, View):
    """What a clearing would cancel if it were posted today: the whole, or the part of the park one acts for."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user, park = cast(User, request.user), park_of(request)
        it = preview.of(park, today())
        page = page_of(it.circles, request.GET)
        newest, still_open = queries.lately(Clearing.objects.visible_to(user), SHORT)
        context = {
            "it": it.part, "park": park, "page_obj": page, "circles": page.object_list,
            "debts": it.part.debts, "is_long": it.is_long, **preview.position(park, it.part.net),
            "lately": newest, "open": dated(still_open, timezone.now(), park),
            "may_propose": rules.has_perm("exchanges.propose_clearing", user),
            "left_out": None if park else preview.left_out(it.part), "refusal": preview.refusal_of(park),
            "may_rejoin": park is not None and park.pk in parks_signed_for(user),
        }  # fmt: skip
        return render(request, "exchanges/clearing/preview.html", context)


class List(OwnListView):
    """Every clearing the person may see, each by the last version she may see, newest first."""

    template_name, nouns = "exchanges/clearing/list.html", "clearing"

    def get_queryset(self) -> QuerySet[Any]:
        self.park = park_of(self.request)
        return queries.listed(Clearing.objects.visible_to(cast(User, self.request.user)))

    def get_context(self, filterset: None) -> dict[str, Any]:
        return {"park": self.park}


class Proposal(LoginRequiredMixin, View):
    """What was proposed at once, group by group; a park's people read their own clearing."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        if not is_network_admin(request.user):
            raise Http404
        proposal = get_object_or_404(ClearingProposal.objects.select_related("proposed_by"), pk=key)
        page = page_of(queries.groups_of(proposal), request.GET)
        first = queries.groups_of(proposal).filter(state=State.PROPOSED).order_by("answer_by", "number")[:1]
        context = {
            "proposal": proposal, "page_obj": page, "rows": page.object_list,
            "months": queries.months_by_state(proposal), "first": dated(first, timezone.now(), None),
        }  # fmt: skip
        return render(request, "exchanges/clearing/proposal.html", context)


class Detail(LoginRequiredMixin, View):
    """One version: for network admins the whole, for a park's people its part."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        user = cast(User, request.user)
        clearing = get_object_or_404(queries.with_counts(Clearing.objects.visible_to(user)), pk=key)
        context = page_context(clearing, user, request)
        park = context["park"]
        tabs = TABS if is_network_admin(user) else PARK_TABS
        tab = request.GET["view"] if request.GET.get("view") in tabs else "circles"
        rows: QuerySet[Any] = {
            "circles": lambda: queries.circles_of(clearing, park),
            "debts": lambda: queries.lines_with_parks(clearing, park),
            "parks": lambda: queries.parts_with_answers(clearing),
        }[tab]()
        page = page_of(rows, request.GET)
        shown: Any = page.object_list
        if tab == "circles":
            shown = queries.told(page, park.pk if park else None)
        elif tab == "debts":
            shown = queries.debt_rows(page, park, clearing.is_open)
        verbs = queries.verbs_for(clearing, user, context["own"])
        context |= {
            "tab": tab, "tabs": tabs.items(), "page_obj": page, "rows": shown, "verbs": verbs,
            "main_verbs": [(name, verb) for name, verb in verbs if verb.tone == "main"],
            "other_verbs": [(name, verb) for name, verb in verbs if verb.tone != "main"],
            "history": histories.history(clearing), "absent": histories.absent_says(clearing),
            "followers": queries.followers_of(clearing, user),
            **preview.position(park),
        }  # fmt: skip
        return render(request, "exchanges/clearing/detail.html", context)


def own_of(clearing: Any, user: User) -> list[queries.Own]:
    """Her parks' parts, read once a page."""
    if not hasattr(clearing, "own"):
        clearing.own = queries.own_parts(clearing, user)
    return cast(list[queries.Own], clearing.own)


def page_context(clearing: Any, user: User, request: HttpRequest) -> dict[str, Any]:
    """What every page about one clearing shows; `it`: the part of the park whose side it is seen from."""
    own = own_of(clearing, user)
    wanted = request.GET.get("park") or request.session.get(SESSION_KEY, "").removeprefix("park:")
    it = next((one for one in own if wanted in (one.park.code, str(one.park.pk))), own[0] if own else None)
    if is_network_admin(user):
        it = None
    clearing.deadline = deadline_for(clearing, it)
    return {"clearing": clearing, "own": own, "it": it, "park": it.park if it else None}


def deadline_for(clearing: Any, it: queries.Own | None) -> Deadline:
    """As the people of one of its parks read it; None: the network."""
    answers = it is not None and it.said is None
    return deadline_of(clearing, clearing.zones, timezone.now(), it.park if it else None, answers)


class Export(LoginRequiredMixin, CountedFile, View):
    """Every debt of a clearing as CSV: the whole for network admins, a park's own for its people."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        user = cast(User, request.user)
        clearing = get_object_or_404(queries.with_counts(Clearing.objects.visible_to(user)), pk=key)
        park = page_context(clearing, user, request)["park"]
        head = ["owes", "is owed", "months owed", "months cancelled", "months left"]
        lines = queries.lines_with_parks(clearing, park)
        rows = [[it.debtor.name, it.creditor.name, it.owed, it.months, it.owed - it.months] for it in lines]
        return file_response(f"clearing-{clearing.pk}.csv", "Clearing", head, rows)


class Propose(MakeView):
    verb = "propose"
    permission = "exchanges.propose_clearing"
    template_name = "exchanges/clearing/propose.html"
    workflow = WORKFLOW

    def knows_of_it(self) -> bool:
        return sees_parks_inside(self.user)

    def get_form(self, data: Any = None) -> BaseForm:
        return ProposeForm(data, initial={"answer_by": actions.answer_day(timezone.now())})

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        it = preview.of(None, today())
        if form.is_bound:  # what is shown now is what the next press is about
            form.data = {**form.data.dict(), "read": it.part.content}  # type: ignore[attr-defined]
        else:
            form.initial["read"] = it.part.content
        page = page_of(it.circles, {})
        return {
            "it": it.part, "circles": page.object_list, "more": len(it.circles) - len(page.object_list),
            "open": dated(queries.with_counts(Clearing.objects.open())[:SHORT], timezone.now(), None),
            "left_out": preview.left_out(it.part),
        }  # fmt: skip

    def perform(self, form: Any, now: datetime) -> ClearingProposal:
        return actions.propose(by=self.user, now=now, **form.cleaned_data)

    def done(self, record: ClearingProposal) -> str:
        asked = dated(queries.groups_of(record)[:1], timezone.now(), None)[0].deadline
        return f"Every affected park has been asked. It answers by {asked.said}."
