"""The components as template tags; a builtin, so no page loads it. One tag, one template in components/."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from softlanding.kernel import words
from softlanding.kernel.addresses import path_to
from softlanding.kernel.calendar import local_day
from softlanding.kernel.glossary import GLOSSARY
from softlanding.kernel.pictures import Beam, MonthsBar, side_of

register = template.Library()
# The same words and pictures come again on every page: so many are kept.
SAID, DRAWN = 5_000, 2_000
Values = dict[str, Any]


# Words


@register.filter
def months(n: int) -> str:
    """{{ 3|months }}: "3 months"."""
    return words.months(n)


@register.simple_tag(name="months")
def months_tag(n: int) -> str:
    """{% months 3 %}: "3 months"."""
    return words.months(n)


@register.filter
def counted(n: int, nouns: str) -> str:
    """{{ 4|counted:"thing" }}: "four things"; irregular plurals after a comma: "company,companies"."""
    one, _, many = nouns.partition(",")
    return words.counted(n, one, many or None)


@register.filter
def plural(n: int, nouns: str) -> str:
    """{{ 4|plural:"place" }}: "4 places"; irregular plurals after a comma."""
    one, _, many = nouns.partition(",")
    return words.plural(n, one, many or None)


@register.filter
def sentence_case(text: str) -> str:
    """A heading of a library in our spelling."""
    return words.sentence_case(str(text).strip())


@register.filter
def initials(name: str) -> str:
    """One or two letters that stand for a person."""
    return "".join(word[0] for word in str(name).split()[:2]).upper()


@register.filter
def browser(agent: str) -> str:
    """A browser's long name of itself as people call it: "Firefox on Windows"."""
    return words.browser(str(agent))


@register.simple_tag
@lru_cache(maxsize=SAID)
def amount(n: int) -> SafeString:
    """{% amount -5 %}: the balance in words and in its colour."""
    return format_html('<span class="{}">{}</span>', side_of(n), words.balance(n))


def plain_date(when: date) -> date:
    return timezone.localtime(when).date() if isinstance(when, datetime) else when


@register.simple_tag
def day(when: date | None, near: date | None = None, clock: str = "") -> SafeString:
    """{% day date %}: "12 December 2026"; with today as second the year may go unsaid; `clock`: whose day it is."""
    said = _day(plain_date(when), near) if when else SafeString("")
    return format_html("{} ({})", said, clock) if when and clock else said


@lru_cache(maxsize=SAID)
def _day(when: date, near: date | None) -> SafeString:
    text = words.near_day(when, near) if near else words.day(when)
    return format_html('<time datetime="{}">{}</time>', when.isoformat(), text)


@register.simple_tag
def due(when: date | None, today: date, clock: str = "") -> SafeString:
    """{% due date today %}: "until 12 December, 6 days left", in the tone of its urgency; `clock`: whose day it is."""
    if when is None:
        return SafeString("")
    said = _due(plain_date(when), today)
    return format_html("<span>{} ({})</span>", said, clock) if clock else said


@register.filter
def day_there(time_zone: str, now: datetime) -> date:
    """{{ park.time_zone|day_there:now }}: the calendar day in a time zone."""
    return local_day(now, time_zone)


@lru_cache(maxsize=SAID)
def _due(when: date, today: date) -> SafeString:
    tone = words.due_tone(when, today)
    return format_html('<time class="due {}" datetime="{}">{}</time>', tone, when.isoformat(), words.due(when, today))


@register.simple_tag
@lru_cache(maxsize=SAID)
def badge(text: str, tone: str = "idle") -> SafeString:
    """{% badge "offered" "go" %}; tones: idle, wait, go, done, stop."""
    return format_html('<span class="badge {}">{}</span>', tone, text)


@register.simple_tag
@lru_cache
def icon(name: str = "", small: bool = False) -> SafeString:
    """{% icon "search" %}: decoration from static/img/icons.svg; the word stands beside it."""
    if not name:
        return SafeString("")
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        " small" if small else "",
        static("img/icons.svg"),
        name,
    )


# Pictures


@register.simple_tag
@lru_cache(maxsize=DRAWN)
def months_bar(bar: MonthsBar, sentence: bool = True) -> SafeString:
    """{% months_bar bar %}; sentence=False gives the sentence to screen readers only."""
    return SafeString(render_to_string("components/months_bar.html", {"bar": bar, "sentence": sentence}))


@register.simple_tag
@lru_cache(maxsize=DRAWN)
def balance_beam(beam: Beam, size: str = "large", sentence: bool | None = None) -> SafeString:
    """{% balance_beam beam size="row" %}; large beams show their sentence unless told not to, rows do not."""
    shown = size == "large" if sentence is None else sentence
    values = {"beam": beam, "drawing": beam.drawing(size), "size": size, "sentence": shown}
    return SafeString(render_to_string("components/balance_beam.html", values))


# Parts of a page


@register.simple_tag
def path(name: str, *args: str | int) -> str:
    """{% path "companies:detail" company.pk %}: as {% url %}, for what stands on every page or in every row."""
    return path_to(name, *args)


@register.inclusion_tag("components/todo_item.html")
def todo_item(days: int, date: date, headline: str, text: str, url: str, verb: str, soon: bool = False) -> Values:
    """One thing that waits, inside <ul class="todos">; `days` until `date` (negative: late)."""
    when = {0: "today", 1: "tomorrow"}.get(days) or (f"{words.span(days)} late" if days < 0 else words.span(days))
    tone = "stop" if days < 0 else "wait" if soon or days <= 3 else ""
    day_text = f"{date.day} {date:%B}"
    return {
        "when": when, "tone": tone, "date": date, "day": day_text,
        "headline": headline, "text": text, "url": url, "verb": verb, "soon": soon,
    }  # fmt: skip


@register.inclusion_tag("components/timeline.html")
def timeline(steps: Iterable[Any]) -> Values:
    """History; each step has .sentence .at .by .reason .is_now."""
    return {"steps": steps}


@register.inclusion_tag("components/stages.html")
def stages(stages: Iterable[Any]) -> Values:
    """Where it stands; each stage has .label and .state (done, now, next, off)."""
    return {"stages": stages}


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "") -> Values:
    """An empty list: what will appear, how it begins, and one useful next step."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/notice.html")
def notice(text: str, tone: str = "go", url: str = "", label: str = "") -> Values:
    """A box that says one thing: {% notice refusal "stop" %}."""
    return {"text": text, "tone": tone, "url": url, "label": label}


@register.simple_tag
def term(word: str, shown: str = "") -> SafeString:
    """{% term "floor" %}: a word with its explanation one tap away; once a page for each word."""
    values = {"word": word, "key": word.replace(" ", "-"), "shown": shown or word, "text": GLOSSARY[word]}
    return SafeString(render_to_string("components/term.html", values).strip())
