# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a limit counts: the subscriber behind an address, not each address that they may take."""

from __future__ import annotations

from django.test import RequestFactory

from parvis.kernel.accounts.requests import address_hash_of


def hash_of(address: str, forwarded: str = "") -> str:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    return address_hash_of(RequestFactory().get("/", REMOTE_ADDR=address, headers=headers))


def test_one_subscriber_counts_once_whichever_of_their_ipv6_addresses_they_take() -> None:
    assert hash_of("2001:db8:1:2::1") == hash_of("2001:db8:1:2:ffff:1:2:3")
    assert hash_of("2001:db8:1:2::1") != hash_of("2001:db8:1:3::1")


def test_an_ipv4_address_is_the_same_written_as_ipv6() -> None:
    assert hash_of("192.0.2.7") == hash_of("::ffff:192.0.2.7")
    assert hash_of("192.0.2.7") != hash_of("192.0.2.8")


def test_what_is_no_address_is_still_told_apart() -> None:
    assert hash_of("unix:") == hash_of("unix:")
    assert hash_of("unix:") != hash_of("192.0.2.7")


def test_only_the_entries_of_our_own_proxies_count(settings) -> None:
    assert hash_of("192.0.2.7", forwarded="198.51.100.1") == hash_of("192.0.2.7")
    settings.TRUSTED_PROXIES = 1
    assert hash_of("127.0.0.1", forwarded="203.0.113.9, 192.0.2.7") == hash_of("192.0.2.7")
