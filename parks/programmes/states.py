"""The words of a programme: how a service is offered, and what a partner is."""

from django.db import models

MOST_ROWS = 12  # spaces, incentives and grants, each


class How(models.TextChoices):
    """How a park offers a service; the best first, as fit values them (design, rule 25)."""

    INCLUDED = "included", "included"
    REDUCED = "reduced", "at a reduced price"
    PARTNER = "partner", "by a partner"
    PAID = "paid", "paid"


class Partner(models.TextChoices):
    LAWYER = "lawyer", "lawyer"
    ACCOUNTANT = "accountant", "accountant"
    INVESTOR = "investor", "investor"
    TRANSLATOR = "translator", "translator"
    OTHER = "other", "partner"
