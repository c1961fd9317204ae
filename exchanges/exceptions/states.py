"""When: the home park asks for an exception, the network grants it or turns it down, and revokes what is unused."""

from exchanges.policy.states import ExceptionState as State
from softlanding.kernel.workflow import Verb

__all__ = ["WORKFLOW", "State"]

WORKFLOW = {
    "ask": Verb("Ask for an exception", "asked for it", ("",), "asked", ("home",), True, "main"),
    # A network admin may grant one that nobody asked for.
    "grant": Verb("Grant an exception", "granted it", ("", "asked"), "granted", ("network",), True, "main"),
    "turn_down": Verb("Turn down", "turned it down", ("asked",), "turned_down", ("network",), True, "stop"),
    "withdraw": Verb("Withdraw", "withdrew the request", ("asked",), "withdrawn", ("home",), tone="stop"),
    "revoke": Verb("Revoke", "revoked it", ("granted",), "revoked", ("network",), True, "stop"),
}
