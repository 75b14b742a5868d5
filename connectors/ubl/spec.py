"""Reader of UBL: orders and their changes are read, other documents are recognised and told."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator

from connectors.formats.canonical import told
from connectors.formats.reading import Place, Taken, message_reading, unreadable, with_findings
from connectors.formats.text import marked_encoding
from connectors.formats.xml import Element, Found, XmlFault, wanted_elements
from connectors.ports import Identified, Raw, Reading, Trailer
from connectors.ubl.change import read_cancellation, read_change
from connectors.ubl.kinds import PREFIX, is_document, words
from connectors.ubl.order import read_order
from domain.findings import Finding
from domain.profile import PartnerProfile

LARGEST_BYTES = 67_108_864
"""A file is held in memory: larger ones are refused whatever the profile says."""
READERS: dict[str, Callable[[Element, PartnerProfile], Taken]] = {
    "Order": read_order,
    "OrderChange": read_change,
    "OrderCancellation": read_cancellation,
}
"""Documents that are read, by their root; the others are recognised and told."""
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
            yield unreadable(told(profile, "FI-FILE-004", value=raw.name, **rest))
            return
        ordinal, most = 0, profile.limits.documents
        for found in wanted_elements(raw.read(), is_document, profile.limits.field_chars):
            ordinal += 1
            if ordinal > most:
                rest = {"what": "The file", "size": f"more than {most:,} documents", "limit": f"{most:,}"}
                yield unreadable(told(profile, "FI-FILE-004", value=raw.name, **rest), ordinal=ordinal)
                return
            yield _reading(ordinal, found, raw.name, profile)
        if not ordinal:
            yield unreadable(told(profile, "UB-DOC-002", value=raw.name))


def _reading(ordinal: int, found: Found, name: str, profile: PartnerProfile) -> Reading:
    element = found.element
    if element is None:
        return unreadable(*_faults(found.fault, name, profile), ordinal=ordinal)
    take = READERS.get(element.name)
    if take is None:
        other = told(profile, "UB-DOC-001", value=element.name, name=words(element.name))
        return message_reading(_place(ordinal, element), Taken(), (other, *_faults(found.fault, name, profile)))
    taken = take(element, profile)
    reading = message_reading(
        _place(ordinal, element),
        taken,
        _faults(found.fault, taken.number or name, profile),
        complete=found.complete and not found.overlong,
    )
    if not found.overlong:
        return reading
    size, limit = f"over {found.overlong - 1:,} characters", f"{profile.limits.field_chars:,}"
    return with_findings(
        reading, (told(profile, "FI-FILE-004", value=taken.number, what="A text", size=size, limit=limit),)
    )


def _place(ordinal: int, element: Element) -> Place:
    return Place(ordinal, f"{element.name} at line {element.line}", _envelope(element), _hash(element))


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
