"""Reader of UBL: orders become sales orders, other documents are recognised and told."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal

from connectors.formats.canonical import content_hash, told
from connectors.formats.text import marked_encoding
from connectors.formats.xml import Element, Found, XmlFault, wanted_elements
from connectors.ports import Identified, Raw, Reading, Trailer
from connectors.ubl.kinds import PREFIX, is_document, words
from connectors.ubl.order import OrderReader
from domain.alike import alike_hash
from domain.findings import Finding
from domain.profile import PartnerProfile

LARGEST_BYTES = 67_108_864
"""A file is held in memory: larger ones are refused whatever the profile says."""
_FAULTS = {"malformed": "UB-XML-001", "doctype": "UB-XML-002", "limit": "UB-XML-003"}
_VERSION = re.compile(r"UBLVersionID[^>]*>\s*([0-9.]+)")
_ROOT = re.compile(re.escape(PREFIX) + r"([A-Za-z]+)-2[\"']")


class _UblReader:
    name = "ubl"

    def identify(self, head: bytes, name: str) -> Identified | None:  # noqa: ARG002 - the protocol's hint is not needed
        """XML that names the namespace of a UBL document."""
        text = head.decode(marked_encoding(head) or "utf-8", "replace").lstrip("\ufeff \t\r\n")
        kind = next((one for one in _ROOT.findall(text) if is_document(f"{PREFIX}{one}-2", one)), "")
        if not text.startswith("<") or not kind:
            return None
        version = _VERSION.search(text)
        return Identified("ubl", version=version.group(1) if version else "", detail=kind)

    def read(self, raw: Raw, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
        """As ``connectors.ports.Reader.read``."""
        limit = min(profile.limits.file_bytes, LARGEST_BYTES)
        if raw.size > limit:
            rest = {"what": "The file", "size": f"{raw.size:,} bytes", "limit": f"{limit:,}"}
            yield _entry(1, (told(profile, "FI-FILE-004", value=raw.name, **rest),))
            return
        ordinal = 0
        for found in wanted_elements(raw.read(), is_document, profile.limits.field_chars):
            ordinal += 1
            yield _reading(ordinal, found, raw.name, profile)
        if not ordinal:
            yield _entry(1, (told(profile, "UB-DOC-002", value=raw.name),))


def _reading(ordinal: int, found: Found, name: str, profile: PartnerProfile) -> Reading:
    if found.element is None:
        return _entry(ordinal, _faults(found.fault, name, profile))
    if found.element.name != "Order":
        kind = told(profile, "UB-DOC-001", value=found.element.name, name=words(found.element.name))
        return _entry(ordinal, (kind, *_faults(found.fault, name, profile)), found.element)
    return _order(ordinal, found, found.element, (name, profile))


def _order(ordinal: int, found: Found, element: Element, rest: tuple[str, PartnerProfile]) -> Reading:
    name, profile = rest
    reader = OrderReader(profile)
    document = reader.read(element)
    findings = [*_faults(found.fault, reader.number or name, profile), *reader.findings]
    if found.overlong:
        size, limit = f"over {found.overlong - 1:,} characters", f"{profile.limits.field_chars:,}"
        findings.append(told(profile, "FI-FILE-004", value=reader.number, what="A text", size=size, limit=limit))
    quantity = sum((line.quantity for line in reader.lines), Decimal(0))
    shared = {
        "findings": tuple(findings),
        "line_count": reader.line_count,
        "quantity": quantity,
        "currency": reader.currency,
        "ordered_at": reader.ordered_at,
        "excerpt": f"Order at line {element.line}",
        "envelope": _envelope(element),
    }
    if document is None or not found.complete or found.overlong:
        key = document.key if document else None
        return Reading(ordinal, number=reader.number, key=key, content_hash=_hash(element), **shared)  # type: ignore[arg-type]  # the fields of Reading, each of its type
    payload = document.model_dump_json().encode()
    return Reading(
        ordinal,
        payload=payload,
        number=document.number,
        key=document.key,
        content_hash=content_hash(payload),
        alike_hash=alike_hash(document),
        total=document.total(),
        due=document.due(),
        **shared,  # type: ignore[arg-type]  # the fields of Reading, each of its type
    )


def _envelope(element: Element) -> dict[str, str]:
    stated = {
        "set": element.name,
        "version": element.text("UBLVersionID"),
        "customization": element.text("CustomizationID"),
        "profile": element.text("ProfileID"),
        "sender": element.text("BuyerCustomerParty", "Party", "EndpointID"),
        "receiver": element.text("SellerSupplierParty", "Party", "EndpointID"),
    }
    return {key: value for key, value in stated.items() if value}


def _faults(fault: XmlFault | None, name: str, profile: PartnerProfile) -> tuple[Finding, ...]:
    return () if fault is None else (told(profile, _FAULTS[fault.kind], value=name, line=fault.line, why=fault.why),)


def _entry(ordinal: int, findings: tuple[Finding, ...], element: Element | None = None) -> Reading:
    """What stands for a document that is not read."""
    said = "\x1e".join(f"{one.code}\x1f{one.value}" for one in findings).encode("utf-8", "surrogatepass")
    return Reading(
        ordinal,
        findings=findings,
        excerpt=f"{element.name} at line {element.line}" if element else findings[0].message,
        content_hash=_hash(element) if element else hashlib.sha256(said).hexdigest(),
        envelope=_envelope(element) if element else {},
    )


def _hash(element: Element) -> str:
    """Of all texts and attributes, in their order."""
    digest = hashlib.sha256()
    waiting = [element]
    while waiting:
        one = waiting.pop()
        said = (one.name, one.text_held.strip(), *(f"{key}={value}" for key, value in (one.attributes or {}).items()))
        digest.update("\x1f".join(said).encode("utf-8", "surrogatepass") + b"\x1e")
        waiting.extend(reversed(one.children or ()))
    return digest.hexdigest()


UBL = _UblReader()
