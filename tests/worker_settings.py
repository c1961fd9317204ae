"""The settings of a worker that serves the tests: all the same, on the database of the running tests."""

import os

from softlanding.settings import *  # noqa: F403
from softlanding.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if "TEST_DATABASE_HOST" in os.environ:  # a door that a test can shut
    DATABASES["default"] |= {"HOST": os.environ["TEST_DATABASE_HOST"], "PORT": "5432"}
