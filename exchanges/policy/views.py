"""The pages of the policy: what is in force and how it came to be, and the page that changes it."""

from datetime import datetime
from functools import cached_property
from typing import Any

import rules
from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from exchanges.policy import actions, queries
from exchanges.policy.forms import ChangeForm
from exchanges.policy.models import PolicyVersion
from exchanges.policy.states import WORKFLOW
from exchanges.policy.words import measures
from softlanding.kernel.editing import values_of
from softlanding.kernel.making import MakeView
from softlanding.kernel.views import EditView


class Detail(LoginRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        policy = queries.in_force()
        context = {
            "policy": policy,
            "terms": queries.values_of(policy, queries.DEFAULT_TERMS),
            "measures": measures(policy),
            "history": queries.history(),
            "may_change": rules.has_perm("exchanges.change_policy", request.user),
        }
        return render(request, "exchanges/policy/detail.html", context)


class Change(EditView, MakeView):
    verb = "change"
    permission = "exchanges.change_policy"
    template_name = "exchanges/policy/change.html"
    workflow = WORKFLOW

    @cached_property
    def record(self) -> PolicyVersion:
        return queries.in_force()

    def edited(self, form: BaseForm) -> list[str]:
        return list(queries.VALUES)

    def label(self, form: BaseForm, name: str) -> str:
        return queries.label_of(name)

    def get_form(self, data: Any = None) -> BaseForm:
        return ChangeForm(data, initial=values_of(self.record, queries.VALUES))

    def save(self, form: Any, now: datetime, read: str | None) -> PolicyVersion:
        reason = form.cleaned_data["reason"]
        return actions.change(values=form.values(), reason=reason, by=self.user, now=now, read=read)

    def done(self, record: PolicyVersion) -> str:
        return "The policy is changed. New proposals start from it, and every standing is judged by it from now on."
