"""How large a seeded network is."""

from dataclasses import dataclass

LANDINGS_PER_COMPANY = 3
POSTINGS_PER_LANDING = 4
AGREEMENTS_PER_PARK = 28


@dataclass(frozen=True)
class Plan:
    """What to make. `years` is how long ago the first stays began; the same seed on the same day makes the same.

    `postings` are reached with stays of before the portal where the landings themselves post fewer.
    """

    parks: int
    companies: int
    years: int
    seed: int
    agreements: int
    landings: int
    postings: int

    @classmethod
    def of(cls, parks: int, companies: int, years: int, seed: int, agreements_per_park: int | None = None) -> "Plan":
        """The usual proportions. Raises ValueError with a sentence when they cannot be."""
        bounds = {"parks": (parks, 2, 100_000), "companies": (companies, 1, 10_000_000), "years": (years, 1, 30)}
        for name, (number, least, most) in bounds.items():
            if not least <= number <= most:
                raise ValueError(f"A network has {least:,} to {most:,} {name}; you asked for {number:,}.")
        per_park = min(AGREEMENTS_PER_PARK, parks - 1) if agreements_per_park is None else agreements_per_park
        if not 1 <= per_park <= parks - 1:
            raise ValueError(f"Each of {parks:,} parks has 1 to {parks - 1:,} partners; you asked for {per_park:,}.")
        landings = companies * LANDINGS_PER_COMPANY
        agreements = max(parks - 1, parks * per_park // 2)
        return cls(parks, companies, years, seed, agreements, landings, landings * POSTINGS_PER_LANDING)
