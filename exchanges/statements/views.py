"""The pages of statements: the list, one page a verb, the files, and the check anybody may make."""

from datetime import datetime
from typing import Any, cast

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from exchanges.agreements.forms import ActingForm
from exchanges.ledger.models import Pair
from exchanges.statements import actions, checking, conditions, lists, paper, periods, queries, waiting
from exchanges.statements.forms import CheckForm, DisputeForm, ListForm, ReadForm
from exchanges.statements.lines import table
from exchanges.statements.models import BalanceStatement
from exchanges.statements.permissions import parties_signed_for
from exchanges.statements.queries import Dossier, dossier
from exchanges.statements.states import WORKFLOW
from parks.park.models import Park
from parks.rights import parks_seen_by, sees_parks_inside
from softlanding.accounts.models import User
from softlanding.accounts.rights import is_network_admin
from softlanding.kernel import words
from softlanding.kernel.calendar import local_day
from softlanding.kernel.listing import OwnListView
from softlanding.kernel.paper import pdf
from softlanding.kernel.refusals import Refused, Stale
from softlanding.kernel.tables import file_response
from softlanding.kernel.views import ActionView
from softlanding.limits.views import CountedFile, CountedPdf

TOO_MANY = "You checked many in the last minute. Wait a minute, then go on."


def case_of(user: User, key: str, partner: str, period: str) -> tuple[Dossier, Park]:
    """The statement an address names and the park it is seen from; 404 for what the person may not see."""
    found = periods.named(period)
    if found is None:
        raise Http404
    pair = get_object_or_404(queries.pair_of(Pair.objects.visible_to(user), key, partner))
    return dossier(pair, found), pair.low if pair.low.code == key else pair.high


class StatementView(ActionView):
    """One verb on the statement of a pair and a period."""

    workflow = WORKFLOW
    case: Dossier
    problem = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.permission = f"exchanges.{cls.verb}_statement"
        cls.template_name = f"exchanges/statements/{cls.verb}.html"

    def get_object(self, **kwargs: Any) -> BalanceStatement:
        self.case, side = case_of(self.user, **kwargs)
        if self.case.period.until is None:
            raise Http404
        self.case.statement.seen_from = side
        return self.case.statement

    @property
    def parks(self) -> list[Park]:
        """The parks in whose name this person may answer."""
        mine = parties_signed_for(self.user, self.object)
        return [park for park in self.case.parks if park.pk in mine]

    def check(self, park: Park, now: datetime) -> None:
        """Raise what the action would, before anything is typed."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        stale: list[Stale] = []
        for park in self.parks:
            try:
                self.check(park, timezone.now())
            except Stale as one:
                stale.append(one)
            except Refused as refused:
                self.problem = refused.sentence
        if len(stale) == len(self.parks):
            raise stale[0]
        return super().get(request, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"content_hash": self.case.content.hash, "counted": self.case.content.counted}

    def get_form(self, data: Any = None) -> BaseForm:
        return cast(type[ActingForm], self.form_class)(data, parks=self.parks, initial=self.get_initial())

    def show(self, form: BaseForm) -> HttpResponse:
        if form.is_bound and form.errors:
            # What was refused because the statement changed is answered on what it says now.
            data = cast(QueryDict, form.data).copy()
            for name, value in self.get_initial().items():
                data[name] = str(value)
            form.data = data
        return super().show(form)

    def get_context(self, form: BaseForm) -> dict[str, Any]:
        side = cast(Park, self.object.seen_from)
        sign, content = self.case.content.sign(side), self.case.content
        return {
            "case": self.case, "period": self.case.period, "park": side, "partner": self.case.pair.partner_of(side),
            "problem": self.problem, "content": content, "opening": sign * content.opening,
            "closing": sign * content.closing, "gained": content.hosted if sign > 0 else content.sent,
            "lost": content.sent if sign > 0 else content.hosted, "page": self.object.get_absolute_url(),
        }  # fmt: skip

    def seen(self, record: BalanceStatement) -> BalanceStatement:
        record.seen_from = self.object.seen_from
        return record


class Confirm(StatementView):
    verb = "confirm"
    form_class = ReadForm

    def check(self, park: Park, now: datetime) -> None:
        conditions.can_confirm(self.case, park, now)

    def perform(self, form: Any, now: datetime) -> BalanceStatement:
        return self.seen(actions.confirm(self.object, by=self.user, now=now, **form.cleaned_data))

    def done(self, record: BalanceStatement) -> str:
        if record.closed_at:
            return f"Both parks confirmed it: the books up to {words.day(record.until)} are closed."
        return "It is confirmed for your park. The books are closed once the partner confirms the same."


class Dispute(StatementView):
    verb = "dispute"
    form_class = DisputeForm

    def check(self, park: Park, now: datetime) -> None:
        conditions.can_dispute(self.case, park, now)

    def perform(self, form: Any, now: datetime) -> BalanceStatement:
        return self.seen(actions.dispute(self.object, by=self.user, now=now, **form.cleaned_data))

    def done(self, record: BalanceStatement) -> str:
        return "The partner has been told what is wrong. Nothing of this period is closed until it is settled."


class Withdraw(StatementView):
    verb = "withdraw"
    form_class = ActingForm

    def check(self, park: Park, now: datetime) -> None:
        conditions.can_withdraw(self.case, park)

    def perform(self, form: Any, now: datetime) -> BalanceStatement:
        return self.seen(actions.withdraw(self.object, by=self.user, now=now, **form.cleaned_data))

    def done(self, record: BalanceStatement) -> str:
        return "The dispute is withdrawn. Both parks can confirm the statement."


def file_name(case: Dossier, park: Park, kind: str) -> str:
    return f"statement-{park.code}-{case.pair.partner_of(park).code}-{case.period.name}.{kind}"


class Paper(LoginRequiredMixin, CountedPdf, View):
    """The statement as a PDF that carries its canonical content."""

    def get(self, request: HttpRequest, key: str, partner: str, period: str) -> HttpResponse:
        case, park = case_of(cast(User, request.user), key, partner, period)
        today = local_day(timezone.now(), park.time_zone)
        check = f"{settings.BASE_URL}{reverse('exchanges:statements:check')}"
        data = paper.content(case, park, settings.NETWORK_NAME, check, today)
        headers = {"Content-Disposition": f'inline; filename="{file_name(case, park, "pdf")}"'}
        printed = pdf("statement", data, attached=paper.attachments(case))
        return HttpResponse(printed, content_type="application/pdf", headers=headers)


class Export(LoginRequiredMixin, CountedFile, View):
    """The statement as a file for a spreadsheet: .csv or .xlsx."""

    def get(self, request: HttpRequest, key: str, partner: str, period: str, kind: str) -> HttpResponse:
        if kind not in ("csv", "xlsx"):
            raise Http404
        case, park = case_of(cast(User, request.user), key, partner, period)
        return file_response(file_name(case, park, kind), f"Statement {case.period.name}", *table(case, park))


class List(OwnListView):
    """What waits for her parks, what is disputed, what waits for partners, what is closed; for network admins all."""

    template_name, nouns = "exchanges/statements/list.html", "statement"

    def get_filterset(self) -> ListForm:
        user = cast(User, self.request.user)
        self.mine, self.today = parks_seen_by(user), timezone.now().date()
        if not sees_parks_inside(user):
            raise Http404
        return ListForm(self.request.GET, is_network=is_network_admin(user) and not self.mine)

    def found(self, filterset: ListForm) -> Any:
        filterset.is_valid()
        asked = getattr(filterset, "cleaned_data", {})
        kinds = [asked["show"]] if asked.get("show") else list(waiting.RANK)
        pairs = lists.named(Pair.objects.visible_to(cast(User, self.request.user)), asked.get("q", ""))
        return waiting.rows(pairs, self.mine, self.today, kinds, asked.get("year"))

    def rows(self, page: Any) -> Any:
        return lists.listed([waiting.Row(*row) for row in page], self.mine, self.today)

    def get_context(self, filterset: ListForm) -> dict[str, Any]:
        return {"is_network": filterset.is_network}


class Check(View):
    """For anybody: which document a hash belongs to, without any figures. A file is read and forgotten."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, CheckForm(initial={"hash": request.GET.get("hash", "")[:64]}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form, answer = CheckForm(request.POST, request.FILES), None
        if not ratelimit.consume(request, action="check_hash"):
            form.errors.clear()
            form.add_error(None, TOO_MANY)
            return self.show(request, form, status=429)
        if form.is_valid():
            file, text = form.cleaned_data["file"], form.cleaned_data["hash"]
            answer = checking.by_file(file.read()) if file else checking.by_hash(text) or checking.unknown(text)
        return self.show(request, form, answer)

    def show(
        self, request: HttpRequest, form: CheckForm, answer: checking.Answer | None = None, status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "answer": answer, "network": settings.NETWORK_NAME}
        return render(request, "exchanges/statements/check.html", context, status=status)
