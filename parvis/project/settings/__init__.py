# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django settings: the town's file `parvis.toml`, then the environment; the same code everywhere.

Environment variables are listed in `docs/operations/configuration.md`. Nothing here connects or
writes, except the secret key, which is made once in `var/` when the environment gives none.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.catalogue import KERNEL, Catalogue, configuration
from parvis.project.embedded import embedded_url
from parvis.project.settings import environment
from parvis.project.settings.database import database
from parvis.project.settings.logs import logging_table
from parvis.project.settings.secret import secret_key
from parvis.project.settings.storage import file_storage
from parvis.project.town import public_address, town_from

BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = Path(environment.text("PARVIS_VAR", str(BASE_DIR / "var"))).resolve()
CONFIG_FILE = Path(environment.text("PARVIS_CONFIG", str(BASE_DIR / "parvis.toml"))).resolve()
TESTING = "pytest" in sys.modules
DEBUG = os.environ.get("PARVIS_DEBUG", "") == "1"

_table = configuration(str(CONFIG_FILE))
TOWN = town_from(_table)
CATALOGUE = Catalogue(_table)
CATALOGUE.verify_tables()

SECRET_KEY = secret_key(VAR_DIR)
BASE_URL = public_address(environment.text("PARVIS_BASE_URL", TOWN.base_url))
_host = BASE_URL.partition("://")[2].partition(":")[0].partition("/")[0]
ALLOWED_HOSTS = [_host, "127.0.0.1", "localhost", *os.environ.get("PARVIS_HOSTS", "").split()]
TRUSTED_PROXIES = environment.number("PARVIS_TRUSTED_PROXIES", 0, least=0)
HTTPS = BASE_URL.startswith("https://")

KERNEL_APPS = [f"parvis.kernel.{name}" for name in KERNEL if (BASE_DIR / "parvis/kernel" / name / "apps.py").exists()]
SERVICE_APPS = [f"parvis.services.{slug}" for slug in CATALOGUE.installed_services()]
INSTALLED_APPS = [
    # Ours first: our templates stand in for those of Django's admin and of allauth.
    "parvis.ui",
    *KERNEL_APPS,
    *SERVICE_APPS,
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "parvis.project.observation.probes.ProbeMiddleware",
    "parvis.project.observation.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "parvis.project.compression.TravelMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "parvis.kernel.audit.middleware.HistoryContextMiddleware",
    "parvis.kernel.organisations.middleware.AgentsDoorMiddleware",
]

UI_GALLERY_GUARD = "parvis.project.context.may_see_gallery"
SEARCH_SOURCES = ["parvis.project.pages:PAGES"]
ROOT_URLCONF = "parvis.project.urls"
ASGI_APPLICATION = "parvis.project.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "parvis/project/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "parvis.ui.context.shell",
                "parvis.project.context.navigation",
            ],
            # An undefined variable must not pass silently in a test.
            "string_if_invalid": "",
        },
    }
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL") or embedded_url(VAR_DIR), testing=TESTING)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"
SITE_ID = None

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "parvis/project/locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = TOWN.timezone

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "build/assets"] if (BASE_DIR / "build/assets").exists() else []
STATIC_ROOT = BASE_DIR / "build/static"
# Names with fingerprints, once `collectstatic` has made them; until then the files are served as they are.
_collecting = "collectstatic" in sys.argv
_hashed = _collecting or ((STATIC_ROOT / "staticfiles.json").exists() and not TESTING and not DEBUG)
STORAGES = {
    "default": file_storage(VAR_DIR),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _hashed
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _hashed
WHITENOISE_AUTOREFRESH = DEBUG

CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_HTTPONLY = True
# The prefix makes browsers refuse a cookie set for us by a neighbouring subdomain (RFC 6265bis).
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = False  # the reverse proxy redirects
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'"],
    "manifest-src": ["'self'"],
    "media-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
MAX_BODY_BYTES = environment.number("PARVIS_MAX_BODY_MB", 60, least=1) * 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
LOGGING_CONFIG = None if TESTING else "logging.config.dictConfig"
LOGGING = logging_table()

from parvis.project.settings.accounts import *  # noqa: E402, F403 - allauth reads flat names
