"""Settings, all of them from the environment; look here for what an installation may change.

`manage.py` fills DATABASE_URL, REDIS_URL and SECRET_KEY in embedded mode, so this file never starts
anything. Served installations (docker-compose.yml) set them outright.
"""

from decimal import Decimal
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from sidalih.hardening.policy import CSP
from sidalih.row_security import OWNER, ROLE

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

if "DATABASE_URL" not in env:
    raise ImproperlyConfigured("DATABASE_URL is not set: start through manage.py, or see .env.example")

# Everything an embedded installation keeps (database, uploads, exports, logs) lies below this folder.
VAR_DIR = Path(env.str("SIDALIH_VAR", default=str(BASE_DIR / "var"))).resolve()

SECRET_KEY = env.str("SECRET_KEY")
# Retired keys: they still open sessions and second factors, and close nothing any more (docs/operations.md).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Served installations stand behind TLS; the embedded one speaks plain HTTP on this machine only.
SECURE_COOKIES = env.bool("SECURE_COOKIES", default=False)
# How many proxies of our own stand before the portal: only what they add to X-Forwarded-For is believed.
TRUSTED_PROXY_HOPS = env.int("TRUSTED_PROXY_HOPS", default=0)

INSTALLED_APPS = [
    "sidalih.embedded",
    "sidalih.hardening",
    "sidalih.areas",
    "sidalih.accounts",
    "sidalih.audit",
    "sidalih.jobs",
    "sidalih.home",
    "voters",
    "ektp",
    "django_htmx",
    "heroicons",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "sidalih.hardening.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sidalih.hardening.headers.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sidalih.home.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sidalih.audit.middleware.OriginMiddleware",
    "sidalih.accounts.middleware.VisitMiddleware",
    "sidalih.hardening.gate.GateMiddleware",
    "sidalih.accounts.middleware.PlainTextMiddleware",
    "sidalih.addresses.AddressMiddleware",
    "sidalih.accounts.middleware.ScopeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "sidalih.urls"
WSGI_APPLICATION = "sidalih.wsgi.application"
ASGI_APPLICATION = "sidalih.asgi.application"

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
                "django.template.context_processors.i18n",
                "sidalih.home.context.shell",
            ],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Whoever the login is, requests, jobs and commands act as a role that owns nothing, so that row security binds
# them. manage.py says "owner" for the few commands that build the database (sidalih/row_security.py).
if env.str("SIDALIH_DATABASE_ROLE", default=ROLE) != OWNER:
    DATABASES["default"].setdefault("OPTIONS", {})["assume_role"] = ROLE
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Background work. Without a broker jobs wait in the database until somebody runs them.
REDIS_URL = env.str("REDIS_URL", default="")
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60)
JOB_SWEEP_SECONDS = env.int("JOB_SWEEP_SECONDS", default=15)
JOB_MAX_ATTEMPTS = env.int("JOB_MAX_ATTEMPTS", default=5)

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "full_name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "sidalih.accounts.passwords.DressedUpValidator"},
    {"NAME": "sidalih.accounts.passwords.HouseWordsValidator"},
    {"NAME": "sidalih.accounts.passwords.LongestValidator"},
]
LOGIN_URL = "masuk"
LOGIN_REDIRECT_URL = "beranda"
LOGOUT_REDIRECT_URL = "masuk"
# A visit ends after so long without use, and after so long at all; what weighs (approve, export, issue) is
# asked for a code again when the last proof is older than CONFIRM_MINUTES.
VISIT_IDLE_MINUTES = env.int("VISIT_IDLE_MINUTES", default=30)
VISIT_HOURS = env.int("VISIT_HOURS", default=10)
CONFIRM_MINUTES = env.int("CONFIRM_MINUTES", default=15)
SLIP_HOURS = env.int("SLIP_HOURS", default=72)  # how long a letter with a one-time slip can be used
SESSION_COOKIE_AGE = VISIT_HOURS * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 86400
# In the session, not in a cookie of their own: messages name files and offices.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": CSP}
if SECURE_COOKIES:
    # A browser takes __Host- cookies over TLS only, from this host only, for the whole site only.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "__Host-sesi", "__Host-csrf", "__Host-bahasa"
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("HSTS_SUBDOMAINS", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"  # WIB, the time of every office in East Java
USE_THOUSAND_SEPARATOR = False  # numbers are written by our own filter, the same in both languages

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": str(VAR_DIR / "files"), "file_permissions_mode": 0o600,
                            "directory_permissions_mode": 0o700}},
    "staticfiles": {"BACKEND": env.str(
        "STATIC_STORAGE", default="whitenoise.storage.CompressedManifestStaticFilesStorage")},
}
# Operators' workbooks are bounded by the reader's limits; forms carry no large text.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # the widest form, KTP-el of an office, has some 400
DATA_UPLOAD_MAX_NUMBER_FILES = 3
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# Uploads of more than a megabyte are spooled to disk: inside the installation, for they are personal data.
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "tmp"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
UPLOAD_MAX_BYTES = 64 * 1024 * 1024
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=10 * 1024 * 1024)  # one scanned paper
# Titles, columns and words of recaps and berita acara: a file of one's own instead of voters/rules/recap_forms.toml.
RECAP_FORMS = env.str("RECAP_FORMS", default="")
# A batch that takes more than so many per cent of a roll's voters off it waits for the province to sign it too.
CHURN_BRAKE_PERCENT = Decimal(env.str("CHURN_BRAKE_PERCENT", default="0.5"))
# How often, by kind (sidalih/hardening/limits.py): per network before entering, else per person and per office.
RATE_LIMITS = {
    "entry": env.str("RATE_ENTRIES", default="1200/10m"),
    # papers compared on the public page: a meeting hall of people behind one telephone mast
    "check": env.str("RATE_CHECKS", default="600/10m"),
    # published figures and their files: a newsroom, or a class, behind one address
    "public": env.str("RATE_PUBLIC", default="600/10m"),
    "upload": env.str("RATE_UPLOADS", default="60/h 300/h"),
    "paper": env.str("RATE_PAPERS", default="600/h 3000/h"),
    "search": env.str("RATE_SEARCHES", default="1200/h 6000/h"),
    # the grid saves each row as it is left: one a second, all day, is nobody's hand but a fast paste's
    "save": env.str("RATE_SAVES", default="3600/h 20000/h"),
    "export": env.str("RATE_EXPORTS", default="120/h 600/h"),
    "reveal": env.str("RATE_REVEALS", default="60/h 300/h"),
    # whole NIK that nobody has: guessing one costs like opening one
    "miss": env.str("RATE_MISSES", default="60/h 300/h"),
}

# Set by `up --demo` for its children: invented people (User.demo) see their codes on the page.
DEMO = env.bool("SIDALIH_DEMO", default=False)
# Where each night's verification notes the heads of the audit chains; best on a disk that the database is not on. Below
# files/ by itself, which a served installation keeps and every backup holds.
AUDIT_ANCHORS = Path(env.str("AUDIT_ANCHORS", default=str(VAR_DIR / "files" / "audit-anchors")))

# What `up --demo` runs, in this order, each idempotent: an app brings its own.
DEMO_COMMANDS = ["seed_demo", "seed_ektp_demo"]
# Offices whose last KTP-el report is older (days) are reminded, and listed to the province.
EKTP_REMINDER_DAYS = env.int("EKTP_REMINDER_DAYS", default=31)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "sidalih.privacy.QuietFormatter",
                            "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
# Error reports must not carry what people typed: NIK and NKK are in it.
DEFAULT_EXCEPTION_REPORTER_FILTER = "sidalih.privacy.SilentReporterFilter"
SILENCED_SYSTEM_CHECKS = []
