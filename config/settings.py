"""All settings of Jahesh, in two modes.

JAHESH_MODE=demo        plain http on loopback, demo accounts, illustrative data.
JAHESH_MODE=production  https only; everything secret comes from the environment.

Every variable is documented in `.env.example`.
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = os.environ.get("JAHESH_MODE", "demo")
if MODE not in ("demo", "production"):
    raise ImproperlyConfigured("JAHESH_MODE is 'demo' or 'production'.")
PRODUCTION = MODE == "production"

DEBUG = False
if PRODUCTION:
    SECRET_KEY = environment.required("SECRET_KEY")
    ALLOWED_HOSTS = environment.required("ALLOWED_HOSTS").split(",")
else:
    # Only ever signs sessions of demo accounts on loopback.
    SECRET_KEY = os.environ.get("SECRET_KEY", "demo-only-" + "jahesh" * 10)
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]

# --- applications -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "config",
    "agencies",
    "projects",
    "targets",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.NoStoreMiddleware",
    "config.middleware.StorageMiddleware",
    "agencies.middleware.RequestOriginMiddleware",
    "agencies.middleware.OneLookMiddleware",
    "agencies.middleware.FirstPasswordMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reports.context.frame",
                "reports.context.saved_views",
            ],
            "builtins": [
                "config.cells",
                "config.form_errors",
                "config.lateness",
                "config.persian.filters",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "config.lean.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

# --- stored things ------------------------------------------------------------------------------

# The application's own role: no DDL, no right to change history or frozen rows (docs/operators.md).
DATABASES = {"default": environment.database(environment.required("DATABASE_URL"))}
# The role that owns the tables; present only where migrations run.
if os.environ.get("DATABASE_OWNER_URL"):
    DATABASES["owner"] = environment.database(os.environ["DATABASE_OWNER_URL"])

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "agencies.User"

REDIS_URL = environment.required("REDIS_URL")
CACHES = {"default": environment.cache(REDIS_URL)}

# Evidence and reports: a folder outside the web root, served only through views that check permission.
STORAGE_ROOT = Path(os.environ.get("STORAGE_URL", f"file://{BASE_DIR / 'var' / 'storage'}").removeprefix("file://"))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": STORAGE_ROOT,
            "file_permissions_mode": 0o640,
            "directory_permissions_mode": 0o750,
        },
    },
    "staticfiles": {
        "BACKEND": (
            "config.static_files.HashedFiles" if PRODUCTION else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [
    (name, BASE_DIR / "static" / name)
    for name in ("built", "css", "js", "img")
    if (BASE_DIR / "static" / name).is_dir()
]
WHITENOISE_USE_FINDERS = not PRODUCTION

# The fonts of printed reports: whole TrueType files, beside the cut one that is served.
PRINT_FONTS = BASE_DIR / "static" / "node_modules" / "vazirmatn" / "fonts" / "ttf"

# --- language, calendar -------------------------------------------------------------------------

LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", _("Persian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
LANGUAGE_COOKIE_NAME = "jahesh_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "Asia/Tehran"
USE_TZ = True
# The day that rules take for today (YYYY-MM-DD), for demonstrations and tests; see config/clock.py.
TODAY = os.environ.get("JAHESH_TODAY", "")

HEADQUARTERS_NAME = os.environ.get("HEADQUARTERS_NAME", "ستاد اقتصاد مقاومتی استان")
PROVINCE_NAME = os.environ.get("PROVINCE_NAME", "آذربایجان شرقی")
PROVINCE_NAME_EN = os.environ.get("PROVINCE_NAME_EN", "East Azerbaijan")

# --- sign-in ------------------------------------------------------------------------------------

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "inbox"
LOGOUT_REDIRECT_URL = "sign-in"
AUTHENTICATION_BACKENDS = ["agencies.sessions.PersonBackend"]
SESSION_ENGINE = "agencies.sessions"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.pages.csrf_refused"

# --- security headers ---------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
# A file that is handed in, and all that one person hands in within a month.
EVIDENCE_MAX_BYTES = 10 * 1024 * 1024
EVIDENCE_BYTES_A_MONTH = 500 * 1024 * 1024

# --- work outside the request -------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# kombu looks for abandoned messages every interval × throttle seconds; visibility exceeds the longest task.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # A dead broker must not hold a page: the database is the list of work, the queue only a hint.
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
}
# After so many seconds without a sign of life a worker that compiles a report is taken for dead: its work is given to
# another. Three times as often it shows one, and the list of reports is looked through.
REPORT_SILENT_AFTER = float(os.environ.get("REPORT_SILENT_AFTER", "30"))
CELERY_BEAT_SCHEDULE = {
    "pick-up-report-jobs": {
        "task": "reports.tasks.pick_up_report_jobs",
        "schedule": REPORT_SILENT_AFTER / 3,
        # While no worker runs, looks at the list do not pile up in the queue.
        "options": {"expires": REPORT_SILENT_AFTER / 3},
    },
    "pick-up-workbooks": {"task": "reports.tasks.pick_up_workbooks", "schedule": 15.0, "options": {"expires": 15}},
    "ask-for-due-reports": {"task": "reports.tasks.ask_for_due_reports", "schedule": 3600.0},
    # Once a day comes of it; every ten minutes, so that a day whose hour was missed is caught up with.
    "remind": {"task": "reports.tasks.remind", "schedule": 600.0, "options": {"expires": 600}},
    "deliver-messages": {"task": "reports.tasks.deliver_messages", "schedule": 30.0, "options": {"expires": 30}},
    "forget-sent-forms": {"task": "agencies.tasks.forget_sent_forms", "schedule": 24 * 3600.0},
    "open-due-periods": {"task": "targets.tasks.open_due_periods", "schedule": 3600.0},
    "close-due-periods": {"task": "targets.tasks.close_due_periods", "schedule": 3600.0},
}
# A file; while it exists, a worker that has just written a report's data set waits (for tests that kill it there).
REPORT_BARRIER = "" if PRODUCTION else os.environ.get("JAHESH_REPORT_BARRIER", "")

# --- what leaves the house --------------------------------------------------------------------------

# Addresses in messages begin with it, and the names of messages end with its host.
SITE_URL = os.environ.get("SITE_URL") or (
    f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
)
# The hour of Tehran from which the day's reminders are made out.
REMIND_AT_HOUR = int(os.environ.get("REMIND_AT_HOUR", "7"))
# Without an address of a mail server, or of a gateway for text messages, nothing leaves: it stands on the page only.
globals().update(environment.mail(os.environ.get("EMAIL_URL", "")))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "jahesh@localhost")
SMS_GATEWAY_URL = os.environ.get("SMS_GATEWAY_URL", "")
SMS_GATEWAY_TOKEN = os.environ.get("SMS_GATEWAY_TOKEN", "")
SMS_GATEWAY_SENDER = os.environ.get("SMS_GATEWAY_SENDER", "")
# A file; while it exists, a worker that has just handed over a message waits (for tests that kill it there).
OUTBOX_BARRIER = "" if PRODUCTION else os.environ.get("JAHESH_OUTBOX_BARRIER", "")

# --- the edges of the page ----------------------------------------------------------------------

# Fields are shown by templates that stand among ours, where there is one.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FILTERS_EMPTY_CHOICE_LABEL = _("All")
DJANGO_TABLES2_TEMPLATE = "django_tables2/jahesh.html"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"jahesh": {"level": "INFO"}},
}
