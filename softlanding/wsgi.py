"""The web server's door: `gunicorn softlanding.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

import softlanding.celery  # noqa: F401  tasks called from a page go to our broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "softlanding.settings")
os.environ["SERVES_PAGES"] = "true"  # settings give its database connections time limits

application = get_wsgi_application()
