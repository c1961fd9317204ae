from typing import Any

from django import template
from django.conf import settings

from softlanding.demo.people import PEOPLE

register = template.Library()


@register.inclusion_tag("demo/_people.html", takes_context=True)
def demo_people(context: template.Context) -> dict[str, Any]:
    """One button a demo person, on the sign-in page of the demo only."""
    return {"people": PEOPLE if settings.DEMO else (), "csrf_token": context.get("csrf_token")}
