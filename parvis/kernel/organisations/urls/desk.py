# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agents' side: home, second factor, choice of the organisation, members, teams."""

from django.urls import path

from parvis.kernel.organisations.views import desk, members, teams

app_name = "organisations"
urlpatterns = [
    path("", desk.home, name="desk"),
    path("securite/", desk.second_factor, name="second-factor"),
    path("organisation/choisir/", desk.switch, name="switch"),
    path("organisation/", members.members, name="members"),
    path("organisation/inviter/", members.invite_member, name="invite"),
    path("organisation/membres/<int:pk>/", members.member, name="member"),
    path("organisation/membres/<int:pk>/retirer/", members.remove, name="remove-member"),
    path("organisation/invitations/<int:pk>/retirer/", members.withdraw, name="withdraw-invitation"),
    path("organisation/equipes/", teams.teams, name="teams"),
    path("organisation/equipes/nouvelle/", teams.team, name="add-team"),
    path("organisation/equipes/<int:pk>/", teams.team, name="team"),
]
