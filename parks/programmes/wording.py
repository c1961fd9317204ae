"""What pages and history say of a programme."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.text import capfirst

from parks.catalogue.languages import languages_said
from parks.catalogue.states import Element, SpaceKind, Suits
from parks.programmes.currencies import amount_said
from parks.programmes.facts import Entry, GrantFacts, IncentiveFacts, ProgrammeFacts, ServiceTerms, SpaceFacts
from parks.programmes.states import How, Partner
from softlanding.kernel import words

NOT_OFFERED = "not offered"
SHORT = 40  # characters of terms that still fit beside a service's name


@dataclass(frozen=True)
class OfferLine:
    """One thing a park offers: what, how ("included", "€ 120 a month"), and what is said below.

    `key` is that of a service, else empty. `partner` is for everybody, `contact` for companies that landed there.
    """

    what: str
    how: str
    below: tuple[str, ...] = ()
    key: str = ""
    is_included: bool = False
    partner: str = ""
    contact: str = ""


@dataclass(frozen=True)
class ElementShown:
    element: Element
    lines: tuple[OfferLine, ...] = field(default=())

    @property
    def label(self) -> str:
        return str(self.element.label)


def price_said(terms: ServiceTerms) -> str:
    return "" if terms.price is None else amount_said(terms.price, terms.currency)


def how_said(terms: ServiceTerms) -> tuple[str, list[str]]:
    """What stands beside the service, and what below it: ("€ 120 a month", []), ("included", ["8 hours"])."""
    label, price, rest = str(How(terms.how).label), price_said(terms), [terms.terms] if terms.terms else []
    is_short = 0 < len(terms.terms) <= SHORT
    if terms.how == How.INCLUDED or (not price and not (terms.how == How.REDUCED and is_short and "%" in terms.terms)):
        return label, rest
    if not price:
        return terms.terms, []
    if is_short and terms.terms.split()[0].lower() in ("a", "an", "per"):
        price, rest = f"{price} {terms.terms}", []
    return (price, rest) if terms.how == How.PAID else (label, [price, *rest])


def service_line(entry: Entry, terms: ServiceTerms) -> OfferLine:
    how, below = how_said(terms)
    if terms.languages:
        below.append(languages_said(list(terms.languages)))
    if terms.suits != Suits.BOTH:
        below.append(f"for companies that are {Suits(terms.suits).label}")
    return OfferLine(
        entry.name, how, tuple(below), entry.key, terms.how == How.INCLUDED, partner_said(terms), terms.partner_contact
    )


def partner_said(terms: ServiceTerms) -> str:
    """ "Vera & Gil, lawyer"; either alone; empty for neither."""
    kind = str(Partner(terms.partner_kind).label) if terms.partner_kind else ""
    return ", ".join(part for part in (terms.partner, kind) if part)


def terms_said(terms: ServiceTerms | None) -> str:
    """In history, on one line: "by a partner, 8 hours, English"."""
    if terms is None:
        return NOT_OFFERED
    parts = [str(How(terms.how).label), price_said(terms), terms.terms, languages_said(list(terms.languages))]
    parts += [] if terms.suits == Suits.BOTH else [f"for {Suits(terms.suits).label}"]
    return ", ".join(part for part in (*parts, partner_said(terms), terms.partner_contact) if part)


def more_said(terms: ServiceTerms) -> str:
    """What the form keeps folded, in short: "€ 120; English; Vera & Gil, lawyer"."""
    parts = [price_said(terms), languages_said(list(terms.languages)), partner_said(terms)]
    return "; ".join(part for part in parts if part)


def space_line(space: SpaceFacts) -> OfferLine:
    kind = str(SpaceKind(space.kind).label)
    people = words.plural(space.people * space.count if space.people == 1 else space.people, "workplace")
    below = [kind] if space.name else []
    below += [part for part in (space.equipment,) if part]
    below += [f"free from {words.day(space.free_from)}"] if space.free_from else []
    how = f"{space.count} × {people}" if space.count > 1 and space.people > 1 else people
    return OfferLine(space.name or capfirst(kind), how, tuple(below))


def incentive_line(incentive: IncentiveFacts) -> OfferLine:
    return OfferLine(incentive.what, incentive.rate, (incentive.condition,) if incentive.condition else ())


def grant_line(grant: GrantFacts) -> OfferLine:
    how = f"up to {amount_said(grant.up_to, grant.currency)}"
    return OfferLine(grant.what, how, (grant.stage,) if grant.stage else ())


def lines_said(lines: Iterable[OfferLine]) -> str:
    """In history, a line each: "Building 4, 6 workplaces, office"."""
    return "\n".join(", ".join(part for part in (line.what, line.how, *line.below) if part) for line in lines)


def elements_shown(facts: ProgrammeFacts) -> tuple[ElementShown, ...]:
    """The four elements in their order, without those of which nothing is said."""
    more = {
        Element.SPACE: [space_line(one) for one in facts.spaces],
        Element.FUNDING: [*map(incentive_line, facts.incentives), *map(grant_line, facts.grants)],
    }
    found = [
        ElementShown(
            element,
            (
                *(service_line(entry, terms) for entry, terms in facts.services if entry.element == element),
                *more.get(element, []),
            ),
        )
        for element in Element
    ]
    return tuple(one for one in found if one.lines)


def checked_said(checked_on: date | None, is_old: bool) -> str:
    if checked_on is None:
        return "Nobody has checked this yet."
    if is_old:
        return f"Checked on {words.day(checked_on)}, more than a year ago: ask before you rely on it."
    return f"Checked on {words.day(checked_on)}."


def names_said(names: list[str], most: int = 4) -> str:
    """ "Legal advice and Translation"; of many the first ones, "and 3 others"."""
    if len(names) <= most:
        return words.listed(names)
    return words.listed([*names[: most - 1], words.plural(len(names) - most + 1, "other")])
