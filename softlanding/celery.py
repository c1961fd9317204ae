"""The Celery application: `celery -A softlanding worker`, `celery -A softlanding beat`."""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery, signals
from django_structlog.celery.steps import DjangoStructLogInitStep

from softlanding.running.local import broker_url, redis_url

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "softlanding.settings")

app = Celery(
    "softlanding",
    broker=broker_url(os.environ.get("REDIS_URL") or redis_url()),
    changes={"worker_redirect_stdouts": False},  # mails on the console stay readable
)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)  # a task's lines have the id of the request that asked for it


@signals.setup_logging.connect
def log_as_the_web_server_does(**_: Any) -> None:
    from django.conf import settings

    dictConfig(settings.LOGGING)
