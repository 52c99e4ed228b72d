# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of django-allauth, of password storage, and of the cache that holds the rate limits.

Names are flat because allauth reads them so. Whatever a town may choose is in `[accounts]` of
`parvis.toml` (`parvis.kernel.accounts.rules.AccountsSettings`).
"""

from __future__ import annotations

from parvis.project.settings.environment import number

ACCOUNTS_MAILER = "parvis.project.account_mail:send"
CSRF_FAILURE_VIEW = "parvis.ui.views.errors.csrf_failure"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "parvis.kernel.accounts.passwords.NotAboutMe",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
    {"NAME": "parvis.kernel.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "parvis.kernel.accounts.passwords.NotWellKnown"},
    {"NAME": "parvis.kernel.accounts.passwords.NotOnlyFigures"},
]

# Rate limits must hold for all processes together, hence not in the memory of one.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# How many reverse proxies of ours add to X-Forwarded-For; 0 disregards the header, which anyone can forge.
ALLAUTH_TRUSTED_PROXY_COUNT = number("PARVIS_TRUSTED_PROXIES", 0, least=0)
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}

ACCOUNT_ADAPTER = "parvis.kernel.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "parvis.kernel.accounts.forms.sign_up.FullNameForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Beside allauth's own: guesses at one code, and codes for one address, so that three guesses at code after code
# need more than a year, and 480 messages a day to the owner, for an even chance.
ACCOUNT_RATE_LIMITS = {
    "code_tries": "3/15m/key",
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,5/m/key,10/h/key",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_FORMS = {
    name: f"parvis.kernel.accounts.forms.sign_in.{form}"
    for name, form in {
        "login": "LoginForm",
        "signup": "SignupForm",
        "change_email": "ChangeEmailForm",
        "add_email": "AddEmailForm",
        "change_password": "ChangePasswordForm",
        "set_password": "SetPasswordForm",
        "reset_password": "ResetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
        "reauthenticate": "ReauthenticateForm",
        "request_login_code": "RequestLoginCodeForm",
        "confirm_login_code": "ConfirmLoginCodeForm",
        "confirm_email_verification_code": "ConfirmEmailVerificationCodeForm",
        "confirm_password_reset_code": "ConfirmPasswordResetCodeForm",
    }.items()
}

MFA_ADAPTER = "parvis.kernel.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    name: f"parvis.kernel.accounts.forms.second_factor.{form}"
    for name, form in {
        "authenticate": "AuthenticateForm",
        "reauthenticate": "ReauthenticateForm",
        "activate_totp": "ActivateTotpForm",
        "add_webauthn": "AddPasskeyForm",
        "edit_webauthn": "EditPasskeyForm",
        "signup_webauthn": "SignupPasskeyForm",
    }.items()
}

# The network address of a session is personal data of no use to its owner that we need to keep up to date.
USERSESSIONS_TRACK_ACTIVITY = False
