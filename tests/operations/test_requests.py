"""What the log says of a request, and what it never says."""

import json
import logging
from io import StringIO
from typing import Any

import pytest
import structlog
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from structlog.testing import capture_logs

from softlanding.operations.logs import logging_settings, masked, masked_path
from softlanding.urls import handler500, urlpatterns  # noqa: F401
from tests import cast

pytestmark = pytest.mark.django_db


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("Marta Ruiz <marta@example.org> broke it")


urlpatterns = [*urlpatterns, path("broken/", broken)]


@pytest.fixture
def lines() -> Any:
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as found:
        yield found


def of(lines: list[Any], event: str) -> Any:
    (line,) = [line for line in lines if line["event"] == event]
    return line


def test_a_request_leaves_its_person_path_time_and_outcome(client: Client, lines: Any) -> None:
    marta = cast.manager_of(cast.park("Malaga"), "Marta Ruiz")
    client.force_login(marta)
    answer = client.get("/notices/?q=Marta")
    line = of(lines, "request_finished")
    assert (line["person"], line["request"], line["code"], line["outcome"]) == (
        marta.pk, "GET /notices/", 200, "done",
    )  # fmt: skip
    assert line["ms"] >= 0 and line["request_id"] == answer["X-Request-ID"]
    assert "Marta" not in str(lines)


def test_a_right_refused_is_a_warning(client: Client, lines: Any) -> None:
    client.force_login(cast.manager_of(cast.park("Malaga"), "Marta Ruiz"))
    assert client.post("/theme/", {}).status_code in {302, 303, 400}
    from django.core.exceptions import PermissionDenied

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("softlanding.kernel.listing.page_of", lambda *_: (_ for _ in ()).throw(PermissionDenied))
        assert client.get("/notices/").status_code == 403
    line = [line for line in lines if line["event"] == "request_finished"][-1]
    assert (line["outcome"], line["log_level"]) == ("right refused", "warning")


@pytest.mark.urls(__name__)
def test_a_fault_leaves_its_trace_and_the_page_names_the_request(client: Client, lines: Any) -> None:
    client.raise_request_exception = False
    answer = client.get("/broken/")
    line = of(lines, "request_failed")
    assert answer.status_code == 500
    assert line["request_id"] == answer["X-Request-ID"] and line["request_id"] in answer.content.decode()
    assert line["exc_info"] is True or line["exc_info"]


@pytest.mark.urls(__name__)
def test_a_fault_of_the_page_of_faults_is_told_in_plain_words(
    client: Client, lines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_template(*_: Any) -> str:
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr("softlanding.faults.render_to_string", no_template)
    client.raise_request_exception = False
    answer = client.get("/broken/")
    assert answer.status_code == 500 and answer["X-Request-ID"] in answer.content.decode()
    assert of(lines, "request_failed") and of(lines, "fault_page_failed")


def test_a_sign_in_that_failed_names_the_account_by_its_number(lines: Any, rf: Any) -> None:
    marta = cast.person("Marta Ruiz", password=cast.PASSWORD)
    assert authenticate(rf.post("/accounts/login/"), email=marta.email, password="wrong") is None
    assert of(lines, "sign_in_failed")["account"] == marta.pk
    assert marta.email not in str(lines)


def test_a_line_in_production_is_json_without_addresses_and_with_the_trace() -> None:
    output = StringIO()
    told = logging_settings(json=True, level="INFO")
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=told["formatters"]["line"]["processors"],
        foreign_pre_chain=told["formatters"]["line"]["foreign_pre_chain"],
    )
    handler = logging.StreamHandler(output)
    handler.setFormatter(formatter)
    logger = logging.Logger("some.library")
    logger.addHandler(handler)
    try:
        broken(HttpRequest())
    except RuntimeError:
        logger.exception("Mail to %s failed", "marta@example.org")
    line = json.loads(output.getvalue())
    assert line["event"] == "Mail to [address] failed" and line["level"] == "error"
    assert "RuntimeError: Marta Ruiz <[address]> broke it" in line["exception"] and "in broken" in line["exception"]


@pytest.mark.parametrize(
    "text, becomes",
    [
        ("to marta@example.org.", "to [address]"),
        ("postgres://user:secret@host/db", "[address]"),
        ("DETAIL:  Key (name)=(Marta Ruiz) already exists.", "DETAIL: [values]"),
        ("DETAIL:  Failing row contains (1, Marta Ruiz\nsecond line).\nCONTEXT:  x", "DETAIL: [values]\nCONTEXT:  x"),
        ("Forbidden (CSRF): /parks/invitation/7:1tQ:ab-cd/", "Forbidden (CSRF): /parks/invitation/[key]/"),
        ("5 @ 3", "5 @ 3"),
    ],
)
def test_addresses_and_values_are_masked(text: str, becomes: str) -> None:
    assert masked(text) == becomes


def test_a_key_in_a_link_is_not_in_the_log() -> None:
    assert masked_path("/accounts/password/reset/key/3-cx5r7q-8f0a1b2c3d4e5f60718293a4/") == (
        "/accounts/password/reset/key/[key]/"
    )
    assert masked_path("/parks/invitation/12:1tQ-aB:ab-cdefgh-ijklm-nopqrs-tuvw/") == "/parks/invitation/[key]/"
    assert masked_path("/agreements/malaga-techpark-porto-2/") == "/agreements/malaga-techpark-porto-2/"
