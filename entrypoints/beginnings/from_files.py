"""A new partner's profile out of what ``lading inspect`` proposes for their files, with what a person must decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from connectors.files.shapes import known_shapes
from connectors.inspect_many import files_of, inspect_files
from domain.errors import Refused

SUFFIXES = {"x12": "*", "edifact": "*", "ubl": "*.xml", "parquet": "*.parquet", "xlsx": "*.xlsx", "json": "*.json"}
_PIECE_WORDS = (
    "szt szt. stk stk. stck st st. pcs pc pce piece pieces each ea unit units u un ud stuk stuks stueck stück pz ks "
    "db kpl pièce pièces paire paires pair pairs pary para paar"
)
PIECES = frozenset(_PIECE_WORDS.split())
"""Words for a single piece, in small letters."""
WAITS = (
    *("SO-HEAD-001", "SO-CUR-001", "SO-CUR-002", "SO-DATE-001"),
    *("SO-LINE-001", "SO-LINE-004", "SO-LINE-008", "SO-LINE-010", "SO-LINE-011"),
)
"""Findings that refuse an order for good, and that a profile which is not finished yet can be the cause of."""
PLAIN = {"layout": "rows", "decimal": "."}
"""Need not stand in a profile."""
TOLD = {
    "line.partner_sku": "their codes: list ours under 'products'; if they send ours, write line.sku",
    "stated_total": "the order's total without tax",
    "line.sku": "our codes",
}
"""What is to be thought about, by field."""


def profile_from(name: str, paths: Sequence[Path]) -> str:
    """The YAML text.

    Args:
        name: the new partner's.
        paths: one file of theirs, or the two of a pair.

    Raises:
        Refused: the files are no delivery that can be read or proposed.
    """
    answer = inspect_files(files_of(paths))
    found = answer.get("findings")
    if "files" in answer:
        many = "The files are not one delivery: they are no heads and lines with the same numbers."
        raise Refused(many, field="--from", next_step="Name one file of orders, or the two that belong together.")
    if answer["verdict"] != "read" and not answer["proposal"]:
        why = str(found[0]["message"]) if isinstance(found, list) and found else "Nothing is proposed for it."
        step = "See 'lading inspect FILE'; 'lading new partner NAME' begins without a file."
        raise Refused(why, field="--from", next_step=step)
    proposal: Any = answer["proposal"] or _of_a_shape(answer)
    return "\n".join([*_head(name, proposal, paths), *_units(proposal), *_waits(), *_mapping(proposal)]) + "\n"


def _of_a_shape(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What is read without a profile: documents that say what they are, and tables of a shape that many share."""
    found: dict[str, Any] = {"format": str(answer["format"]).casefold(), "missing": [], "units": []}
    shape = next((one for one in known_shapes() if one.channel == answer["profile"]), None)
    if shape is not None and shape.mapping is not None:
        found["mapping"] = shape.mapping.model_dump(mode="json", exclude_defaults=True)
    return found


def _head(name: str, proposal: Mapping[str, Any], paths: Sequence[Path]) -> Iterator[str]:
    form = proposal["format"]
    suffix = paths[0].suffix.lower()
    yield "# yaml-language-server: $schema=schema.json"
    yield f"# {name.replace('-', ' ').title()}: who they are and how their orders come."
    yield f"# Made from {_names(paths)}: read each line, it was guessed."
    yield f"partner: {name}"
    yield f"source_id: {name}-orders       # part of each document's identity: never change it"
    yield f"channel: {name}"
    yield f"format: {form}"
    yield "timezone: UTC                 # zone of their dates, such as Europe/Berlin"
    if "currency" not in (proposal.get("mapping") or {}).get("columns", {}):
        yield "currency: EUR                 # of documents that state none"
    yield "transport:"
    yield f"  inbox: {name}/in"
    yield f"  outcomes: {name}/out"
    yield f'  patterns: ["{SUFFIXES.get(form) or (f"*{suffix}" if suffix else "*")}"]'


def _units(proposal: Mapping[str, Any]) -> Iterator[str]:
    units = proposal.get("units") or []
    if units:
        yield "units:                        # theirs: the name of ours in Odoo"
        for one in units:
            ours = "Units" if one.casefold() in PIECES else "Units   # is it?"
            yield f"  {_plain(one)}: {ours}"


def _waits() -> Iterator[str]:
    yield "severities:                   # while this is new: what would refuse an order waits, and can be replayed"
    for code in WAITS:
        yield f"  {code}: exception"


def _mapping(proposal: Mapping[str, Any]) -> Iterator[str]:
    mapping = proposal.get("mapping")
    if not mapping:
        return
    yield "mapping:"
    for field, value in mapping.items():
        if field != "columns" and value != PLAIN.get(field):
            yield from (f"  {line}" for line in _block({field: value}))
    yield "  columns:"
    for field, column in mapping["columns"].items():
        told = TOLD.get(field, "")
        yield f"    {field}: {_plain(column)}" + (f"   # {told}" if told else "")
    for field in proposal["missing"]:
        yield f"    {field}: WHICH COLUMN"
    if not {"customer.code", "customer.gln"} & set(mapping["columns"]):
        yield "  # no column says who orders: name it as customer.code above, or set 'house_account' to our number"
    if "ordered_at" not in mapping["columns"]:
        yield "  # no column of the order's date was found: name it as ordered_at above"


def _block(value: Mapping[str, object]) -> list[str]:
    text = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=110)
    return text.rstrip("\n").split("\n")


class _Dumper(yaml.SafeDumper):
    """Lists in one line, tables in lines of their own."""


_Dumper.add_representer(
    list, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)


def _plain(text: str) -> str:
    """A text as YAML writes it in one line."""
    return yaml.safe_dump([text], allow_unicode=True, default_flow_style=True, width=1000).strip()[1:-1]


def _names(paths: Sequence[Path]) -> str:
    return " and ".join(path.name for path in paths)
