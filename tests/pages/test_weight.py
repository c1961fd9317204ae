"""What a page weighs over the wire, on the demo network: at most 15 KB of HTML and 60 KB of styles and scripts."""

import gzip
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from exchanges.landings.models import Landing
from softlanding.accounts.models import User
from softlanding.demo.loading import load

KB = 1024


@pytest.mark.django_db
def test_pages_are_light(settings):
    settings.MFA_REQUIRED_ROLES = []
    load(datetime(2026, 11, 24, 9, tzinfo=UTC))
    decision = Landing.objects.filter(host__code="P161", state="nominated").first()
    pages = {
        "": ["/", "/parks/", "/parks/P161/", "/accounts/login/"],
        "marta": ["/", "/landings/", "/agreements/", "/agreements/new/", "/balances/", "/clearing/", "/balances/P161/P026/", "/parks/",
                  "/parks/P161/edit/", "/parks/P161/people/", "/notices/", "/network/P161/why/", "/network/P161/why/postings/",
                  "/network/P161/report/2026-Q3/", f"{decision.get_absolute_url()}offer/"],
        "helena": ["/", "/landings/", "/landings/new/", "/parks/?room=on", "/balances/"],
        "nora": ["/", "/clearing/", "/network/", "/network/all/matrix/", "/network/all/trend/", "/network/all/postings/", "/balances/", "/balances/?view=parks", "/network/report/2026-Q3/", "/agreements/", "/landings/", "/companies/", "/parks/"],
    }  # fmt: skip
    heavy, checked = {}, set()
    for who, addresses in pages.items():
        client = Client()
        if who:
            client.force_login(User.objects.get(email=f"{who}@example.org"))
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            if (weight := len(gzip.compress(answer.content, 6))) > 15 * KB:
                heavy[who, address] = weight
            checked |= set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', answer.content.decode()))
    assert heavy == {}
    assert len(checked) > 5
    files = {name: finders.find(name) for name in checked}
    assert sum(len(gzip.compress(Path(str(path)).read_bytes(), 6)) for path in files.values()) <= 60 * KB
