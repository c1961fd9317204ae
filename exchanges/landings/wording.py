"""Sentences about promised months that several pages say."""

from softlanding.kernel import words


def promised_says(sent: int, hosted: int) -> str:
    """Of promised months that leave a balance as it is: as many both ways, or none."""
    if not sent and not hosted:
        return "Nothing else is promised."
    return f"{words.months(sent)} to send and {hosted} to host are promised; the balance stays the same with them."
