"""One settings file, driven by the environment; README section "For real" lists the variables.

With nothing set it serves a local machine (embedded servers, plain http). A real deployment sets DATABASE_URL,
REDIS_URL, SECRET_KEY and ALLOWED_HOSTS, and gets https-only cookies, HSTS and no demo.
"""

import secrets
from logging import DEBUG as DEBUGGING
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from softlanding.content_policy import CONTENT_SECURITY_POLICY  # noqa: F401
from softlanding.operations.logs import logging_settings
from softlanding.running.local import LOCAL, database_url, redis_url

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
# A real deployment is whoever names a database and asks for neither the demo nor debugging.
PRODUCTION = env.bool("PRODUCTION", bool(env.str("DATABASE_URL", "")) and not DEBUG and not DEMO)


def local_secret() -> str:
    """A key of this machine alone, made once: sessions outlive a restart and no key is ever committed."""
    LOCAL.mkdir(exist_ok=True)
    path = LOCAL / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", "")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY is not set. Set it to a long random text before serving for real.")
    SECRET_KEY = local_secret()

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else LOCAL_HOSTS)
BASE_URL = env.str("BASE_URL", "http://localhost:8000")  # the address written into mails
CSRF_TRUSTED_ORIGINS = [BASE_URL]
NETWORK_NAME = env.str("NETWORK_NAME", "softlanding network")  # on paper, and where a visitor checks it

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "softlanding.support.apps.SupportConfig",  # django.contrib.admin, with a site of our own
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_countries",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "pgtrigger",
    "rules",
    "softlanding.kernel",
    "softlanding.operations",
    "softlanding.accounts",
    "softlanding.limits",
    "softlanding.notices",
    "softlanding.sign_in",
    "parks",
    "companies",
    "exchanges",
    "softlanding.demo",
    "softlanding.seeding",
]

MIDDLEWARE = [
    "softlanding.operations.middleware.Health",
    "softlanding.operations.middleware.Requests",
    "django.middleware.security.SecurityMiddleware",
    "softlanding.kernel.middleware.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "softlanding.kernel.middleware.OddAddresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "softlanding.accounts.middleware.KeepsPersonalPages",
    "softlanding.accounts.middleware.LastSeen",
    "softlanding.navigation.KnowsMemberships",
    "softlanding.second_factor.RequireMfa",
]

FORM_RENDERER = "softlanding.kernel.widgets.Renderer"

ROOT_URLCONF = "softlanding.urls"
WSGI_APPLICATION = "softlanding.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "softlanding.context.page",
            ],
            "builtins": [f"softlanding.kernel.templatetags.{name}" for name in ("softlanding", "lists")],
        },
    }
]

DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL", "") or database_url())}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A server that vanished is noticed: no connection in 5 seconds, no answer to what was sent in 30.
for name, value in {"connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 5, "keepalives_count": 4,
                    "tcp_user_timeout": 30_000}.items():  # fmt: skip
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(name, value)
# Off by itself where a pooler changes connections between statements; see kernel/pooling.py.
PREPARED_STATEMENTS = env.bool("PREPARED_STATEMENTS", True)
# What each connection is told that no pooler hands to others. What the portal reads lies in memory or on an SSD, where
# any page is read about as fast as the next one. And one plan for all parks; PostgreSQL would make one for each where
# some are far larger.
CONNECTION_SETTINGS = {"random_page_cost": "1.1", "plan_cache_mode": "force_generic_plan"}
if env.bool("SERVES_PAGES", False):
    # What serves pages (wsgi.py says so) gives up what takes far longer than any page; jobs and commands may. In
    # milliseconds: one statement, waiting for a row that somebody else holds, a transaction that does nothing.
    limits = {"statement_timeout": 30_000, "lock_timeout": 10_000, "idle_in_transaction_session_timeout": 60_000}
    CONNECTION_SETTINGS |= env.dict("PAGE_DATABASE_LIMITS", default={name: str(one) for name, one in limits.items()})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "") or redis_url()
# Seconds that a page waits for the cache, once; then it does without until the server is back.
CACHE_TIMEOUT = env.float("CACHE_TIMEOUT", 1.0)
CACHES = {
    "default": {
        "BACKEND": "softlanding.operations.cache.DegradingCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": CACHE_TIMEOUT, "socket_timeout": CACHE_TIMEOUT},
    }
}

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["softlanding.accounts.backends.SignIn"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "softlanding.accounts.forms.SignUp"
ACCOUNT_ADAPTER = "softlanding.sign_in.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # a mail server may let a mail wait for some minutes
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
# Beside allauth's own: a visitor checks a document's hash. Wrong tries and mails are counted by softlanding.limits.
COUNTED_BY_US = ("login", "login_failed", "request_login_code", "reset_password", "signup")
ACCOUNT_RATE_LIMITS = {"check_hash": "60/m/ip", **dict.fromkeys(COUNTED_BY_US)}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "softlanding.sign_in.forms.Authenticate",
    "reauthenticate": "softlanding.sign_in.forms.Reauthenticate",
    "authenticate_webauthn": "softlanding.sign_in.passkeys.Authenticate",
    "login_webauthn": "softlanding.sign_in.passkeys.Login",
    "reauthenticate_webauthn": "softlanding.sign_in.passkeys.Reauthenticate",
    "add_webauthn": "softlanding.sign_in.passkeys.Add",
    "edit_webauthn": "softlanding.sign_in.passkeys.Edit",
}
MFA_TOTP_ISSUER = "softlanding"
MFA_ADAPTER = "softlanding.sign_in.second_factors.MfaAdapter"
# Long random texts that encrypt the secrets of second factors in the database: the first encrypts, all decrypt.
MFA_ENCRYPTION_KEYS = env.list("MFA_ENCRYPTION_KEY", default=[])
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Roles that must use a second factor: network_admin, manager, entrepreneur.
MFA_REQUIRED_ROLES = env.list("MFA_REQUIRED_ROLES", default=[] if DEMO else ["network_admin"])
USERSESSIONS_TRACK_ACTIVITY = True
SESSION_ENGINE = "softlanding.accounts.sessions"  # kept in the database, read from the cache
SESSION_COOKIE_AGE = 14 * 24 * 3600

# Mail: the console shows it unless EMAIL_URL names a server.
vars().update(env.email_url_config(env.str("EMAIL_URL", "consolemail://")))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "softlanding <portal@localhost>")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 10)  # seconds for each answer of the mail server

# Work in the background
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page waits no longer for the broker than this; a worker that listens gets an answer every second.
CELERY_BROKER_CONNECTION_TIMEOUT = BROKER_TIMEOUT = env.int("BROKER_TIMEOUT", 3)
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": BROKER_TIMEOUT, "socket_timeout": BROKER_TIMEOUT}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # worker and beat wait for it, however long it is away
CELERY_BEAT_SCHEDULER = "softlanding.operations.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    # Those that come again soon are not done late: a worker that was away finds no heap of them.
    "heartbeat": {
        "task": "softlanding.operations.tasks.heartbeat",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "deliver-notices": {"task": "softlanding.notices.tasks.deliver", "schedule": 30.0, "options": {"expires": 60}},
    # Hourly, because a day begins at another hour in each host's time zone; running again changes nothing.
    "daily": {"task": "exchanges.tasks.daily", "schedule": 3600.0},
    "check-ledger": {"task": "exchanges.tasks.check_ledger", "schedule": 24 * 3600.0},
    "take-root": {"task": "exchanges.tasks.take_root", "schedule": 3600.0},
    # Looks every day, proposes once a year.
    "yearly-clearing": {"task": "exchanges.tasks.yearly_clearing", "schedule": 24 * 3600.0},
    "forget-limits": {"task": "softlanding.limits.tasks.forget_old", "schedule": 24 * 3600.0},
    "write-reports": {"task": "exchanges.tasks.write_reports", "schedule": 24 * 3600.0},
    "purge-notices": {"task": "exchanges.tasks.purge_notices", "schedule": 24 * 3600.0},
    "purge-sessions": {"task": "softlanding.accounts.tasks.purge_sessions", "schedule": 24 * 3600.0},
    "purge-jobs": {"task": "softlanding.operations.tasks.purge", "schedule": 24 * 3600.0},
}
# Days after which the nightly jobs remove what is over; an unread notice, or one that waits for an answer, stays.
JOB_RUNS_KEPT_DAYS = env.int("JOB_RUNS_KEPT_DAYS", 90)
MAIL_TEXTS_KEPT_DAYS = env.int("MAIL_TEXTS_KEPT_DAYS", 30)
READ_NOTICES_KEPT_DAYS = env.int("READ_NOTICES_KEPT_DAYS", 365)

# Logs to standard output: a line an event; JSON where nobody reads along.
LOG_LEVEL = env.str("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING")
LOGGING = logging_settings(json=PRODUCTION, level=LOG_LEVEL)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = DEBUGGING

# Clearings: the month and day on which one is proposed every year (empty: never), and the days to answer one.
CLEARING_DAY = env.str("CLEARING_DAY", "02-01")
CLEARING_ANSWER_DAYS = env.int("CLEARING_ANSWER_DAYS", 21)

# A time-stamp authority (RFC 3161) that witnesses each day's root of the books; without one nobody is asked.
TIMESTAMP_URL = env.str("TIMESTAMP_URL", "")

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "softlanding.formats"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# What a browser may do with our pages, beside softlanding/content_policy.py
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", PRODUCTION)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if env.bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Networks of the proxies whose X-Forwarded-For is believed, or "unix" for one that comes through a socket.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Whatever starts Django knows the broker: `.delay()` in a command goes where the worker listens.
import softlanding.celery  # noqa: E402, F401
