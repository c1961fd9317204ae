"""The contact sheet: every component in every state, at /style/ in the demo and while debugging."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace as Thing
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from softlanding.invented_maps import maps
from softlanding.kernel.fit_bars import FitBar
from softlanding.kernel.month_strips import MonthStrip
from softlanding.kernel.pictures import Beam, MonthsBar
from softlanding.kernel.rings import RingPicture

TODAY = date(2026, 11, 23)  # a fixed day, so that the sheet looks the same tomorrow
LONG = "Parque Científico y Tecnológico de la Universidad de Extremadura"
ASKS = "Asks for 3 months from 1 March 2027 for two people. Leaves 1 of 6 months; Porto Digital owes you 2."
TERMS = "They raise both directions from 6 to 9 months a year. Two terms changed."
FIGURES = "Opening: is owed 2. Hosted 3, sent 4. Closing: is owed 1."
REFUSAL = "Málaga TechPark has 2 of 6 months left for Porto in 2027. Offer 2, or start in 2028."
STAGES = ("Draft", "Submitted", "Nominated", "Offered", "Confirmed", "Landed", "Completed")
KINDS = [("experienced", "Experienced: sells abroad already"), ("scaling", "Scaling: wants venture capital")]
NEEDS = [("legal", "Legal advice"), ("desk", "Desks"), ("visa", "Visa support")]
PARKS = [("malaga", "Málaga TechPark"), ("porto", "Porto Digital"), ("long", LONG)]


class Sample(forms.Form):
    """One field of each kind."""

    company = forms.CharField(help_text="As registered in its country.")
    host = forms.ChoiceField(choices=PARKS, label="Host park")
    starts_on = forms.DateField(label="Starts on", widget=forms.DateInput(attrs={"type": "date"}))
    months = forms.IntegerField(min_value=1, max_value=6, help_text="Leaves 1 of 6 in 2027.")
    kind = forms.ChoiceField(choices=KINDS, widget=forms.RadioSelect)
    needs = forms.MultipleChoiceField(choices=NEEDS, widget=forms.CheckboxSelectMultiple, required=False)
    message = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False, label="Message to the company")
    plan = forms.FileField(required=False, label="Business plan", help_text="PDF, up to 10 MB.")
    agrees = forms.BooleanField(label="The company agrees that both parks read this")


class Narrow(forms.Form):
    """The filters of a list."""

    q = forms.CharField(required=False, label="Name or city")
    park = forms.ChoiceField(required=False, choices=[("", "any"), *PARKS], label="Park")
    room = forms.BooleanField(required=False, label="Has room for me")


def bars() -> list[MonthsBar]:
    """Months bars in every state."""
    return [
        MonthsBar.of(6, 0, 0, 2027),
        MonthsBar.of(6, 2, 3, 2027),
        MonthsBar.of(6, 4, 2, 2027),
        MonthsBar.of(6, 2, 0, 2027, can_begin=1, until=date(2027, 1, 31)),
        MonthsBar.of(12, 11, 0, 2027, carried_left=1, carried=6),
        MonthsBar.of(8, 2, 1, 2027, carried_left=2),
        MonthsBar.of(6, 5, 2, 2027),
        MonthsBar.of(0, 0, 0, 2027),
        MonthsBar.of(12, 4, 3, 2027),
        MonthsBar.of(30, 11, 4, 2027, carried_left=3),
        MonthsBar.of(90, 40, 12, 2027),
        MonthsBar.of(400, 7, 2, 2027),
    ]


def beams() -> list[Beam]:
    """Balance beams in every state."""
    return [
        Beam(-3, -5, 4, 6, "Málaga", "Porto"),
        Beam(1, -2, 4, 6, "", "Porto Digital", second_person=True),
        Beam(-6, -8, 4, 6, "Songdo", "Málaga"),
        Beam(-2, 1, 8, 12, second_person=True),
        Beam(0, None, 4, 6, "Málaga", "Taguspark"),
        Beam(5, 5, 4, 6, "Taguspark", "Málaga"),
        Beam(-40, -41, 4, 6, "Skolkovo", "TusPark"),
        Beam(38, None, 4, 6, "", "中关村科技园区"),
        Beam(3, None, None, None, "Łódź"),
        Beam(-14, -13, 24, 36, LONG, "Porto"),
    ]


def rings() -> list[RingPicture]:
    """Circles of debt of every size."""
    eight = ("Málaga TechPark", "Porto Digital", LONG, "中关村科技园区", "Łódź", "شركة النخيل", "Taguspark", "Songdo")
    return [
        RingPicture(eight[:3], 3, 0),
        RingPicture(eight[1:5], 12),
        RingPicture(eight[2:8], 1, 2),
        RingPicture(eight, 4, 0),
        RingPicture((*eight, "Turin", "Recife", "Lyon", "Oslo"), 128),
        RingPicture(tuple(f"Park {n}" for n in range(40)), 2),
    ]


def fits() -> list[FitBar]:
    """Fit bars: in part, in full, of nothing, with parts left out, of one part."""
    of = {"services": 50, "sectors": 20, "space": 15, "languages": 10, "market": 5}

    def bar(score: int, **points: float) -> FitBar:
        return FitBar.of(score, {name: (reached, of[name]) for name, reached in points.items()})

    return [
        bar(85, services=42.75, sectors=12, space=15, languages=10, market=5),
        bar(100, services=50, sectors=20, space=15, languages=10, market=5),
        bar(0, services=0, sectors=0, space=0, languages=0, market=0),
        bar(44, services=23.3, space=7.5, market=0),
        bar(3, services=2.1, sectors=0),
        bar(60, sectors=12),
    ]


def chances() -> list[tuple[str, str]]:
    """Each level with a reason as the directory gives it."""
    return [
        ("good", "6 months of the quota are left; you ask for 3 months, and nobody asks before you."),
        ("fair", "Room for 12 months; 9 months are asked for, yours among them."),
        ("slim", "A place is free for 4 months; 5 months are asked for, yours among them."),
        ("none", "The exchange has room for 1 month; the shortest stay is 2 months."),
    ]


def strips() -> list[MonthStrip]:
    """Month strips: two places and a wish with links; one place until an agreement ends; nine places; forty."""
    two = [*[(1, 0, 1)] * 2, (0, 1, 1), *[(0, 0, 2)] * 3, *[(0, 2, 0)] * 2, *[(0, 0, 2)] * 4]
    wished = [date(2027, month, 1) for month in (3, 4, 5)]
    nine = [(n % 5, n % 4, 9 - n % 5 - n % 4) for n in range(12)]
    forty = [
        (25, 10, 5),
        (20, 20, 0),
        (38, 0, 2),
        (0, 0, 40),
        (0, 40, 0),
        (40, 0, 0),
        *[(n, 5, 35 - n) for n in range(6)],
    ]
    return [
        MonthStrip.of(TODAY, two, wished, ["#pictures"] * 12),
        MonthStrip.of(TODAY, [(1, 0, 0), *[(0, 0, 1)] * 5, *[(0, 0, 0)] * 6], [*wished[1:2], date(2027, 8, 1)]),
        MonthStrip.of(date(2027, 1, 1), nine),
        MonthStrip.of(date(2027, 1, 1), forty),
    ]


def step(sentence: str, at: datetime, by: str = "", reason: str = "", is_now: bool = False) -> Thing:
    return Thing(sentence=sentence, at=at, by=by, reason=reason, is_now=is_now)


def steps() -> list[Thing]:
    at = datetime(2026, 11, 12, 9, 40)
    return [
        step("Waits for Málaga TechPark", at, is_now=True),
        step("Porto Digital nominated, first of two", at, "João Łukasz", "Our best candidate for Spain."),
        step("Lumen Optics applied", at - timedelta(days=3), "Inês Prado"),
    ]


def stages(current: int, off: int = 99) -> list[Thing]:
    def state(i: int) -> str:
        return "off" if i >= off else "done" if i < current else "now" if i == current else "next"

    return [Thing(label=label, state=state(i)) for i, label in enumerate(STAGES)]


def waiting() -> list[dict[str, Any]]:
    rows = [
        (-2, "Confirm the statement with Taguspark, third quarter", FIGURES, "Check", False),
        (3, "Decide on a company from Porto Digital, Recife", ASKS, "Decide", True),
        (11, f"Sign the amendment with {LONG}", TERMS, "Read and sign", False),
        (38, "Nominate one of two companies for 中关村科技园区", "Both ask for April.", "Compare", False),
    ]
    keys = ("days", "headline", "text", "verb", "soon")
    return [{**dict(zip(keys, row, strict=True)), "date": TODAY + timedelta(days=row[0])} for row in rows]


def landings() -> list[dict[str, Any]]:
    rows = [
        ("Lumen Optics", "Porto Digital", "nominated", "wait", 3, -2),
        ("Zażółć Systems", LONG, "landed", "go", 6, 4),
        ("شركة النخيل للتقنية", "中关村科技园区", "completed", "done", 2, 0),
        ("Unabhängige Softwareentwicklungsgesellschaft", "Łódź", "declined", "stop", 12, -12),
    ]
    keys = ("company", "park", "state", "tone", "months", "balance")
    return [
        {**dict(zip(keys, row, strict=True)), "bar": MonthsBar.of(6, 2, 1), "beam": Beam(row[5], None, 8, 12)}
        for row in rows
    ]


def samples() -> dict[str, Any]:
    """What does not depend on the request."""
    return {
        "today": TODAY,
        "long": LONG,
        "bars": bars(),
        "beams": beams(),
        "rings": rings(),
        "fits": fits(),
        "chances": chances(),
        "strips": strips(),
        "steps": steps(),
        "waiting": waiting(),
        "landings": landings(),
        "tones": ("idle", "wait", "go", "done", "stop"),
        "running": stages(3),
        "declined": stages(3, off=4),
        "soon": TODAY + timedelta(days=2),
        "later": TODAY + timedelta(days=19),
        "late": TODAY - timedelta(days=2),
        "amounts": (-5, -1, 0, 1, 12),
        "whole": Beam(-2, 1, 8, 12, second_person=True),
    }


def sheet(request: HttpRequest) -> HttpResponse:
    """GET /style/; 404 for everybody outside the demo and debugging."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    wrong = Sample({"w-host": "malaga", "w-months": "9", "w-message": "What was typed stays."}, prefix="w")
    wrong.add_error(None, REFUSAL)
    asked = "park" in request.GET or "q" in request.GET
    months = request.GET.get("offer-months", "")
    months_now = min(int(months), 60) if months.isdecimal() else 3
    context = {
        "offer_bar": MonthsBar.of(6, 2, months_now, 2027),
        "pair": Beam(1, 1 - months_now, 4, 6, "Porto Digital", "you"),
        "fresh": Sample(),
        "offer": Sample(prefix="offer"),
        "wrong": wrong,
        "narrow": Narrow(request.GET if asked else {"park": "porto", "room": "on"}),
        "maps": maps(request.GET),
        "page_obj": Paginator(range(225), 25).get_page(request.GET.get("page")),
    }
    return render(request, "style/sheet.html", samples() | context)
