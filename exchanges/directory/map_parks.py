"""A park as the map shows it. Pure."""

from dataclasses import dataclass

from exchanges.directory.projection import WORLD, Zoom, project, zoom_of
from parks.park.models import country_name
from softlanding.kernel import words

HOME, OPEN, CLOSED, OTHER = "home", "open", "closed", "other"
RADIUS = {HOME: 7, OPEN: 6, CLOSED: 5, OTHER: 3}  # of its dot, in units of the picture


@dataclass(frozen=True, slots=True)
class MapPark:
    """A park as the map shows it: home, open (a partner with `months` left), closed (a partner) or other.

    `says`: what a partner's line means in words, "4 months left until 31 December"; computed where nothing is given.
    """

    name: str
    address: str
    country: str
    city: str = ""
    latitude: float | None = None
    longitude: float | None = None
    kind: str = OTHER
    months: int = 0
    says: str = ""

    @property
    def place(self) -> str:
        """ "Recife, Brazil", or the country alone."""
        return ", ".join(part for part in (self.city, country_name(self.country)) if part)

    @property
    def standing(self) -> str:
        default = {HOME: "home park", OPEN: f"{words.months(self.months)} left", CLOSED: "closed now"}
        return self.says or default.get(self.kind, "")

    @property
    def title(self) -> str:
        """ "Málaga TechPark, Málaga, Spain: 4 months left"."""
        return f"{self.name}, {self.place}{': ' if self.standing else ''}{self.standing}"

    @property
    def point(self) -> tuple[float, float] | None:
        """Where it lies on the outline, or None where its place is not known."""
        return None if self.latitude is None or self.longitude is None else project(self.latitude, self.longitude)

    @property
    def zoom(self) -> Zoom:
        if self.latitude is None or self.longitude is None:
            return WORLD
        return zoom_of(self.country, self.latitude, self.longitude)

    @property
    def radius(self) -> int:
        return RADIUS[self.kind]
