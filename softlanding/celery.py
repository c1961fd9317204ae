"""The Celery application: `celery -A softlanding worker`, `celery -A softlanding beat`."""

import os

from celery import Celery

from softlanding.running.local import broker_url, redis_url

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "softlanding.settings")

app = Celery(
    "softlanding",
    broker=broker_url(os.environ.get("REDIS_URL") or redis_url()),
    changes={"worker_redirect_stdouts": False},  # mails on the console stay readable
)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
