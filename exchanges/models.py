"""Where Django looks for models; they live in their rooms."""

from exchanges.agreements.models import (
    Agreement,
    AgreementStep,
    AgreementVersion,
    DirectionTerms,
    Signature,
)
from exchanges.agreements.parties import AgreementParty
from exchanges.agreements.ruling import RulingDays
from exchanges.clearing.answers import ClearingAbsence, ClearingAnswer, ClearingRefusal
from exchanges.clearing.models import (
    Circle,
    CircleLine,
    Clearing,
    ClearingLine,
    ClearingPart,
    ClearingProposal,
    ClearingStep,
    ClearingYear,
)
from exchanges.explaining.models import QuarterReport
from exchanges.landings.models import FreeRentMonth, Landing, LandingStep
from exchanges.ledger.models import LedgerRoot, Pair, Posting, RootStamp
from exchanges.policy.models import ExceptionStep, ExceptionUse, LimitException, PolicyVersion
from exchanges.settlements.models import Settlement, SettlementSignature, SettlementStep
from exchanges.statements.models import BalanceStatement, StatementStep

__all__ = [
    "Agreement",
    "AgreementParty",
    "AgreementStep",
    "AgreementVersion",
    "BalanceStatement",
    "Circle",
    "CircleLine",
    "Clearing",
    "ClearingAbsence",
    "ClearingAnswer",
    "ClearingLine",
    "ClearingPart",
    "ClearingProposal",
    "ClearingRefusal",
    "ClearingStep",
    "ClearingYear",
    "DirectionTerms",
    "ExceptionStep",
    "ExceptionUse",
    "FreeRentMonth",
    "Landing",
    "LandingStep",
    "LedgerRoot",
    "LimitException",
    "Pair",
    "PolicyVersion",
    "Posting",
    "QuarterReport",
    "RootStamp",
    "RulingDays",
    "Settlement",
    "SettlementSignature",
    "SettlementStep",
    "Signature",
    "StatementStep",
]
