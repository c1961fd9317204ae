"""Where Django looks for models; they live in their rooms."""

from parks.catalogue.models import CatalogueStep, Sector, Service
from parks.fact_sheets.models import FactSheet, FactSheetStep
from parks.park.models import Membership, Park, ParkStep, known_time_zone
from parks.programmes.models import Grant, Incentive, Programme, ProgrammeService, ProgrammeStep, Space

__all__ = [
    "CatalogueStep",
    "FactSheet",
    "FactSheetStep",
    "Grant",
    "Incentive",
    "Membership",
    "Park",
    "ParkStep",
    "Programme",
    "ProgrammeService",
    "ProgrammeStep",
    "Sector",
    "Service",
    "Space",
    "known_time_zone",  # a landed migration asks for it here
]
