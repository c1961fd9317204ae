"""The only writers of notices: told by the rooms above, in their transaction; delivered afterwards by the worker."""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import IntEnum
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPServerDisconnected,
)
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Case, F, Q, TextField, Value, When
from django.template import Context, engines
from django.template.backends.django import DjangoTemplates

from softlanding.accounts.models import User
from softlanding.kernel.texts import shown
from softlanding.notices.links import sealed
from softlanding.notices.models import Notice
from softlanding.notices.waking import wake_worker

logger = logging.getLogger(__name__)

# Minutes until the next try after the first, second, ... failure; then it is given up and stays in the portal only.
BACKOFF_MINUTES = (1, 5, 15, 60, 240, 720, 1440)
URGENT_BACKOFF_MINUTES = (0.5, 0.5, 1, 2, 5, 15, 60, 240, 720, 1440)  # somebody waits for it at the screen


def tell(
    people: Iterable[User], *, key: str, mail: str, context: Mapping[str, Any], url: str, now: datetime, seal: str = ""
) -> int:
    """Write one notice a person about the step `key`; telling the same step again writes nothing.

    `mail` names templates/mail/<mail>.txt, whose first line is the subject; `seal`: with what the link is signed in
    the mail, and only there. Returns how many people are told.
    """
    return tell_each([(people, context)], key=key, mail=mail, url=url, now=now, seal=seal)


def tell_each(
    groups: Iterable[tuple[Iterable[User], Mapping[str, Any]]], *, key: str, mail: str, url: str, now: datetime,
    seal: str = "",
) -> int:  # fmt: skip
    """The same for groups of people whom the mail says different things, written at once."""
    told = [({one.pk: one for one in people if one.is_active}, context) for people, context in groups]
    return _write(
        [
            _notice(one.email, one, key, mail, context, url, now, seal)
            for people, context in told
            for one in people.values()
        ]
    )


def tell_address(
    address: str, *, key: str, mail: str, context: Mapping[str, Any], url: str, now: datetime, seal: str = ""
) -> int:
    """The same for somebody who has no account yet: only the mail goes out."""
    return _write([_notice(address, None, key, mail, context, url, now, seal)])


def _notice(
    address: str, person: User | None, key: str, mail: str, context: Mapping[str, Any], url: str, now: datetime,
    seal: str,
) -> Notice:  # fmt: skip
    link = settings.BASE_URL + url
    # Plain text: an "&" in a name is an "&".
    plain = Context({**context, "person": person, "link": link}, autoescape=False)
    text = cast(DjangoTemplates, engines["django"]).engine.get_template(f"mail/{mail}.txt").render(plain)
    subject, _, body = text.strip().partition("\n")
    return Notice(
        recipient=person, address=address, key=key, subject=shown(subject)[:250], body=body.strip(), url=url,
        seal=seal, created_at=now, next_try_at=now,
    )  # fmt: skip


def _write(notices: list[Notice]) -> int:
    if notices:
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        transaction.on_commit(wake_worker)
    return len(notices)


def mail(address: str, *, key: str, subject: str, body: str, now: datetime, expires_at: datetime) -> Notice:
    """Write a mail of signing in: a code, a link, a warning. It goes first, and never after `expires_at`.

    It is nobody's notice in the portal, and its text is kept only until it is sent or too old.
    """
    made = Notice.objects.create(
        address=address, key=key, subject=shown(subject)[:250], body=body, created_at=now, next_try_at=now,
        expires_at=expires_at, is_urgent=True, is_secret=True,
    )  # fmt: skip
    transaction.on_commit(wake_worker)
    return made


class Outcome(IntEnum):
    """What came of trying to send one mail; nothing due is false."""

    NOTHING_DUE = 0
    SENT = 1
    FAILED = 2  # the server does not take this one
    SERVER_AWAY = 3  # no use in trying another now


def deliver_next(now: datetime) -> Outcome:
    """Send the urgent mail that has waited longest, else the other that has.

    The row stays locked while its mail is sent, so two workers never send the same; a failure is tried again later.
    """
    with transaction.atomic():
        due = Notice.objects.due(now).select_for_update(skip_locked=True).order_by("next_try_at", "pk")
        notice = due.filter(is_urgent=True).first() or due.filter(is_urgent=False).first()
        if notice is None:
            return Outcome.NOTHING_DUE
        if notice.expires_at and notice.expires_at <= now:
            outcome = Outcome.FAILED
            _give_up(notice, f"Not sent by {notice.expires_at:%Y-%m-%d %H:%M}, when it was of no more use.", now)
        else:
            outcome = _send(notice, now)
        notice.save(update_fields=["sent_at", "next_try_at", "given_up_at", "tries", "last_error", "body"])
        return outcome


def _send(notice: Notice, now: datetime) -> Outcome:
    try:
        _mail(notice).send()
    except Exception as error:
        _postpone(notice, error, now)
        return Outcome.SERVER_AWAY if _is_away(error) else Outcome.FAILED
    notice.sent_at, notice.next_try_at, notice.given_up_at, notice.last_error = now, None, None, ""
    _forget_secret(notice)
    return Outcome.SENT


def _is_away(error: Exception) -> bool:
    """Whether it is the server's trouble and not this mail's: silence, no connection, no entrance for the portal."""
    if isinstance(error, SMTPException):  # an OSError too
        return isinstance(error, SMTPConnectError | SMTPHeloError | SMTPAuthenticationError | SMTPServerDisconnected)
    return isinstance(error, OSError)


def _mail(notice: Notice) -> EmailMessage:
    # The same Message-ID at every try lets the receiving side drop a repetition nobody can rule out.
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    link = f"\n{settings.BASE_URL}{sealed(notice.url, notice.seal)}\n" if notice.url else ""
    body = f"{notice.body}\n{link}"
    headers = {"Message-ID": f"<notice-{notice.pk}@{host}>"}
    return EmailMessage(notice.subject, body, to=[notice.address], headers=headers)


def _postpone(notice: Notice, error: Exception, now: datetime) -> None:
    backoff = URGENT_BACKOFF_MINUTES if notice.is_urgent else BACKOFF_MINUTES
    wait = backoff[notice.tries] if notice.tries < len(backoff) else None
    notice.tries += 1
    says = (str(error) or type(error).__name__)[:1000]
    again = now + timedelta(minutes=wait) if wait else None
    if again is None or (notice.expires_at and notice.expires_at <= again):
        _give_up(notice, says, now)
    else:
        notice.next_try_at, notice.last_error = again, says
    logger.warning("Mail %d failed (%s): %s", notice.pk, notice.delivery, says)


def _give_up(notice: Notice, why: str, now: datetime) -> None:
    notice.given_up_at, notice.next_try_at, notice.last_error = now, None, why
    _forget_secret(notice)


def _forget_secret(notice: Notice) -> None:
    if notice.is_secret:
        notice.body = ""


def forget_expired(now: datetime) -> int:
    """Give up what is of no more use, whether or not its next try has come; how many."""
    late = Notice.objects.waiting().filter(expires_at__lte=now)
    why = "The mail server did not take it in time."
    over = Case(When(is_secret=True, then=Value("")), default=F("body"), output_field=TextField())
    return late.update(given_up_at=now, next_try_at=None, last_error=why, body=over)


def read(notice: Notice, *, now: datetime) -> None:
    Notice.objects.filter(pk=notice.pk).unread().update(read_at=now)


def read_all(user: User, *, now: datetime) -> int:
    return Notice.objects.visible_to(user).unread().update(read_at=now)


def purge(now: datetime, waits: Callable[[Notice], bool]) -> int:
    """Remove what is over; how many rows were touched.

    That is what was read long ago, mails of signing in a month after they went, and the texts of other mails then.
    Never a notice that is unread, whose mail is still on its way, or for which `waits` says that it wants an answer.
    """
    over = Notice.objects.over()
    read = over.filter(read_at__lt=now - timedelta(days=settings.READ_NOTICES_KEPT_DAYS)).select_related("recipient")
    going = [notice.pk for notice in read.order_by("recipient", "pk").iterator() if not waits(notice)]
    gone, _ = Notice.objects.filter(pk__in=going).delete()
    sent_by = now - timedelta(days=settings.MAIL_TEXTS_KEPT_DAYS)
    spent = over.filter(Q(sent_at__lt=sent_by) | Q(given_up_at__lt=sent_by))
    secret, _ = spent.filter(is_secret=True).delete()
    return gone + secret + spent.exclude(body="").update(body="")
