"""Every setting of Claimbook, read from the environment; `.env.example` explains each."""

import logging
import os
import re
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from project.environment import env, flag, number, one_of, rate, web_address
from project.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"


def _kept_secret() -> str:
    """Return the secret key of this checkout, made at random the first time."""
    path = VAR_DIR / "secret_key"
    VAR_DIR.mkdir(exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with open(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text()


# Where we are. Whoever names a database server has left the trial behind, and is asked for more.
DATABASE_URL = str(env.str("DATABASE_URL", ""))
CLAIMS_ENV = one_of(
    "CLAIMS_ENV",
    "production" if DATABASE_URL else "development",
    ("development", "production"),
)
IN_PRODUCTION = CLAIMS_ENV == "production"
DEBUG = flag("DEBUG", False)
if DEBUG and IN_PRODUCTION:
    raise ImproperlyConfigured(
        "DEBUG shows secrets to visitors: unset it, or set CLAIMS_ENV=development."
    )

SECRET_KEY = str(env.str("SECRET_KEY", "")) or ("" if IN_PRODUCTION else _kept_secret())
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "SECRET_KEY must be set in production, to at least 50 random characters. Make one: "
        "python -c 'import secrets; print(secrets.token_urlsafe(64))'"
    )

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if IN_PRODUCTION else LOOPBACK)
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS must be set in production: the names of this site, with commas between."
    )
CSRF_FAILURE_VIEW = "claims.pages.views.errors.unproven"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
for _name, _origins in (
    ("CSRF_TRUSTED_ORIGINS", CSRF_TRUSTED_ORIGINS),
    ("CORS_ALLOWED_ORIGINS", CORS_ALLOWED_ORIGINS),
):
    if not all(origin.startswith(("https://", "http://")) for origin in _origins):
        raise ImproperlyConfigured(f"{_name}: each origin begins with https://.")

# What the house decides for itself.
CLAIMS_APPROVALS = number("CLAIMS_APPROVALS", 1, least=1, most=5)
CLAIMS_FEED_SECONDS = number("CLAIMS_FEED_SECONDS", 600, least=0, most=86400)
CLAIMS_NOTICE_DAYS = number("CLAIMS_NOTICE_DAYS", 90, least=1, most=3650)
CLAIMS_PROXIES = number("CLAIMS_PROXIES", 0, least=0, most=5)
CLAIMS_SEARCH_SECONDS = number("CLAIMS_SEARCH_SECONDS", 3, least=1, most=60)

# Whether strangers read what is published; and who publishes, as they are told.
CLAIMS_PUBLIC = flag("CLAIMS_PUBLIC", True)
CLAIMS_SITE_NAME = str(env.str("CLAIMS_SITE_NAME", "")).strip() or "Claimbook"
CLAIMS_SITE_URL = web_address("CLAIMS_SITE_URL").rstrip("/")
if CLAIMS_SITE_URL.count("/") > 2 or set("?#") & set(CLAIMS_SITE_URL):
    raise ImproperlyConfigured("CLAIMS_SITE_URL names the site alone: https://claims.example.org.")
CLAIMS_CONTACT = str(env.str("CLAIMS_CONTACT", ""))
if CLAIMS_CONTACT and not re.fullmatch(r"(https?://|mailto:)\S+", CLAIMS_CONTACT):
    raise ImproperlyConfigured("CLAIMS_CONTACT is an address that begins with mailto: or https://.")
CLAIMS_CORRECTIONS_URL = web_address("CLAIMS_CORRECTIONS_URL")
CLAIMS_LICENCE_URL = web_address("CLAIMS_LICENCE_URL")

# The daily mail of notices.
CLAIMS_DIGEST = flag("CLAIMS_DIGEST", False)
CLAIMS_DIGEST_HOUR = number("CLAIMS_DIGEST_HOUR", 6, least=0, most=23)
if CLAIMS_DIGEST and not CLAIMS_SITE_URL:
    raise ImproperlyConfigured("CLAIMS_DIGEST takes CLAIMS_SITE_URL: the mails lead there.")

# Variables that look like ours and mean nothing: a system check tells of them.
KNOWN_VARIABLES = {
    "CLAIMS_APPROVALS",
    "CLAIMS_CONTACT",
    "CLAIMS_CORRECTIONS_URL",
    "CLAIMS_DB_POOL",
    "CLAIMS_DIGEST",
    "CLAIMS_DIGEST_HOUR",
    "CLAIMS_ENV",
    "CLAIMS_FEED_SECONDS",
    "CLAIMS_HSTS_SECONDS",
    "CLAIMS_LICENCE_URL",
    "CLAIMS_LOG_LEVEL",
    "CLAIMS_NOTICE_DAYS",
    "CLAIMS_PG_BIN",
    "CLAIMS_PG_DIR",
    "CLAIMS_PG_PORT",
    "CLAIMS_PROXIES",
    "CLAIMS_PUBLIC",
    "CLAIMS_RATE_ANONYMOUS",
    "CLAIMS_RATE_READ",
    "CLAIMS_RATE_WRITE",
    "CLAIMS_RATE_WRONG_TOKEN",
    "CLAIMS_SITE_NAME",
    "CLAIMS_SITE_URL",
    "CLAIMS_SEARCH_SECONDS",
}
CLAIMS_UNKNOWN_VARIABLES = sorted(
    name for name in os.environ if name.startswith("CLAIMS_") and name not in KNOWN_VARIABLES
)

INSTALLED_APPS = [
    "claims.apps.ClaimsConfig",
    "project.apps.ClaimbookAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "corsheaders",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "procrastinate.contrib.django",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "project.middleware.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "project.middleware.RequestLog",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Last, because it turns the answer to a locked-out sign-in into a 429.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"claims_pages": "claims.pages.tags"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "project.widgets.PlainRenderer"

# The database: the server that DATABASE_URL names, or the embedded one.
if DATABASE_URL:
    _database: dict[str, Any] = env.db_url("DATABASE_URL")
    if _database["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://.")
    _database["ENGINE"] = "project.pooled"
else:
    _database = {"ENGINE": "project.embedded", "NAME": "claimbook", "PASSWORD": ""}
_pool = number("CLAIMS_DB_POOL", 0, least=0, most=200)
if _pool:
    _database.setdefault("OPTIONS", {}).update(
        pool={"min_size": 1, "max_size": _pool, "timeout": 20},
        # Statements that are sent for preparation are prepared when they come again.
        prepare_threshold=1,
    )
# A connection of the pool is looked at by project.pooled before it is used.
DATABASES = {"default": {**_database, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": not _pool}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who may come in.
AUTH_USER_MODEL = "claims.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "project.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ALLAUTH_TRUSTED_PROXY_COUNT = CLAIMS_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IN_PRODUCTION
AXES_VERBOSE = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "project.accounts.client_address"
KNOX_TOKEN_MODEL = "claims.ApiToken"  # noqa: S105
REST_KNOX = {"TOKEN_PREFIX": "clb_", "TOKEN_TTL": timedelta(days=90), "AUTO_REFRESH": False}

# What browsers may do on our pages.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IN_PRODUCTION
SECURE_SSL_REDIRECT = IN_PRODUCTION
SECURE_HSTS_SECONDS = number(
    "CLAIMS_HSTS_SECONDS", 31_536_000 if IN_PRODUCTION else 0, least=0, most=63_072_000
)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IN_PRODUCTION
if CLAIMS_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CORS_URLS_REGEX = r"^/(api|v1alpha1)/"
CORS_EXPOSE_HEADERS = ["ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After"]

# The API.
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_PARSER_CLASSES": ["claims.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "claims.api.auth.ScopedTokenAuthentication",
        "claims.api.auth.HeaderSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["claims.api.auth.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["claims.api.throttling.ApiThrottle"],
    "DEFAULT_SCHEMA_CLASS": "claims.api.schema.ApiSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "claims.api.errors.handle",
    "NUM_PROXIES": CLAIMS_PROXIES,
}
CLAIMS_API_RATES = {
    "anonymous": rate("CLAIMS_RATE_ANONYMOUS", "120/min"),
    "read": rate("CLAIMS_RATE_READ", "6000/min"),
    "write": rate("CLAIMS_RATE_WRITE", "600/min"),
    "wrong_token": rate("CLAIMS_RATE_WRONG_TOKEN", "20/min"),
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # Each client has one short entry; the default of 300 would forget busy ones.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Claimbook",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    # Who may not see a member does not get it, so none of those that are read only is certain.
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Lists of words that go by one field name in several records, or by several in one.
    "ENUM_NAME_OVERRIDES": {
        name: f"claims.choices.{name}"
        for name in (
            "ActorKind",
            "AssessmentStatus",
            "ClaimKind",
            "ClaimStatus",
            "DocumentKind",
            "LinkKind",
            "OriginKind",
            "Precision",
            "Reliability",
            "SourceKind",
        )
    },
}

# Language, time, files, mail, logs.
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = "project.formats"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DEFAULT_FROM_EMAIL = str(env.str("DEFAULT_FROM_EMAIL", "claimbook@localhost"))
try:
    _mail = env.email_url("EMAIL_URL", default="consolemail://")
except ImproperlyConfigured as error:
    raise ImproperlyConfigured(
        "EMAIL_URL must look like smtp+tls://user:password@host:587."
    ) from error
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = _mail.pop("EMAIL_BACKEND")
vars().update(_mail)
LOG_LEVEL = one_of("CLAIMS_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
# One line for each request is enough: the one that tells how it ended.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
LOGGING = logging_settings(level=LOG_LEVEL, as_json=IN_PRODUCTION)
