"""Where Django looks for models; they live in their rooms."""

from companies.company.models import Company, CompanyStep, Membership, Residency, ResidencyStep
from companies.needs.models import Needs, NeedsStep

__all__ = ["Company", "CompanyStep", "Membership", "Needs", "NeedsStep", "Residency", "ResidencyStep"]
