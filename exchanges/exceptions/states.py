"""When: an exception is granted and, while nothing of it is used, revoked."""

from exchanges.policy.states import ExceptionState as State
from softlanding.kernel.workflow import Verb

__all__ = ["WORKFLOW", "State"]

WORKFLOW = {
    "grant": Verb("Grant an exception", "granted it", ("",), "granted", ("network",), True, "main"),
    "revoke": Verb("Revoke", "revoked it", ("granted",), "revoked", ("network",), True, "stop"),
}
