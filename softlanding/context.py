"""What every page's frame needs: the theme, whether this is the demo, and the places of this person."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from softlanding import navigation
from softlanding.theme import chosen


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor of settings.TEMPLATES."""
    return {"theme": chosen(request), "demo": settings.DEMO, **navigation.for_request(request)}
