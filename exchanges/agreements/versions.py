"""Writers of versions and signatures, called by actions only, with the pair locked."""

from datetime import date, datetime, timedelta
from typing import Any

from exchanges.agreements.content import DIRECTION_TERMS, VERSION_TERMS, canonical_terms, terms_hash
from exchanges.agreements.models import Agreement, AgreementVersion, DirectionTerms, Signature
from exchanges.agreements.ruling import RulingDays
from exchanges.agreements.states import AgreementState
from exchanges.agreements.terms import Terms
from parks.park.models import Park
from softlanding.accounts.models import User


def put_on_table(agreement: Agreement, *, made_by: Park, terms: Terms, now: datetime) -> AgreementVersion:
    """The terms as the agreement's next version, with the hash both parties will sign; it has no signature yet."""
    pair = agreement.pair
    values: dict[str, Any] = {name: getattr(terms, name) for name in VERSION_TERMS}
    version = AgreementVersion(
        agreement=agreement,
        number=agreement.versions.count() + 1,
        made_by=made_by,
        made_at=now,
        clearing_low=terms.clearing.get(pair.low_id, True),
        clearing_high=terms.clearing.get(pair.high_id, True),
        **values,
    )
    directions = [
        DirectionTerms(
            version=version, home=home, host=pair.partner_of(home),
            **{name: getattr(terms.directions[home.pk], name) for name in DIRECTION_TERMS},
        )
        for home in (pair.low, pair.high)
    ]  # fmt: skip
    version.content_hash = content_hash(agreement, version, directions)
    version.save()
    DirectionTerms.objects.bulk_create(directions)
    agreement.on_table = version
    agreement.save(update_fields=["on_table"])
    return version


def content_hash(agreement: Agreement, version: AgreementVersion, directions: list[DirectionTerms]) -> str:
    """SHA-256 (hex) of a version's canonical terms."""
    return terms_hash(canonical_terms(version, directions, agreement.pair))


def sign(version: AgreementVersion, park: Park, signer: User | None, now: datetime) -> Signature:
    """A party's signature; without a signer it was given on paper before the portal."""
    return Signature.objects.create(
        version=version,
        park=park,
        signer=signer,
        signer_name=signer.name if signer else "on paper, before the portal",
        signed_at=now,
        content_hash=version.content_hash,
    )


def let_rule(agreement: Agreement, version: AgreementVersion, first: date) -> None:
    """Let a version both parties signed rule from its first day to its last; earlier ones rule until the day before.

    What had not begun by then never rules. The database refuses it when a signature is missing, or a day is past.
    """
    stop_ruling(agreement, first)
    RulingDays.objects.create(
        agreement=agreement, pair_id=agreement.pair_id, version=version, first=first,
        ends=version.valid_until + timedelta(days=1),
    )  # fmt: skip
    if agreement.state == AgreementState.PROPOSED:
        agreement.state = AgreementState.SIGNED
    agreement.ruling, agreement.on_table, agreement.period = version, None, version.date_range
    agreement.save(update_fields=["state", "ruling", "on_table", "period"])


def stop_ruling(agreement: Agreement, ends: date) -> None:
    """No version signed so far rules from the day `ends` on."""
    agreement.ruling_days.filter(first__gte=ends).delete()
    agreement.ruling_days.filter(ends__gt=ends).update(ends=ends)
