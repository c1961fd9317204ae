"""Changes of months in tables, and circles of debt: {% load figures %}."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

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
