"""Where Django looks for models; they live in their rooms."""

from parks.park.models import Membership, Park, ParkStep, known_time_zone

__all__ = ["Membership", "Park", "ParkStep", "known_time_zone"]  # a landed migration asks here for known_time_zone
