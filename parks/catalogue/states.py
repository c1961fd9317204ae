"""The words of the catalogue: elements of a soft landing, whom a service suits, kinds of space; and when an entry
can be retired.
"""

from django.db import models

from softlanding.kernel.workflow import Verb


class Element(models.TextChoices):
    """The four elements of a soft landing (design, section 1)."""

    SPACE = "space", "Space and infrastructure"
    FUNDING = "funding", "Access to funding"
    PROFESSIONAL = "professional", "Professional support"
    TRAINING = "training", "Training and mentoring"


class Suits(models.TextChoices):
    """Which kind of entrepreneur something is made for."""

    BOTH = "both", "both kinds"
    EXPERIENCED = "experienced", "experienced"
    SCALING = "scaling", "scaling"


class SpaceKind(models.TextChoices):
    DESK = "desk", "desk in a shared room"
    OFFICE = "office", "office"
    LAB = "lab", "laboratory"
    WORKSHOP = "workshop", "workshop or storage"


# Of a service and of a sector alike.
WORKFLOW = {
    "retire": Verb("Retire", "retired it", ("offered",), "retired", ("network",), tone="stop"),
    "restore": Verb("Take back into use", "took it back into use", ("retired",), "offered", ("network",)),
}
