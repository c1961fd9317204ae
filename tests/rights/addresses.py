"""Every address of the portal by its name, and the things of the stage that fill its arguments."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver, reverse

from softlanding.kernel.quarters import last_finished
from tests.rights.stage import Stage

LANDING = {
    "detail": ("submitted", "nominated"), "edit": ("draft",), "submit": ("draft",), "nominate": ("submitted",),
    "decline": ("submitted", "nominated"), "withdraw": ("offered",), "offer": ("nominated",), "confirm": ("offered",),
    "check_in": ("confirmed",), "check_out": ("landed",), "cancel": ("confirmed",), "no_show": ("confirmed",),
}  # fmt: skip
ARGS: dict[str, list[str]] = {
    **{f"exchanges:landings:{verb}": [f"landing {state}" for state in states] for verb, states in LANDING.items()},
    "exchanges:landings:detail": ["landing draft", "landing submitted", "landing nominated"],
    **{f"exchanges:agreements:{verb}": ["proposed"] for verb in (
        "detail", "sign", "counter", "refuse", "withdraw", "comment", "name_contacts", "versions", "paper",
    )},
    **{f"exchanges:agreements:{verb}": ["in force"] for verb in ("amend", "renew", "suspend", "resume", "terminate")},
    **{f"exchanges:exceptions:{verb}": ["exception"] for verb in ("detail", "revoke")},
    **{f"exchanges:exceptions:{verb}": ["request"] for verb in ("grant", "turn_down", "withdraw")},
    "exchanges:balances:quota": ["porto & malaga"], "exchanges:balances:standings_file": ["csv"],
    **{f"exchanges:clearing:{verb}": ["clearing"] for verb in ("detail", "export", "agree", "refuse", "withdraw")},
    "exchanges:clearing:undo": ["clearing posted"], "exchanges:clearing:rejoin": ["clearing refused"],
    "exchanges:clearing:proposal": ["clearing proposal"],
    **{f"exchanges:clearing:{verb}": ["clearing undoing"] for verb in ("sign", "keep")},
    "exchanges:balances:park": ["porto"], "exchanges:balances:statement": ["porto & malaga", "statement"],
    **{f"exchanges:settlements:{verb}": ["settlement"] for verb in (
        "detail", "sign", "stand_in", "refuse", "withdraw",
    )},
    **{f"exchanges:statements:{verb}": ["statement"] for verb in ("confirm", "dispute", "withdraw", "paper")},
    "exchanges:statements:export": ["statement file"],
    **{f"exchanges:overview:{page}": ["porto", "network"] for page in (
        "park", "matrix", "flows", "trend", "ages", "postings", "reserved", "landings", "parks", "paper",
    )},
    "exchanges:overview:export": ["file of porto", "file of network"],
    **{f"exchanges:overview:{page}": ["porto"] for page in ("why", "reports", "why_postings", "why_postings_csv", "why_postings_xlsx")},
    **{f"exchanges:overview:{page}": ["porto & quarter"] for page in ("report", "report_paper", "report_table")},
    **{f"exchanges:overview:{page}": ["quarter"] for page in ("network_report", "network_report_paper", "network_report_table")},
    **{f"parks:{verb}": ["porto"] for verb in ("detail", "edit", "suspend", "join", "people", "invite")},
    **{f"parks:programmes:{verb}": ["porto"] for verb in ("edit", "edit_spaces", "check")},
    "parks:admit": ["waiting park"],
    "parks:catalogue:edit_service": ["service"], "parks:catalogue:edit_sector": ["sector"],
    **{f"parks:catalogue:{verb}": ["catalogue service", "catalogue sector"] for verb in ("retire", "restore")},
    **{f"parks:fact_sheets:{verb}": ["porto"] for verb in ("edit", "check")},
    "parks:detail": ["porto", "waiting park"],
    **{f"companies:{verb}": ["lumen"] for verb in ("detail", "edit", "claim", "people", "invite")},
    "companies:needs:state": ["lumen"],
    **{f"companies:{verb}": ["claim"] for verb in ("verify", "refuse")}, "companies:end": ["lumen's home"],
    **{f"companies:{verb}": ["porto"] for verb in ("residents", "add_resident")},
    **{f"{room}:{verb}": [f"{owner} asker"] for room, owner in (("parks", "park"), ("companies", "company"))
       for verb in ("let_in", "turn_down")},
    **{f"{room}:{verb}": [f"{owner} person"] for room, owner in (("parks", "park"), ("companies", "company"))
       for verb in ("change_role", "end_membership")},
    "open_data:file": ["parks json", "partners csv", "programmes json"],
    "parks:accept": ["park token"], "companies:accept": ["company token"], "notices:open": ["notice of lead"],
    "account_confirm_email": ["odd key"], "account_reset_password_from_key": ["odd reset"],
    "demo:sign_in": ["demo person"], "mfa_remove_webauthn": ["nothing"], "mfa_edit_webauthn": ["nothing"],
}  # fmt: skip


def names() -> list[str]:
    """The name of every address the resolver knows, namespaces included."""
    return sorted(set(_walk(get_resolver())))


def _walk(resolver: URLResolver, spaces: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces)
        else:
            yield f"{spaces}{pattern.name or pattern.pattern}"


def args_of(stage: Stage, what: str) -> list[Any]:
    """The arguments that stand for a thing in an address."""
    fixed = {
        "": [],
        "nothing": [1],
        "csv": ["csv"],
        "odd key": ["nonsense"],
        "odd reset": ["1", "nonsense"],
        "demo person": ["manager"],
        "network": ["all"],
        "parks json": ["parks", "json"],
        "partners csv": ["partners", "csv"],
        "programmes json": ["programmes", "json"],
        "service": ["coworking"],
        "sector": ["photonics"],
        "catalogue service": ["services", "coworking"],
        "catalogue sector": ["sectors", "photonics"],
        "file of network": ["all", "figures", "csv"],
        "quarter": [last_finished(stage.today)],
    }
    if what in fixed:
        return fixed[what]
    if what == "porto & malaga":
        return [stage["porto"].code, stage["malaga"].code]
    if what == "file of porto":
        return [stage["porto"].code, "postings", "xlsx"]
    if what == "porto & quarter":
        return [stage["porto"].code, last_finished(stage.today)]
    thing = stage[what]
    if isinstance(thing, str):
        return [thing]
    if isinstance(thing, list):
        return thing
    return [getattr(thing, "code", thing.pk)]


def address_of(stage: Stage, name: str, what: str) -> str:
    return reverse(name, args=args_of(stage, what))
