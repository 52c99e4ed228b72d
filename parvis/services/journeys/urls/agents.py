# SPDX-License-Identifier: AGPL-3.0-or-later
"""The authorities' desk, under `/agents/trajets/`."""

from __future__ import annotations

from django.urls import path

from parvis.services.journeys.views.agents import coordination, deliveries, disruptions, feeds, streams, trial, usage

app_name = "journeys_agents"
urlpatterns = [
    path("", feeds.feeds, name="feeds"),
    path("nouveau/", feeds.add, name="add"),
    path("livraisons/<uuid:key>/", deliveries.delivery, name="delivery"),
    path("livraisons/<uuid:key>/arrets.json", deliveries.stops, name="delivery-stops"),
    path("livraisons/<uuid:key>/fichier.zip", deliveries.file, name="delivery-file"),
    path("livraisons/<uuid:key>/essai/", trial.trial, name="trial"),
    path("livraisons/<uuid:key>/essayer/", trial.try_out, name="try-out"),
    path("livraisons/<uuid:key>/en-vigueur/", deliveries.activate, name="activate"),
    path("livraisons/<uuid:key>/prevoir/", deliveries.plan, name="plan"),
    path("livraisons/<uuid:key>/ne-plus-prevoir/", deliveries.unplan, name="unplan"),
    path("couverture/", coordination.coverage, name="coverage"),
    path("frequentation/", usage.figures, name="usage"),
    path("perturbations/", disruptions.disruptions, name="disruptions"),
    path("perturbations/nouvelle/", disruptions.write, name="write-disruption"),
    path("perturbations/<uuid:key>/", disruptions.disruption, name="disruption"),
    path("perturbations/<uuid:key>/modifier/", disruptions.change, name="change-disruption"),
    path("perturbations/<uuid:key>/publier/", disruptions.publish, name="publish-disruption"),
    path("perturbations/<uuid:key>/retirer/", disruptions.withdraw, name="withdraw-disruption"),
    path("<slug:slug>/", feeds.feed, name="feed"),
    path("<slug:slug>/reglages/", feeds.edit, name="edit"),
    path("<slug:slug>/fichier/", feeds.deliver, name="deliver"),
    path("<slug:slug>/recuperer/", feeds.fetch_now, name="fetch"),
    path("<slug:slug>/temps-reel/", streams.edit, name="stream-add"),
    path("<slug:slug>/temps-reel/<int:stream_id>/", streams.edit, name="stream"),
    path("<slug:slug>/temps-reel/<int:stream_id>/retirer/", streams.remove, name="stream-remove"),
    path("<slug:slug>/revenir/", feeds.roll_back, name="roll-back"),
]
