# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prices and emissions in words that a person takes in at a glance."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.engines.timetable.fares import Part, Price
from parvis.ui.formats import money

register = template.Library()

EURO = "EUR"
_KG, _LEAST_G = 1_000, 10
_TIMES, _MOST_TIMES, _ALIKE, _FIVE = 2.0, 20, 0.1, 5
_NBSP = "\u00a0"


@register.filter
def priced(price: Price | None, names: Mapping[str, str] | None = None) -> str:
    """ "1,60 €", "3,60 € pour 2 réseaux", "Prix inconnu", "1,60 € et prix inconnu pour Navettes"; empty for nothing."""
    if price is None:
        return ""
    if price.unknown and not price.parts:
        return _("Price unknown")
    known = _known(price)
    if not price.unknown:
        return known
    return _("{known} and unknown price for {networks}").format(
        known=known, networks=", ".join((names or {}).get(slug, slug) for slug in price.unknown)
    )


def _known(price: Price) -> str:
    if not price.currency:
        return " + ".join(amount(part.cents, part.currency) for part in price.parts)
    total = sum(part.cents for part in price.parts)
    if total == 0:
        return _("Free")
    if len(price.parts) == 1:
        return amount(total, price.currency)
    return ngettext("{total} for {count} network", "{total} for {count} networks", len(price.parts)).format(
        total=amount(total, price.currency), count=len(price.parts)
    )


@register.filter
def part_price(part: Part) -> str:
    """What one network asks: "1,60 €", "3,20 € (2 tickets)", with the card or application that it needs."""
    text = amount(part.cents, part.currency) if part.cents else _("Free")
    if part.tickets > 1:
        text = _("{price} ({count} tickets)").format(price=text, count=part.tickets)
    return _("{price}, with {media}").format(price=text, media=part.media) if part.media else text


@register.filter
def called(names: Mapping[str, str], slug: str) -> str:
    """The name of a network."""
    return names.get(slug, slug)


def amount(cents: int, currency: str) -> str:
    """Money as people write it."""
    if currency == EURO:
        return money(cents)
    return f"{number_format(cents / 100, decimal_pos=2)}{_NBSP}{currency}"


@register.filter
def emitted(grams: float | None) -> str:
    """ "No CO₂", "120 g of CO₂", "1.3 kg of CO₂", "CO₂ unknown"."""
    if grams is None:
        return _("CO₂ unknown")
    if grams < _LEAST_G / 2:
        return _("Almost no CO₂")
    if grams < _KG - _LEAST_G / 2:
        said = f"{round(grams / _LEAST_G) * _LEAST_G}{_NBSP}g"
    else:
        said = f"{number_format(round(grams / _KG, 1), decimal_pos=1)}{_NBSP}kg"
    return _("{amount} of CO₂").format(amount=said)


@register.filter
def than_by_car(grams: float | None, car_g: float | None) -> str:
    """How that compares with the same way by car: "4 times less CO₂ than by car". Empty where one is unknown."""
    if grams is None or not car_g:
        return ""
    share = grams / car_g
    if share <= 1 / _MOST_TIMES:
        return _("Almost no CO₂")
    if share <= 1 / _TIMES:
        return _("{times} times less CO₂ than by car").format(times=int(1 / share))
    if abs(share - 1) < _ALIKE:
        return _("As much CO₂ as by car")
    percent = max(_FIVE, round(100 * abs(1 - share) / _FIVE) * _FIVE)
    if share < 1:
        return _("{percent}% less CO₂ than by car").format(percent=percent)
    return _("{percent}% more CO₂ than by car").format(percent=percent)
