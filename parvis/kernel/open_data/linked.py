# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small tree of linked data, written as JSON-LD 1.1 or as Turtle 1.1."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# Characters that an IRI may not hold in Turtle (production IRIREF).
_FORBIDDEN = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


@dataclass(frozen=True)
class Iri:
    """A full address."""

    text: str

    def turtle(self) -> str:
        """`<address>`, with what Turtle forbids percent-encoded."""
        return f"<{self.safe}>"

    @property
    def safe(self) -> str:
        """The address with forbidden characters percent-encoded."""
        return _FORBIDDEN.sub(lambda found: f"%{ord(found[0]):02X}", self.text)


@dataclass(frozen=True)
class Literal:
    """A text with a language, or a value with a datatype such as `xsd:dateTime`."""

    text: str
    language: str = ""
    datatype: str = ""

    def turtle(self) -> str:
        """The quoted text; JSON's escapes are all valid in Turtle."""
        suffix = f"@{self.language}" if self.language else f"^^{self.datatype}" if self.datatype else ""
        return json.dumps(self.text, ensure_ascii=False).replace("\x7f", "\\u007F") + suffix


@dataclass(frozen=True)
class Node:
    """A thing with its class and its properties; a property may come several times."""

    iri: Iri
    kind: str
    properties: list[tuple[str, Value]] = field(default_factory=list)


type Value = Iri | Literal | Node


def json_ld(root: Node) -> str:
    """The tree as one JSON-LD document, a thing that comes again being named only."""
    return json.dumps({"@context": PREFIXES, **_object(root, set())}, ensure_ascii=False, indent=1)


def _object(node: Node, seen: set[str]) -> dict[str, Any]:
    made: dict[str, Any] = {"@id": node.iri.safe}
    if node.iri.safe in seen:
        return made
    seen.add(node.iri.safe)
    made["@type"] = node.kind
    for name, value in node.properties:
        made.setdefault(name, []).append(_json_value(value, seen))
    return made


def _json_value(value: Value, seen: set[str]) -> dict[str, Any]:
    if isinstance(value, Node):
        return _object(value, seen)
    if isinstance(value, Iri):
        return {"@id": value.safe}
    if value.language:
        return {"@value": value.text, "@language": value.language}
    return {"@value": value.text, "@type": value.datatype} if value.datatype else {"@value": value.text}


def turtle(root: Node) -> str:
    """The tree as Turtle, one block per thing."""
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop(0)
        if node.iri.safe in seen:
            continue
        seen.add(node.iri.safe)
        waiting += [value for _name, value in node.properties if isinstance(value, Node)]
        lines += ["", f"{node.iri.turtle()} a {node.kind}", *_statements(node)]
    return "\n".join(lines) + "\n"


def _statements(node: Node) -> list[str]:
    written = [
        f"    {name} {value.iri.turtle() if isinstance(value, Node) else value.turtle()}"
        for name, value in node.properties
    ]
    return ["    ;", *(f"{line} ;" for line in written[:-1]), f"{written[-1]} ."] if written else ["    ."]
