"""Where Django looks for models; they live in their rooms."""

from exchanges.agreements.models import (
    Agreement,
    AgreementParty,
    AgreementStep,
    AgreementVersion,
    DirectionTerms,
    Signature,
)
from exchanges.landings.models import FreeRentMonth, Landing, LandingStep
from exchanges.ledger.models import Pair, Posting

__all__ = [
    "Agreement",
    "AgreementParty",
    "AgreementStep",
    "AgreementVersion",
    "DirectionTerms",
    "FreeRentMonth",
    "Landing",
    "LandingStep",
    "Pair",
    "Posting",
    "Signature",
]
