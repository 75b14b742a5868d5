"""One document of any delivery as a delivery of its own, masked: in the format that came, read by the same profile."""

from __future__ import annotations

from collections.abc import Callable

from connectors import reader
from connectors.ports import Raw, Reading
from connectors.unpack import packed, unpacked
from domain.errors import Refused
from domain.profile import TABLE_FORMATS, PartnerProfile

SUFFIXES = {"x12": "edi", "edifact": "edi", "ubl": "xml", "fixed": "txt", "json": "jsonl", "shopify": "json"}
"""Ends of names, where they are not the format's."""


def masked_delivery(raw: Raw, profile: PartnerProfile, number: str, rows: tuple[int, ...]) -> tuple[str, bytes]:
    """The end of its name, and its bytes.

    Args:
        raw: the whole delivery, perhaps packed.
        profile: its partner.
        number: the document's number, as sent.
        rows: where it stands in its file, as the reader says (``SalesOrder.source_rows``).

    Raises:
        Refused: the format is one that nobody has said how to mask.
    """
    alone = _file_with(raw, profile, number) if packed(raw, profile) else raw
    form = profile.format
    if form in TABLE_FORMATS:
        from connectors.files.masking import masked_rows

        pair = profile.mapping is not None and profile.mapping.layout == "two_files"
        return "zip" if pair else SUFFIXES.get(form, form), masked_rows(alone, profile, number, rows)
    mask = _messages().get(form)
    if mask is None:
        raise Refused(
            f"A case of format {form} cannot be masked yet.",
            field="format",
            value=form,
            partner=profile.partner,
            next_step="Take the document itself: 'lading exceptions show ID --canonical', and mask it by hand.",
        )
    return SUFFIXES.get(form, form), mask(alone.read(), rows)


def _messages() -> dict[str, Callable[[bytes, tuple[int, ...]], bytes]]:
    from connectors.edi.masking import masked_set
    from connectors.edi.masking_edifact import masked_message
    from connectors.portal.masking import masked_order
    from connectors.shopify.masking import masked_body
    from connectors.ubl.masking import masked_document

    return {
        "x12": masked_set,
        "edifact": masked_message,
        "ubl": masked_document,
        "shopify": masked_body,
        "portal": masked_order,
    }


def _file_with(raw: Raw, profile: PartnerProfile, number: str) -> Raw:
    """The file of an archive in which the document stands."""
    read = reader(profile.format).read
    for member in unpacked(raw, profile):
        if isinstance(member, Raw) and any(
            isinstance(part, Reading) and part.number == number for part in read(member, profile)
        ):
            return Raw(member.name, member.read())
    raise Refused(
        f"{number} is in no file of {raw.name} any more.",
        document=number,
        partner=profile.partner,
        next_step="Take the document itself: 'lading exceptions show ID --canonical'.",
    )
