# SPDX-License-Identifier: AGPL-3.0-or-later
"""django-allauth's views at French addresses, and the link beside its code; allauth's names have no namespace."""

from allauth.account import views
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import path
from django.views.generic import RedirectView

from parvis.kernel.accounts.reauthentication import asks_again
from parvis.kernel.accounts.views import sign_in_link

urlpatterns = [
    path("connexion/", views.login, name="account_login"),
    path("connexion/code/", views.request_login_code, name="account_request_login_code"),
    path("connexion/code/saisie/", views.confirm_login_code, name="account_confirm_login_code"),
    path("connexion/lien/", sign_in_link.request_link, name="account_request_login_link"),
    path("connexion/lien/envoye/", sign_in_link.link_sent, name="account_login_link_sent"),
    path("connexion/confirmation/", second_factor.authenticate, name="mfa_authenticate"),
    path("connexion/cle/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("deconnexion/", views.logout, name="account_logout"),
    path("inactif/", views.account_inactive, name="account_inactive"),
    path("inscription/", views.signup, name="account_signup"),
    path("inscription/cle/", views.signup_by_passkey, name="account_signup_by_passkey"),
    path("inscription/cle/creation/", passkeys.signup_webauthn, name="mfa_signup_webauthn"),
    path("adresse/", asks_again(views.email), name="account_email"),
    path("adresse/code/", views.email_verification_sent, name="account_email_verification_sent"),
    path("confirmer/", views.reauthenticate, name="account_reauthenticate"),
    path("confirmer/code/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("confirmer/cle/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("mot-de-passe/", views.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", asks_again(views.password_set), name="account_set_password"),
    path("mot-de-passe/oubli/", views.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oubli/code/",
        views.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path("mot-de-passe/oubli/nouveau/", views.complete_password_reset, name="account_complete_password_reset"),
    path("mot-de-passe/oubli/fait/", views.password_reset_from_key_done, name="account_password_reset_completed"),
    path("securite/", RedirectView.as_view(pattern_name="accounts:security"), name="mfa_index"),
    path("securite/application/", asks_again(totp.activate_totp), name="mfa_activate_totp"),
    path("securite/application/retirer/", asks_again(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("securite/cles/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("securite/cles/ajouter/", asks_again(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("securite/cles/<int:pk>/retirer/", asks_again(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("securite/cles/<int:pk>/", asks_again(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("securite/secours/", asks_again(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "securite/secours/nouveaux/",
        asks_again(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "securite/secours/fichier/",
        asks_again(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("appareils/", sessions.list_usersessions, name="usersessions_list"),
]
