"""What the migration makes of links that lay signed in the table."""

import pytest
from django.core.management import call_command
from django.core.signing import TimestampSigner
from django.db import connection

from softlanding.memberships import actions
from softlanding.memberships.invitations import membership_of, seal_of
from softlanding.notices.models import Notice
from tests import cast

pytestmark = pytest.mark.django_db


def addresses() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT key, url FROM notices_notice")
        return dict(cursor.fetchall())


def test_signed_links_become_bare_and_what_waits_is_signed_again_on_the_way_back() -> None:
    porto = cast.park("Porto Digital", "BR")
    by = cast.manager_of(porto, "Anna Lund")
    member = actions.invite(porto, email="Bo@example.org", role="deputy", by=by, now=cast.NOW)
    notice = Notice.objects.get()
    bare = notice.url
    Notice.objects.create(address="a@example.org", key="other", subject="x", url="/parks/", created_at=cast.NOW)
    addresses()
    call_command("migrate", "notices", "0002", verbosity=0)
    old = addresses()
    assert old["other"] == "/parks/"
    assert membership_of(old[notice.key].split("/")[-2], type(member)) == member
    assert TimestampSigner(salt=seal_of(member)).unsign(old[notice.key].split("/")[-2]) == str(member.pk)
    call_command("migrate", "notices", verbosity=0)
    assert addresses() == {notice.key: bare, "other": "/parks/"}
    assert dict(Notice.objects.values_list("key", "seal")) == {notice.key: seal_of(member), "other": ""}
