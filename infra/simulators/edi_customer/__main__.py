"""Run the simulated EDI customer: one act at a time; what it knows stays in its folder."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import get_args

from infra.simulators.edi_customer.customer import EdiCustomer
from infra.simulators.edi_customer.faults import FAULTS
from infra.simulators.edi_customer.wanted import Action, Item, Wanted

ACTIONS: tuple[Action, ...] = get_args(Action)


def main(words: Sequence[str] | None = None) -> int:
    """Do it; 1 where something that came does not fit what was sent."""
    given = _arguments(words)
    customer = EdiCustomer(
        given.home,
        given.inbox,
        given.outcomes,
        syntax=given.syntax,
        ours=given.ours,
        theirs=given.theirs,
        asks=given.ask,
    )
    if given.act == "release":
        _say(f"put {customer.release()} files that were kept back")
    elif given.act == "again":
        _say("put again: " + ", ".join(customer.send_again()))
    elif given.act == "look":
        return _look(customer, given)
    else:
        _say("sent " + customer.send(_wanted(given, customer), fault=given.fault))
    return 0


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    wanted = argparse.ArgumentParser(prog="python -m infra.simulators.edi_customer", description=__doc__)
    wanted.add_argument("--home", type=Path, default=Path("edi-customer"), help="its own folder")
    wanted.add_argument("--inbox", type=Path, required=True, help="the supplier's inbox: transport.inbox")
    wanted.add_argument("--outcomes", type=Path, required=True, help="where answers come: transport.outcomes")
    wanted.add_argument("--syntax", choices=("x12", "edifact"), default="x12")
    wanted.add_argument("--ask", action="store_true", help="want a TA1 for each interchange")
    wanted.add_argument("--ours", default="COBALT")
    wanted.add_argument("--theirs", default="BRIGHTWATER")
    acts = wanted.add_subparsers(dest="act", required=True)
    for kind in ("order", "change", "cancel"):
        act = acts.add_parser(kind)
        act.add_argument("number")
        act.add_argument(
            "lines", nargs="*", help="SKU:QUANTITY:UNIT[:PRICE]; of a change LINE:ACTION:SKU:QUANTITY:UNIT[:PRICE]"
        )
        act.add_argument("--buyer", default="", help="GLN")
        act.add_argument("--currency", default="USD")
        act.add_argument("--fault", choices=FAULTS, default="")
    look = acts.add_parser("look", help="read, judge and acknowledge what came")
    look.add_argument("--silent", action="store_true", help="send no receipts yet")
    look.add_argument("--refuse", action="append", default=[], metavar="KIND", help="refuse documents of this kind")
    look.add_argument("--every", type=float, default=0.0, metavar="SECONDS", help="look again and again")
    acts.add_parser("release", help="put what was kept back")
    acts.add_parser("again", help="put all that was ever sent once more")
    return wanted.parse_args(words)


def _wanted(given: argparse.Namespace, customer: EdiCustomer) -> Wanted:
    today = datetime.now(UTC).date()
    items = tuple(_item(text, place, given.act) for place, text in enumerate(given.lines, start=1))
    version = 0 if given.act == "order" else 1 + sum(one.wanted.version > 0 for one in customer.state.of(given.number))
    return Wanted(
        given.act, given.number, items, version, today, today + timedelta(days=14), given.buyer, given.currency
    )


def _item(text: str, place: int, act: str) -> Item:
    parts = text.split(":")
    line, said = (parts.pop(0), parts.pop(0)) if act == "change" else (str(place), "")
    action = next((one for one in ACTIONS if one == said), None)
    if action is None:
        sys.exit(f"{text}: the action is add, change or delete")
    sku, quantity, unit, *price = parts
    return Item(line, sku, Decimal(quantity), unit, Decimal(price[0]) if price else None, action=action)


def _look(customer: EdiCustomer, given: argparse.Namespace) -> int:
    while True:
        for words in customer.look(receipts=not given.silent, refuse=given.refuse):
            _say(f"! {words}")
        if not given.every:
            break
        time.sleep(given.every)
    for one in customer.state.sent:
        _say(f"{one.wanted.kind} {one.wanted.number}: {one.standing or 'no receipt'}, {one.verdict or 'no answer'}")
    missing = customer.state.missing()
    if missing:
        _say(f"! the supplier's numbers {missing} never came")
    return 1 if customer.state.complaints or missing else 0


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")


if __name__ == "__main__":
    sys.exit(main())
