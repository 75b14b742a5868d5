"""Documents that leave for a partner: which kind its format has for each purpose, and who writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from connectors.edi.examine import Examined
from connectors.ports import Raw
from connectors.unpack import packed, unpacked
from domain.documents.acknowledgement import Acknowledgement, InterchangeAnswer
from domain.documents.inventory_report import InventoryReport
from domain.documents.order_response import OrderResponse
from domain.documents.outgoing import AnswerKind, Outgoing
from domain.profile import PartnerProfile

Purpose = Literal["interchange", "acknowledgement", "order", "change", "inventory"]
KINDS: dict[str, dict[Purpose, AnswerKind]] = {
    "x12": {"interchange": "TA1", "acknowledgement": "997", "order": "855", "change": "865", "inventory": "846"},
    "edifact": {"acknowledgement": "CONTRL", "order": "ORDRSP", "change": "ORDRSP", "inventory": "INVRPT"},
    "ubl": {"order": "OrderResponse", "change": "OrderResponse"},
}
"""By format and purpose."""
SUFFIXES = {"x12": "x12", "edifact": "edi", "ubl": "xml"}
"""Of files, by format."""
Answer = InterchangeAnswer | Acknowledgement | OrderResponse | InventoryReport


def write(answer: Answer, profile: PartnerProfile, out: Outgoing) -> bytes:
    """The bytes of an answer in the partner's format; the same answer and envelope give the same bytes."""
    spec = profile.answers
    if isinstance(answer, OrderResponse):
        return _response_writer(profile)(answer, out)
    if isinstance(answer, InventoryReport):
        return _inventory(answer, profile, out)
    if isinstance(answer, InterchangeAnswer):
        from connectors.edi import out_ta1

        return out_ta1.write_interchange_answer(answer, spec.x12, out)
    if answer.syntax == "x12":
        from connectors.edi import out_997

        return out_997.write_acknowledgement(answer, spec.x12, out)
    from connectors.edi import out_contrl

    return out_contrl.write_acknowledgement(answer, spec.edifact, out)


def _response_writer(profile: PartnerProfile) -> Callable[[OrderResponse, Outgoing], bytes]:
    from connectors.edi import out_855, out_ordrsp
    from connectors.ubl import response

    spec = profile.answers
    writers: dict[str, Callable[[OrderResponse, Outgoing], bytes]] = {
        "x12": lambda answer, out: out_855.write_response(answer, spec.x12, out),
        "edifact": lambda answer, out: out_ordrsp.write_response(answer, spec.edifact, out),
        "ubl": lambda answer, out: response.write_response(answer, spec.ubl, out),
    }
    return writers[profile.format]


def _inventory(answer: InventoryReport, profile: PartnerProfile, out: Outgoing) -> bytes:
    """Our units are said in the partner's codes, the first that means each."""
    from connectors.edi import out_846, out_invrpt

    units: dict[str, str] = {}
    for theirs, ours in profile.units.items():
        units.setdefault(ours, theirs)
    if profile.format == "x12":
        return out_846.write_inventory(answer, units, profile.answers.x12, out)
    return out_invrpt.write_inventory(answer, units, profile.answers.edifact, out)


def examined(raw: Raw, profile: PartnerProfile) -> Examined | None:
    """What stands in a delivery, for acknowledgements and control numbers; None: no EDI syntax.

    Of a packed delivery every file is looked at; its interchanges are numbered through.
    """
    if profile.format not in {"x12", "edifact"}:
        return None
    if not packed(raw, profile):
        return _examined(raw, profile)
    found = Examined((), ())
    for one in unpacked(raw, profile):
        if isinstance(one, Raw):
            found = _behind(found, _examined(one, profile))
    return found


def _examined(raw: Raw, profile: PartnerProfile) -> Examined:
    if profile.format == "x12":
        from connectors.edi.examine_x12 import examined_x12

        return examined_x12(raw, profile)
    from connectors.edi.examine_edifact import examined_edifact

    return examined_edifact(raw, profile)


def _behind(before: Examined, found: Examined) -> Examined:
    last = max((one.place for one in before.interchanges), default=0)
    interchanges = (replace(one, place=last + one.place) for one in found.interchanges)
    answers = (one.model_copy(update={"place": last + one.place}) for one in found.acknowledgements)
    return Examined((*before.interchanges, *interchanges), (*before.acknowledgements, *answers))
