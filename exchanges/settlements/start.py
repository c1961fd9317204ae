"""The page that proposes a settlement: of which pair, in which way, and what it would do."""

from typing import Any, cast

import rules
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.db.models.functions import Abs
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from exchanges.ledger.models import Pair
from exchanges.settlements import actions, queries
from exchanges.settlements.content import Content
from exchanges.settlements.effects import Effect, effect_of
from exchanges.settlements.forms import ProposeForm, kind_of
from exchanges.settlements.permissions import parties_signed_for
from exchanges.settlements.states import WORKFLOW
from exchanges.settlements.wording import Sides, Way, ways_of
from parks.park.models import Park
from parks.rights import parks_seen_by, parks_signed_for
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel.calendar import local_day
from softlanding.kernel.paging import page_of
from softlanding.kernel.refusals import Refused
from softlanding.kernel.views import SeeOther, place_refusal

PERMISSION = "exchanges.propose_settlement"


class Propose(LoginRequiredMixin, View):
    """`?of=<code>&partner=<code>` names the pair and `way` the way; what is not named yet is chosen first.

    `months` and `text` fill in a proposal that another page begins.
    """

    pair: Pair | None
    sides: Sides
    way: Way | None

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            self.pair = self.find_pair(request.user)
            if not rules.has_perm(PERMISSION, request.user, self.pair):
                raise PermissionDenied if parks_seen_by(request.user) else Http404
            if self.pair:
                self.sides = Sides(self.pair, self.viewer, self.viewer in self.parks)
                ways = {way.key: way for way in ways_of(self.sides)}
                self.way = ways.get(request.GET.get("way", ""))
        return cast(HttpResponse, super().dispatch(request, *args, **kwargs))

    def find_pair(self, user: User) -> Pair | None:
        codes = [self.request.GET.get(name, "")[:20] for name in ("of", "partner")]
        if not all(codes):
            return None
        seen = Pair.objects.visible_to(user).select_related("low", "high")
        return get_object_or_404(
            seen, Q(low__code=codes[0], high__code=codes[1]) | Q(low__code=codes[1], high__code=codes[0])
        )

    @property
    def parks(self) -> list[Park]:
        """The parks of the pair in whose name this person may propose; none: she speaks for the network."""
        assert self.pair
        mine = parties_signed_for(cast(User, self.request.user), self.pair)
        return [park for park in (self.pair.low, self.pair.high) if park.pk in mine]

    @property
    def viewer(self) -> Park:
        """The park from whose side the page speaks: hers, else the first one named."""
        assert self.pair
        named = [park for park in (self.pair.low, self.pair.high) if park.code == self.request.GET.get("of")]
        mine = self.parks
        return next((park for park in named if park in mine or not mine), (mine or named)[0])

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.pair is None:
            return self.choose_pair()
        if self.way is None:
            return self.choose_way()
        form = self.form()
        if request.headers.get("HX-Request"):
            return render(request, "exchanges/settlements/_effect.html", self.context(form))
        return self.show(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.pair is None or self.way is None:
            return self.get(request)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            content = self.content(form.cleaned_data)
            settlement = actions.propose(
                self.pair, content=content, by=cast(User, request.user), park=form.cleaned_data.get("park"),
                reason=form.cleaned_data.get("reason", ""), now=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            place_refusal(form, refused)
            return self.show(form)
        messages.success(request, f"It is proposed. Once {settlement.waits_for} has signed, it is in the books.")
        return SeeOther(settlement.get_absolute_url())

    def form(self, data: Any = None) -> ProposeForm:
        assert self.pair and self.way
        return ProposeForm(data, pair=self.pair, way=self.way.key, parks=self.parks, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """Sensible defaults, or what another page or the preview without a script brings along."""
        asked = self.request.GET
        today = local_day(timezone.now(), self.viewer.time_zone)
        owed = abs(self.sides.balance) if self.way and self.way.key in ("waiver", "compensation") else None
        first = {"months": owed, "day": today}
        if self.way and self.way.key == "opening" and self.pair:
            first["day"] = queries.books_begin(self.pair) or today
        typed = {name: asked[name][:400] for name in ("months", "day", "text", "debtor", "reverses") if name in asked}
        return {**first, **typed}

    def content(self, values: dict[str, Any]) -> Content:
        """The posting to be, from a form that is valid."""
        assert self.pair and self.way
        debtor, months, reverses = self.sides.owed, int(values.get("months") or 0), values.get("reverses")
        if "debtor" in values:
            debtor = self.pair.low if values["debtor"] == self.pair.low_id else self.pair.high
        if reverses:
            debtor, months = reverses.creditor, reverses.months
        return Content(
            kind=kind_of(self.way.key), debtor=debtor, creditor=self.pair.partner_of(debtor), months=months,
            day=values["day"], text=" ".join(values["text"].split()), reverses=reverses,
        )  # fmt: skip

    def effect(self, form: ProposeForm) -> Effect:
        """Of the numbers as typed; whatever is missing or odd has none yet."""
        assert self.pair and self.way
        source = form.data if form.is_bound else form.initial
        typed: dict[str, Any] = {
            name: _value(form, source, name) for name in ("months", "debtor", "reverses") if name in form.fields
        }
        change = None
        if all(typed.values()):
            it = self.content({**typed, "day": form.initial["day"], "text": ""})
            change = it.months if it.creditor == self.viewer else -it.months
        return effect_of(self.pair, self.viewer, change, timezone.now())

    def context(self, form: ProposeForm) -> dict[str, Any]:
        return {
            "form": form, "pair": self.pair, "sides": self.sides, "way": self.way, "effect": self.effect(form),
            "verb": WORKFLOW["propose"], "ways": ways_of(self.sides),
        }  # fmt: skip

    def show(self, form: ProposeForm) -> HttpResponse:
        return render(self.request, "exchanges/settlements/propose.html", self.context(form))

    def choose_way(self) -> HttpResponse:
        context = {"pair": self.pair, "sides": self.sides, "ways": ways_of(self.sides)}
        return render(self.request, "exchanges/settlements/ways.html", context)

    def choose_pair(self) -> HttpResponse:
        """Her pairs, farthest from zero first."""
        user = cast(User, self.request.user)
        mine = parks_signed_for(user)
        pairs = Pair.objects.all() if is_network_admin(user) else Pair.objects.of_parks(mine)
        met = pairs.filter(Q(postings_count__gt=0) | Q(agreements__isnull=False)).distinct()
        found = met.annotate(far=Abs("balance")).select_related("low", "high").order_by("-far", "pk")
        page = page_of(found, self.request.GET)
        rows = [Sides(pair, pair.high if pair.high_id in mine else pair.low, False) for pair in page]
        return render(self.request, "exchanges/settlements/pairs.html", {"page_obj": page, "rows": rows})


def _value(form: ProposeForm, source: Any, name: str) -> Any:
    """A field's value as typed so far; None when there is none that does."""
    field = form.fields[name]
    try:
        value = field.clean(source.get(name))
    except ValidationError:
        return None
    if name == "months" and not 1 <= value <= 999:
        return None
    return value
