"""A notice about something that still waits for its reader is kept, however old it is."""

from datetime import timedelta

from django.conf import settings

from exchanges.tasks import purge_notices
from softlanding.notices.models import Notice
from tests.cast import NOW
from tests.exchanges import cast

LONG_AGO = NOW - timedelta(days=settings.READ_NOTICES_KEPT_DAYS + 400)


def test_what_still_waits_for_an_answer_is_kept(network) -> None:
    Notice.objects.all().delete()
    decides, applied = cast.manager_of(network.malaga), cast.manager_of(network.porto)
    for person in (decides, applied):
        Notice.objects.create(
            recipient=person, address=person.email, key=f"step-{person.pk}", subject="s", body="", created_at=LONG_AGO,
            read_at=LONG_AGO, sent_at=LONG_AGO, url=network.waits.get_absolute_url(),
        )  # fmt: skip
    purge_notices()
    assert [one.recipient for one in Notice.objects.all()] == [decides]
