"""Sentences about promised months that several pages say."""

from exchanges.landings.availability import Available, Headroom
from softlanding.kernel import words


def promised_says(sent: int, hosted: int) -> str:
    """Of promised months that leave a balance as it is: as many both ways, or none."""
    if not sent and not hosted:
        return "Nothing else is promised."
    return f"{words.months(sent)} to send and {hosted} to host are promised; the balance stays the same with them."


def excepted(can: Available, room: Headroom | None) -> str:
    """ ", under an exception", or " without an exception" where there is none; empty where none is asked."""
    if not (room and room.restriction and can.quota.left):
        return ""
    return ", under an exception" if can.months else " without an exception"
