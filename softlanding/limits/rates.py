"""How often things may be done: one table. What is not in it has no limit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `most` acts within `within`, counted for one `by`.

    `by` is the person who acts, the owner (a park or company) she acts for, the address a mail goes to, the client (a
    network address), or what else the caller names. `says` is told with {most}, {wait} and what was counted by name.
    """

    by: str
    most: int
    within: timedelta
    says: str


INVITE = (
    Limit(
        "person", 30, HOUR,
        "You have invited {most} people within an hour, as many as one person may. Those mails are on their way; "
        "you can invite more in {wait}.",
    ),
    Limit(
        "person", 100, DAY,
        "You have invited {most} people within a day, as many as one person may. Those mails are on their way; "
        "you can invite more in {wait}.",
    ),
    Limit(
        "owner", 150, DAY,
        "{owner} has invited {most} people within a day, as many as one park or company may. "
        "It can invite more in {wait}.",
    ),
    Limit(
        "address", 5, DAY,
        "{address} was invited {most} times within a day, as often as one address may be. "
        "The links in those mails still work; you can send another in {wait}.",
    ),
)  # fmt: skip
JOIN = (
    Limit(
        "person", 10, DAY,
        "You have asked to join {most} times within a day, as often as one person may. "
        "You can ask again in {wait}; whoever has an account there can invite you at once.",
    ),
    Limit(
        "owner", 50, DAY,
        "{most} people have asked to join {owner} within a day, and it has to answer them first. "
        "You can ask in {wait}, or be invited by its people at once.",
    ),
)  # fmt: skip
CLAIM = (
    Limit(
        "person", 10, DAY,
        "You have asked {most} parks to vouch for a company within a day, as many as one person may. "
        "You can ask another in {wait}.",
    ),
    Limit(
        "owner", 10, DAY,
        "{owner} has asked {most} parks to vouch for it within a day, as many as one company may. "
        "It can ask another in {wait}.",
    ),
)  # fmt: skip
REGISTER = (
    Limit(
        "person", 10, DAY,
        "You have registered {most} parks or companies within a day, as many as one person may. "
        "You can register another in {wait}.",
    ),
)  # fmt: skip
COMMENT = (
    Limit(
        "person", 30, HOUR,
        "You have written {most} comments within an hour, as many as one person may. You can write again in {wait}.",
    ),
    Limit(
        "owner", 60, HOUR,
        "{owner} has written {most} comments within an hour, as many as one park may. It can write again in {wait}.",
    ),
)  # fmt: skip
EXPORT = (
    Limit(
        "person", 60, HOUR,
        "You have loaded {most} tables within an hour, as many as one person may. "
        "You can load the next in {wait}; the pages show the same rows meanwhile.",
    ),
    Limit(
        "client", 300, HOUR,
        "{most} tables were loaded from your network within an hour, as many as one network may. "
        "You can load the next in {wait}; the pages show the same rows meanwhile.",
    ),
)  # fmt: skip
PDF = (
    Limit(
        "person", 60, HOUR,
        "You have loaded {most} PDFs within an hour, as many as one person may. "
        "You can load the next in {wait}; the pages say the same meanwhile.",
    ),
    Limit(
        "client", 300, HOUR,
        "{most} PDFs were loaded from your network within an hour, as many as one network may. "
        "You can load the next in {wait}; the pages say the same meanwhile.",
    ),
)  # fmt: skip
# Mails of signing in, whoever asked for them.
SIGN_IN_MAIL = (
    Limit(
        "address", 3, MINUTE,
        "{most} mails about signing in went to this address within a minute, as many as one address may get. "
        "They can take some minutes, and the newest of them works. You can ask for another in {wait}.",
    ),
    Limit(
        "address", 10, HOUR,
        "{most} mails about signing in went to this address within an hour, as many as one address may get. "
        "The newest of them still works; look among unwanted mails too. You can ask for another in {wait}.",
    ),
    Limit(
        "client", 60, HOUR,
        "{most} mails about signing in were asked for from your network within an hour, as many as one network may. "
        "You can ask for another in {wait}.",
    ),
)  # fmt: skip
# The same for a device the account knows, which strangers' asking does not hold up.
KNOWN_SIGN_IN_MAIL = (
    Limit(
        "device", 10, 10 * MINUTE,
        "{most} mails about signing in were asked for from this device within ten minutes. "
        "They can take some minutes, and the newest of them works. You can ask for another in {wait}.",
    ),
)  # fmt: skip
# A wrong password or code; a right one is not counted.
OTHER_WAYS = "If this is your account, sign in by a code sent to your address or by a passkey now."
TRY = (
    Limit(
        "account_and_client", 5, 5 * MINUTE,
        "{most} tries for this account from your network were wrong within five minutes. "
        f"The next is possible in {{wait}}. {OTHER_WAYS}",
    ),
    Limit(
        "client", 30, 10 * MINUTE,
        "{most} tries from your network were wrong within ten minutes. "
        f"The next is possible in {{wait}}. {OTHER_WAYS}",
    ),
    Limit(
        "account", 100, HOUR,
        "{most} tries for this account from devices it does not know were wrong within an hour. "
        f"From such a device the next is possible in {{wait}}. {OTHER_WAYS}",
    ),
)  # fmt: skip
# The second factor's code: whoever gets here has the password.
CODE = (
    Limit(
        "account_and_client", 5, 5 * MINUTE,
        "{most} codes for this account from your network were wrong within five minutes. "
        "The next try is possible in {wait}; a passkey needs no code and works now.",
    ),
    Limit(
        "account", 30, HOUR,
        "{most} codes for this account from devices it does not know were wrong within an hour. "
        "From such a device the next try is possible in {wait}. If it was not you, change your password.",
    ),
)  # fmt: skip
# The same from a device that has signed in to the account before: others' tries do not count against it.
KNOWN_TRY = (
    Limit(
        "device", 10, 10 * MINUTE,
        "{most} tries for this account from this device were wrong within ten minutes. "
        f"The next is possible in {{wait}}. {OTHER_WAYS}",
    ),
)  # fmt: skip
KNOWN_CODE = (
    Limit(
        "device", 10, 10 * MINUTE,
        "{most} codes for this account from this device were wrong within ten minutes. "
        "The next try is possible in {wait}; a passkey needs no code and works now.",
    ),
)  # fmt: skip

LIMITS: Mapping[str, tuple[Limit, ...]] = {
    "invite": INVITE, "join": JOIN, "claim": CLAIM, "register": REGISTER, "comment": COMMENT,
    "export": EXPORT, "pdf": PDF, "sign-in mail": SIGN_IN_MAIL,
    "known sign-in mail": KNOWN_SIGN_IN_MAIL, "try": TRY, "known try": KNOWN_TRY,
    "code": CODE, "known code": KNOWN_CODE,
}  # fmt: skip
LONGEST = max(limit.within for limits in LIMITS.values() for limit in limits)
