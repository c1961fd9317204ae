"""The only writers of notices: told by the rooms above, in their transaction; delivered afterwards by the worker."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template import Context, engines
from django.template.backends.django import DjangoTemplates
from kombu.exceptions import OperationalError

from softlanding.accounts.models import User
from softlanding.notices.models import Notice

logger = logging.getLogger(__name__)

# Minutes until the next try after the first, second, ... failure; then it is given up and stays in the portal only.
BACKOFF_MINUTES = (1, 5, 15, 60, 240, 720, 1440)


def tell(people: Iterable[User], *, key: str, mail: str, context: Mapping[str, Any], url: str, now: datetime) -> int:
    """Write one notice a person about the step `key`; telling the same step again writes nothing.

    `mail` names templates/mail/<mail>.txt, whose first line is the subject. Returns how many people are told.
    """
    return tell_each([(people, context)], key=key, mail=mail, url=url, now=now)


def tell_each(
    groups: Iterable[tuple[Iterable[User], Mapping[str, Any]]], *, key: str, mail: str, url: str, now: datetime
) -> int:
    """The same for groups of people whom the mail says different things, written at once."""
    told = [({one.pk: one for one in people if one.is_active}, context) for people, context in groups]
    return _write(
        [_notice(one.email, one, key, mail, context, url, now) for people, context in told for one in people.values()]
    )


def tell_address(address: str, *, key: str, mail: str, context: Mapping[str, Any], url: str, now: datetime) -> int:
    """The same for somebody who has no account yet: only the mail goes out."""
    return _write([_notice(address, None, key, mail, context, url, now)])


def _notice(
    address: str, person: User | None, key: str, mail: str, context: Mapping[str, Any], url: str, now: datetime
) -> Notice:
    link = settings.BASE_URL + url
    # Plain text: an "&" in a name is an "&".
    plain = Context({**context, "person": person, "link": link}, autoescape=False)
    text = cast(DjangoTemplates, engines["django"]).engine.get_template(f"mail/{mail}.txt").render(plain)
    subject, _, body = text.strip().partition("\n")
    return Notice(
        recipient=person, address=address, key=key, subject=subject.strip()[:250], body=body.strip(), url=url,
        created_at=now, next_try_at=now,
    )  # fmt: skip


def _write(notices: list[Notice]) -> int:
    if notices:
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        transaction.on_commit(_wake_worker)
    return len(notices)


def _wake_worker() -> None:
    """Ask for delivery now. The row is what counts: if the broker is away, the next beat finds it."""
    from softlanding.notices.tasks import deliver

    try:
        deliver.apply_async(retry=False)
    except OperationalError:
        logger.warning("The broker does not answer; mails wait for the next beat.")


def deliver_next(now: datetime) -> bool:
    """Send the mail that has waited longest; False when none is due.

    The row stays locked while its mail is sent, so two workers never send the same; a failure is tried again later.
    """
    with transaction.atomic():
        notice = Notice.objects.due(now).select_for_update(skip_locked=True).order_by("next_try_at", "pk").first()
        if notice is None:
            return False
        try:
            _mail(notice).send()
        except Exception as error:
            _postpone(notice, error, now)
        else:
            notice.sent_at, notice.next_try_at, notice.last_error = now, None, ""
        notice.save(update_fields=["sent_at", "next_try_at", "tries", "last_error"])
        return True


def _mail(notice: Notice) -> EmailMessage:
    # The same Message-ID at every try lets the receiving side drop a repetition nobody can rule out.
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    body = f"{notice.body}\n\n{settings.BASE_URL}{notice.url}\n"
    headers = {"Message-ID": f"<notice-{notice.pk}@{host}>"}
    return EmailMessage(notice.subject, body, to=[notice.address], headers=headers)


def _postpone(notice: Notice, error: Exception, now: datetime) -> None:
    wait = BACKOFF_MINUTES[notice.tries] if notice.tries < len(BACKOFF_MINUTES) else None
    notice.tries += 1
    notice.next_try_at = now + timedelta(minutes=wait) if wait else None
    notice.last_error = str(error)[:1000]
    logger.warning("Mail to %s failed (try %d): %s", notice.address, notice.tries, error)


def read(notice: Notice, *, now: datetime) -> None:
    Notice.objects.filter(pk=notice.pk).unread().update(read_at=now)


def read_all(user: User, *, now: datetime) -> int:
    return Notice.objects.visible_to(user).unread().update(read_at=now)
