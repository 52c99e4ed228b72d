# SPDX-License-Identifier: AGPL-3.0-or-later
"""The share of the service in the demo: categories, rules, and ninety days of reports, through operations only."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched
from pathlib import Path
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from parvis.kernel.accounts.queries import person_by_email
from parvis.kernel.audit.actors import SYSTEM, Actor, anonymous
from parvis.kernel.files.operations import store
from parvis.kernel.organisations.permissions import permissions_of_roles
from parvis.kernel.organisations.queries import agents_with
from parvis.kernel.registry.demonstration import DemoContext
from parvis.services.reports import operations
from parvis.services.reports.manifest import CONFIGURE, TREAT
from parvis.services.reports.models import Category, ForwardTarget, Report
from parvis.services.reports.operations import RuleDraft, Submission, TargetValues
from parvis.services.reports.rules.deadlines import is_working_day, public_holidays
from parvis.services.reports.rules.states import TO_DO, State
from parvis.services.reports.scenes import scene_jpeg

REPORTS = 300
DAYS = 90
PHOTOS = 24
HANDED_OVER = 2
_STORIES = Path(__file__).parent / "demo_stories.toml"
_HOURS = (7, 8, 8, 9, 11, 12, 13, 16, 17, 17, 18)


@dataclass
class _Stage:
    """Who and what the stories are played with."""

    chance: Random
    now: datetime
    categories: dict[str, Category]
    script: dict[str, Any]
    places: list[tuple[float, float]]
    agents: list[Actor]
    resident: Actor | None
    photos_left: int = PHOTOS
    told: list[tuple[str, tuple[float, float]]] = field(default_factory=list)


def load(context: DemoContext) -> None:
    """Makes categories, routing, templates and some 300 reports of the last 90 days, in all states."""
    agglomeration: Any = context.shared["organisations.agglomeration"]
    operations.import_categories(SYSTEM, organisation_id=agglomeration.pk)
    supervisor = _agents(agglomeration, CONFIGURE)[0]
    script = tomllib.loads(_STORIES.read_text(encoding="utf-8"))
    _settings(context, supervisor, script)
    context.progress(0.1)
    stage = _stage(context, agglomeration, script)
    for batch in batched(range(REPORTS), 20):
        with transaction.atomic():  # one commit per batch: the demo must be quick
            for index in batch:
                _story(stage, index)
        context.progress(0.1 + 0.9 * (batch[-1] + 1) / REPORTS)
    _hand_over(stage)


def _stage(context: DemoContext, agglomeration: Any, script: dict[str, Any]) -> _Stage:
    chance = Random(context.seed)  # noqa: S311 - a story, not a secret
    resident = next((person_by_email(login.email) for login in context.logins if "resident" in login.email), None)
    return _Stage(
        chance=chance,
        now=timezone.now(),
        categories={row.code: row for row in Category.objects.filter(organisation=agglomeration).order_by("pk")},
        script=script,
        places=_places(context.files["addresses"], chance),
        agents=_agents(agglomeration, TREAT),
        resident=Actor(kind="person", label=str(resident), person=resident) if resident else None,
    )


def _settings(context: DemoContext, supervisor: Actor, script: dict[str, Any]) -> None:
    teams: Any = context.shared["organisations.teams"]
    groups = {row.code: row.pk for row in Category.objects.filter(parent__isnull=True).order_by("pk")}
    rules = [RuleDraft(category_id=groups[code], team_id=teams[name].pk) for code, name in script["team"].items()]
    operations.save_routing(supervisor, rules=rules)
    for position, reply in enumerate(script["reply"]):
        text, state = reply["text"], State(reply["state"])
        operations.save_template(supervisor, title=reply["title"], state=state, text_fr=text, position=position)
    departement: Any = context.shared.get("organisations.departement")
    if departement is not None and departement.email:
        values = TargetValues(name=departement.name, kind="email", email=departement.email)
        operations.save_forward_target(supervisor, values=values)
    operations.save_filter(supervisor, name=script["said"]["late"], parameters={"file": ["retard"]}, shared=True)


def _agents(organisation: Any, permission: str) -> list[Actor]:
    return [
        Actor(
            kind="person",
            label=str(membership.person),
            person=membership.person,
            organisation=organisation,
            permissions=permissions_of_roles([membership.role]),
        )
        for membership in agents_with(permission, organisation.pk)
    ]


def _places(path: Path, chance: Random) -> list[tuple[float, float]]:
    """Positions near addresses, without order; several thousand at the most."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(float(row["long"]), float(row["lat"])) for row in csv.DictReader(file, delimiter=";") if row["long"]]
    return chance.sample(rows, min(len(rows), 4 * REPORTS))


def _story(stage: _Stage, index: int) -> None:
    """One report from the day it was made to where it stands today."""
    chance = stage.chance
    stories = stage.script["story"]
    code = chance.choices(list(stories), [story["weight"] for story in stories.values()])[0]
    twin = chance.choice(stage.told) if stage.told and chance.random() < 0.06 else None
    place = stage.places[index % len(stage.places)]
    if twin is not None:
        reference, (longitude, latitude) = twin
        code = Report.objects.select_related("category").get(reference=reference).category.code
        place = (longitude + 0.00008, latitude + 0.00005)
    at = _moment(stage, by_phone=index % 9 == 4)
    told = operations.submit(_author(stage, index), submission=_submission(stage, code, place, index, at), at=at)
    if told.visibility == "public" and twin is None:
        stage.told.append((told.reference, place))
        _me_too(stage, told.reference, at)
    _live(stage, told.report_id, told.reference, at, twin[0] if twin else "")


def _hand_over(stage: _Stage) -> None:
    """Roads of the département: open reports about them go to who keeps them."""
    agent, script = stage.agents[0], stage.script["handed_over"]
    targets = ForwardTarget.objects.filter(organisation_id=agent.organisation_id or 0, active=True)
    target = targets.order_by("pk").first()
    if target is None:
        return
    todo = Report.objects.filter(state__in=sorted(TO_DO), held_for="").order_by("-created_at", "-pk")
    fitting = [row for code in script["categories"] for row in todo.filter(category=stage.categories[code])]
    for report in fitting[:HANDED_OVER]:
        operations.change_state(
            agent, report_id=report.pk, target=State.FORWARDED, forward_to=target.pk, reason=script["text"]
        )


def _submission(stage: _Stage, code: str, place: tuple[float, float], index: int, at: datetime) -> Submission:
    chance, story = stage.chance, stage.script["story"][code]
    answers = {name: [chance.choice(values)] for name, values in story.get("answers", {}).items()}
    photos = []
    if stage.photos_left and story["scene"] and chance.random() < 0.25:
        stage.photos_left -= 1
        picture = ContentFile(scene_jpeg(story["scene"], index), name="photo.jpg")
        photos = [store(SYSTEM, picture, policy=operations.photo_policy()).pk]
    by_phone = index % 9 == 4
    return Submission(
        category_id=stage.categories[code].pk,
        longitude=place[0],
        latitude=place[1],
        description=chance.choice(story["texts"]),
        answers=answers,
        photos=photos,
        channel="phone" if by_phone else "web",
        phone=f"+336000{chance.randint(0, 99_999):05d}" if by_phone else "",
        name=chance.choice(stage.script["said"]["callers"]) if by_phone else "",
    )


def _author(stage: _Stage, index: int) -> Actor:
    if index % 9 == 4:
        return stage.agents[index % len(stage.agents)]
    if stage.resident is not None and index % 29 == 7:
        return stage.resident
    return anonymous(address_hash=f"{index:064x}")


def _moment(stage: _Stage, *, by_phone: bool) -> datetime:
    """More reports lately than long ago, by day, and by telephone while somebody answers it."""
    days = DAYS * (1 - stage.chance.random() ** 0.7)
    at = timezone.localtime(stage.now - timedelta(days=days))
    at = at.replace(hour=stage.chance.choice(_HOURS), minute=stage.chance.randrange(60))
    last = stage.now - timedelta(minutes=20)
    if by_phone:
        return answered if (answered := _at_work(at)) < last else _at_work(at - timedelta(days=7))
    return at if at < last else at - timedelta(days=1)


def _by_day(at: datetime) -> datetime:
    """That moment, or the next one at which residents are up."""
    local = timezone.localtime(at)
    if local.hour >= 22:
        local += timedelta(days=1)
    return local if 7 <= local.hour < 22 else local.replace(hour=7 + local.hour % 4)


def _at_work(at: datetime) -> datetime:
    """That moment, or the next one at which agents work."""
    local = timezone.localtime(at)
    if local.hour >= 17:
        local += timedelta(days=1)
    if not 8 <= local.hour < 17:
        local = local.replace(hour=8 + local.hour % 4)
    while not is_working_day(local.date(), public_holidays()):
        local += timedelta(days=1)
    return local


def _me_too(stage: _Stage, reference: str, at: datetime) -> None:
    for turn in range(stage.chance.choice([0, 0, 0, 0, 1, 1, 2, 4, 7])):
        voter = anonymous(address_hash=f"{reference}-{turn}".ljust(64, "f"))
        operations.me_too(voter, reference=reference, at=min(_by_day(at + timedelta(hours=7 * turn + 1)), stage.now))


def _live(stage: _Stage, report_id: int, reference: str, at: datetime, twin: str) -> None:
    """Plays the agents' part until the present."""
    agent = stage.agents[report_id % len(stage.agents)]
    if twin and _mergeable(twin):
        when = _at_work(at + timedelta(hours=20))
        if when <= stage.now:
            operations.merge(agent, report_id=report_id, into=twin, at=when)
        return
    for state, after_days in _path(stage.chance):
        at = _at_work(at + timedelta(days=after_days))
        if at > stage.now:
            return
        _step(stage, agent, report_id, state, at)
    _confirmed(stage, reference, at)


def _step(stage: _Stage, agent: Actor, report_id: int, state: State, at: datetime) -> None:
    if state is State.ACKNOWLEDGED and stage.chance.random() < 0.5:
        report = Report.objects.get(pk=report_id)
        operations.assign(agent, report_id=report_id, team_id=report.team_id, assignee_id=agent.person_id, at=at)
    operations.change_state(
        agent,
        report_id=report_id,
        target=state,
        reason=stage.script["reason"].get(state.value, ""),
        promised_on=_at_work(at + timedelta(days=stage.chance.randint(2, 9))).date()
        if state is State.SCHEDULED
        else None,
        at=at,
    )
    if state is State.WAITING:
        operations.add_note(
            agent, report_id=report_id, text="Pièce commandée, livraison annoncée sous dix jours.", at=at
        )


def _mergeable(reference: str) -> bool:
    return Report.objects.filter(reference=reference, merged_into__isnull=True, closed_at__isnull=True).exists()


def _confirmed(stage: _Stage, reference: str, at: datetime) -> None:
    """Nothing more happens to most reports; the agents write to some people."""
    when = _at_work(at + timedelta(hours=3))
    if stage.chance.random() < 0.1 and when <= stage.now:
        report = Report.objects.get(reference=reference)
        agent, text = stage.agents[report.pk % len(stage.agents)], stage.script["said"]["message"]
        operations.send_message(agent, report_id=report.pk, text=text, at=when)


def _path(chance: Random) -> Iterator[tuple[State, float]]:
    """States with the days that pass before each."""
    if chance.random() < 0.1:
        return
    yield State.ACKNOWLEDGED, chance.uniform(0.1, 2)
    if chance.random() < 0.07:
        yield State.REJECTED, chance.uniform(0.5, 3)
        return
    if chance.random() < 0.55:
        yield State.SCHEDULED, chance.uniform(0.5, 4)
    if chance.random() < 0.2:
        yield State.WAITING, chance.uniform(1, 5)
    if chance.random() < 0.6:
        yield State.IN_PROGRESS, chance.uniform(0.5, 6)
    if chance.random() < 0.85:
        yield State.RESOLVED, chance.uniform(0.2, 8)
