"""Where Django looks for models; they live in their rooms."""

from companies.company.models import Company, CompanyStep, Membership, Residency, ResidencyStep

__all__ = ["Company", "CompanyStep", "Membership", "Residency", "ResidencyStep"]
