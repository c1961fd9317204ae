"""How form widgets are drawn: settings.FORM_RENDERER."""

from typing import Any

from django.forms.renderers import DjangoTemplates, Jinja2
from django.template import TemplateDoesNotExist
from django.utils.functional import cached_property


class Renderer(Jinja2):
    """Django's own widgets by Jinja2, the faster of the languages it ships them in; others, as the admin's, by its own.

    A list with three filters draws some thirty of them.
    """

    def get_template(self, template_name: str) -> Any:
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return self._others.get_template(template_name)

    @cached_property
    def _others(self) -> DjangoTemplates:
        return DjangoTemplates()
