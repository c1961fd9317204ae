"""How a park fits a company, as pages say it: the fit with the names of services and its sentences. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from exchanges.directory.fit import OF, Fit, Needs
from softlanding.kernel import words
from softlanding.kernel.fit_bars import FitBar


@dataclass(frozen=True)
class CompanyNeeds:
    """What a company looks for, as fit compares it; `names`: what the catalogue calls the services, by key."""

    needs: Needs
    names: Mapping[str, str]


@dataclass(frozen=True)
class ParkFit:
    """How a park's programme fits what a company needs; `names` as in CompanyNeeds."""

    fit: Fit
    names: Mapping[str, str]

    @cached_property
    def bar(self) -> FitBar:
        return FitBar.of(self.fit.score, self.fit.parts)

    @property
    def musts_say(self) -> str:
        """ "Missing musts: Legal advice and Translation."; empty where no service was stated."""
        if "services" not in self.fit.parts:
            return ""
        missing = [self.names.get(key, key) for key in self.fit.missing]
        if not missing:
            return "Has all your musts."
        return f"{'Missing must' if len(missing) == 1 else 'Missing musts'}: {words.listed(missing)}."

    @property
    def unstated_say(self) -> str:
        """Which parts the company says nothing about, and that they count for nothing; empty where it says all."""
        unstated = [part for part in OF if part not in self.fit.parts]
        if not unstated:
            return ""
        return f"You say nothing about {words.listed(unstated)}; what you say is scaled to 100."
