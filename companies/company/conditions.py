"""Whether a company is ready to go abroad, and whether a park may vouch for it."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from companies.company.models import Company, Membership, Residency
from companies.company.states import ResidencyState
from parks.park.models import Park
from parks.park.states import ParkState
from softlanding.accounts.models import User
from softlanding.kernel import words
from softlanding.kernel.refusals import Refused

MONTHS_SOLD, REFERENCES, REGIONS = 6, 1, 2  # what partner networks of parks ask for at entry


@dataclass(frozen=True)
class Criterion:
    """One entry criterion: what is asked, whether it is met, and what is known."""

    asks: str
    met: bool
    says: str


@dataclass(frozen=True)
class Eligibility:
    """The four criteria of a company that wants to go abroad; they inform a decision and forbid nothing."""

    criteria: tuple[Criterion, ...]

    @property
    def met(self) -> int:
        return sum(criterion.met for criterion in self.criteria)

    @property
    def is_complete(self) -> bool:
        return self.met == len(self.criteria)

    @property
    def badge(self) -> str:
        """ "4 of 4 met"."""
        return f"{self.met} of {len(self.criteria)} met"

    @property
    def tone(self) -> str:
        return "done" if self.is_complete else "wait"

    @property
    def sentence(self) -> str:
        """ "sold for 31 months, 3 references, 2 regions, business plan"."""
        return ", ".join(criterion.says for criterion in self.criteria)


def eligibility(company: Company, on: date) -> Eligibility:
    """How the company stands on a day. What it has not said counts as not met."""
    sold = relativedelta(on, company.sold_since) if company.sold_since and company.sold_since <= on else None
    sold_months = sold.years * 12 + sold.months if sold is not None else 0
    references, regions = company.references or 0, company.regions or 0
    return Eligibility(
        (
            Criterion(
                f"Product sold at home for {MONTHS_SOLD} months or more",
                sold_months >= MONTHS_SOLD,
                f"sold for {words.months(sold_months)}" if sold is not None else "not sold yet",
            ),
            Criterion(
                "References from regular customers",
                references >= REFERENCES,
                words.plural(references, "reference") if references else "no references",
            ),
            Criterion(
                f"Distribution in {words.number_word(REGIONS)} regions or more",
                regions >= REGIONS,
                words.plural(regions, "region") if regions else "no regions",
            ),
            Criterion(
                "Business plan for the foreign market",
                company.business_plan,
                "business plan" if company.business_plan else "no business plan",
            ),
        )
    )


def not_registered_by(person: User, name: str) -> None:
    """A second press of the button registers nothing again."""
    if Membership.objects.active().filter(user=person, company__name__iexact=name.strip()).exists():
        raise Refused(f"You belong to {name.strip()} already; it is registered.", "name")


def park_is_in_the_network(park: Park) -> None:
    if park.state != ParkState.ADMITTED:
        raise Refused(f"{park.name} is {park.get_state_display()}. Choose a park of the network.", "park")


def not_resident_there(company: Company, park: Park) -> None:
    there = Residency.objects.filter(company=company, park=park, state=ResidencyState.VERIFIED).first()
    if there is not None:
        raise Refused(f"{company.name} is resident of {park.name} already.", "park")


def no_other_home(company: Company) -> None:
    """A company has one home park at a time: whoever vouches for it must be the only one."""
    home = Residency.objects.verified().filter(company=company).select_related("park").first()
    if home is not None:
        since = f" since {words.day(home.since)}" if home.since else ""
        raise Refused(
            f"{company.name} is resident of {home.park.name}{since}, and a company has one home park. "
            f"You can verify it once {home.park.name} has ended that residency."
        )
