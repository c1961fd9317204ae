"""A share in per cent, rounded the one way: half up."""

from typing import Any


def percent(part: Any, whole: Any) -> Any:
    """`part` of `whole` (both whole numbers, `whole` above 0) in whole per cent, half up: 33 of 56 are 58.9, so 59.

    Also of database expressions of whole numbers, which PostgreSQL divides as whole numbers.
    """
    twice = part * 200 + whole
    return twice // (whole * 2) if isinstance(twice, int) else twice / (whole * 2)
