"""Settings of the website; whatever differs from place to place comes from the environment.

Every variable is described in `.env.example`.
"""

from contextlib import suppress
from datetime import timedelta
from os import umask

from csp.constants import NONE, SELF
from django.http.request import split_domain_port, validate_host

from qm_gruenau import umgebung
from qm_gruenau.umgebung import refuse_to_start

umgebung.laden()

BASE_DIR = umgebung.BASE_DIR
DATA_DIR = BASE_DIR / "data"


# Where does it run?

DEBUG = umgebung.switch("DEBUG", default=False)

# HTTPS is off only where nobody but this machine can connect, as in `make run`.
HTTPS = umgebung.switch("HTTPS", default=True)

SECRET_KEY = umgebung.value("SECRET_KEY") or ("nur-fuer-die-entwicklung" if DEBUG else "")
if not SECRET_KEY:
    refuse_to_start(
        "SECRET_KEY fehlt. Setzen Sie die Umgebungsvariable SECRET_KEY auf mindestens "
        "50 zufällige Zeichen (siehe .env.example)."
    )
if not DEBUG and (
    len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure-")
):
    refuse_to_start(
        "SECRET_KEY ist zu kurz oder ein Beispielwert. Setzen Sie die Umgebungsvariable "
        "SECRET_KEY auf mindestens 50 zufällige Zeichen (siehe .env.example)."
    )
SECRET_KEY_FALLBACKS = umgebung.texts("SECRET_KEY_FALLBACKS")

ALLOWED_HOSTS = umgebung.hosts("ALLOWED_HOSTS")
if not (HTTPS and ALLOWED_HOSTS):
    # The address that `make run` prints works whatever the website is called.
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
scheme = "https" if HTTPS else "http"
WEBADRESSE = umgebung.origin("WEBADRESSE", scheme)
host, port = split_domain_port(WEBADRESSE.removeprefix(f"{scheme}://"))
if WEBADRESSE and not validate_host(host, ALLOWED_HOSTS):
    allowed = " oder ".join(f"{scheme}://{name}" for name in ALLOWED_HOSTS)
    refuse_to_start(
        f"WEBADRESSE muss nach HTTPS und ALLOWED_HOSTS {allowed} sein, nicht „{WEBADRESSE}“."
    )
CSRF_TRUSTED_ORIGINS = umgebung.origins("CSRF_TRUSTED_ORIGINS")


# What is it made of?

INSTALLED_APPS = [
    "qm_gruenau",
    "team",
    "handlungsfelder",
    "termine",
    "seiten",
    "redaktion",
    "axes",
    "admin_ordering",
    "csp",
    "reversion",
    "qm_gruenau.apps.VerwaltungConfig",
    "qm_gruenau.apps.KontenConfig",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "django_prose_editor",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Static files need none of the headers set below; each would slow a first visit.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "qm_gruenau.middleware.response_headers",
    "csp.middleware.CSPMiddleware",
    "qm_gruenau.middleware.TextGZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "qm_gruenau.middleware.request_limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "qm_gruenau.middleware.own_address",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "qm_gruenau.middleware.DatabaseUnavailableMiddleware",
]

ROOT_URLCONF = "qm_gruenau.urls"
WSGI_APPLICATION = "qm_gruenau.wsgi.application"

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
                "seiten.context_processors.buero",
            ],
            "builtins": ["redaktion.templatetags.adressen", "redaktion.templatetags.tage"],
        },
    },
]

# Widgets too may be overridden in templates/.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


# Where is the data?

DATABASES = {"default": umgebung.database(DATA_DIR / "db.sqlite3")}
# In seconds; connecting costs more than all queries of a page, with SQLite too.
DATABASES["default"]["CONN_MAX_AGE"] = 60
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without these, concurrent writers fail with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    # Without it, each connection that the server dropped causes an error.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # In seconds; visitors must not wait for a server that is gone until TCP gives up.
    DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 3)

# Drafts and password hashes are for this user of the machine alone, also in existing files.
umask(0o077)
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_DIR.mkdir(exist_ok=True)
for path in [DATA_DIR, DATA_DIR / "secret_key", *DATA_DIR.glob("db.sqlite3*")]:
    with suppress(OSError):  # not there, or another user's
        path.chmod(0o700 if path.is_dir() else 0o600)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = DATA_DIR / "media"
# Large uploads, and files that were chosen in a form that is not saved yet. In a folder of its own,
# so that nobody else reads them, and what is left over can be found.
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "zwischen"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "redaktion.vorgemerkt.Annahme",
]

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where it is missing
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "redaktion.dateien.Ablage"},
    "staticfiles": {"BACKEND": "qm_gruenau.statisch.StatischeAblage"},
}
# Otherwise WhiteNoise asks our storage, which logs each name without a hash as missing.
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$"
# png and woff2 are compressed; the editor's map, which nobody loads, would take half of a start.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "woff2"]


# Which language and time?

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
# Our words in place of some of Django's.
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True


# How is it protected?

SECURE_SSL_REDIRECT = HTTPS
# A load balancer asks for it by plain HTTP, from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = [
    # Preloading binds the whole domain for years; the City has to agree to it first.
    "security.W021",
    # The login answers a lockout itself; public pages need no middleware for it.
    "axes.W002",
]
HINTER_PROXY = umgebung.switch("HINTER_PROXY", default=False)
if HINTER_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
LOGIN_REDIRECT_URL = "admin:index"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_AGE = SESSION_COOKIE_AGE
CSRF_COOKIE_HTTPONLY = True
# Messages are in the session, so that the admin needs no third cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "qm_gruenau.views.csrf_failure"

# Public pages ship no script. The admin's own policy stands in qm_gruenau/admin.py.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [NONE],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF],
        "object-src": [NONE],
        "script-src": [NONE],
        "style-src": [SELF],
        "upgrade-insecure-requests": HTTPS,
    }
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "qm_gruenau.kennwort.OertlicheWoerterValidator"},
    {"NAME": "qm_gruenau.kennwort.EinfacheReihenValidator"},
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Name and address together: a stranger who guesses locks out nobody but himself.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "qm_gruenau.anmeldung.herkunft"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
# axes keeps failures only as long as they count; qm_gruenau/logbuch.py writes the log.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a Sitzung with many Tagesordnungspunkte


# What does it write down?


def in_one_line(record):
    """Drop the traceback of a request that Django refused: anybody can send any number of them."""
    if record.name.startswith("django.security."):
        record.exc_info = None
    return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "qm_gruenau.logbuch.UtcFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "filters": {
        "in_one_line": {"()": "django.utils.log.CallbackFilter", "callback": in_one_line},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["in_one_line"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # A 404 is no news, and its address may hold what people typed.
        "django.request": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
        "qm_gruenau.logbuch": {"level": "INFO"},
    },
}
