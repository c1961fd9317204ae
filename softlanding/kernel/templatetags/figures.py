"""Changes of months in tables, and the pictures that few pages show: {% load figures %}."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from softlanding.kernel.chance_marks import ChanceMark
from softlanding.kernel.fit_bars import FitBar
from softlanding.kernel.month_strips import MonthStrip
from softlanding.kernel.pictures import side_of
from softlanding.kernel.rings import RingPicture

register = template.Library()


@register.simple_tag
def signed(n: int) -> SafeString:
    """{% signed -5 %}: "−5" in the colour of its side; nought is soft."""
    sign = "+" if n > 0 else "−" if n < 0 else ""
    return format_html('<span class="{}">{}{}</span>', side_of(n), sign, f"{abs(n):,}")


@register.simple_tag
def was_is(before: int, after: int) -> SafeString:
    """{% was_is 12 9 %}: "12 → 9", read aloud "12, then 9"; what does not change is said so."""
    if before == after:
        return format_html('<span class="soft">{} either way</span>', before)
    return format_html(
        '<span>{} <span aria-hidden="true">→</span><span class="sr">then</span> <b>{}</b></span>', before, after
    )


@register.simple_tag
@lru_cache(maxsize=2_000)
def ring(picture: RingPicture) -> SafeString:
    """{% ring row.picture %}: a circle of debt as a ring of parks; its sentence is the text alternative."""
    return SafeString(render_to_string("components/ring.html", {"ring": picture}))


@register.simple_tag
@lru_cache(maxsize=2_000)
def fit_bar(bar: FitBar, number: bool = True) -> SafeString:
    """{% fit_bar row.fit_bar %}: the number and the bar; number=False where the number stands beside it already."""
    return SafeString(render_to_string("components/fit_bar.html", {"bar": bar, "number": number}))


@register.simple_tag
@lru_cache(maxsize=2_000)
def month_strip(strip: MonthStrip, legend: bool = True) -> SafeString:
    """{% month_strip strip %}: twelve months with their free places; legend=False where another one above has it."""
    return SafeString(render_to_string("components/month_strip.html", {"strip": strip, "legend": legend}))


@register.simple_tag
@lru_cache
def chance_mark(level: str) -> SafeString:
    """{% chance_mark chance.level %}: three rising bars beside "good chance"; of good, fair, slim, none."""
    return SafeString(render_to_string("components/chance_mark.html", {"mark": ChanceMark(level)}).strip())
