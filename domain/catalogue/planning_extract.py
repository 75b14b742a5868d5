"""PL-*: what the extraction of a plan's snapshot has to say."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

ENTRIES: tuple[CodeEntry, ...] = (
    CodeEntry(
        code="PL-ITEM-001",
        title="Item without a code",
        message="Product {value} ({path}) is stocked and has no internal reference: it is not planned.",
        next_step="Master data gives it an internal reference in Odoo, or makes it one that is not stocked.",
        severity=Severity.EXCEPTION,
        owner="master-data",
        meaning="Plans, overrides and files name items by our code. An active product without one cannot be planned; "
        "what is on its way for it is not counted either.",
    ),
    CodeEntry(
        code="PL-ITEM-002",
        title="Code given twice",
        message="The code {value} stands on several active products ({products}): none of them is planned.",
        next_step="Master data gives each product a code of its own, or archives the one that is not used.",
        severity=Severity.EXCEPTION,
        owner="master-data",
        meaning="Stock and demand of two products must not be added up, and a proposed line must name one. Where only "
        "one of the products is active, that one is planned and nothing is said.",
    ),
    CodeEntry(
        code="PL-UNIT-001",
        title="Supplier's unit does not fit",
        message="{supplier} sells {value} in a unit that cannot be turned into the item's unit ({path}): the price line "
        "is left out.",
        next_step="Master data corrects the unit on the supplier's price line in Odoo.",
        severity=Severity.EXCEPTION,
        owner="master-data",
        meaning="Quantities of a price list are brought to the item's own unit. Between units of different families "
        "(pieces and kilograms) no factor is known.",
    ),
    CodeEntry(
        code="PL-MOVING-001",
        title="Item never stood still",
        message="Stock or orders of {value} were written each time that they were read: the item is left out of this plan.",
        next_step="Nothing to do once: the next plan takes it up. If it comes each night, operations plans at another hour "
        "or finds what keeps writing.",
        severity=Severity.WARN,
        owner="operations",
        meaning="Stock, supply and open demand of an item must be of one moment, or goods are counted twice or not at all "
        "and too much or too little is ordered. What was written meanwhile is read again, a few times at most.",
    ),
    CodeEntry(
        code="PL-DRIFT-001",
        title="Known history had drifted",
        message="{count} days of {path} between {value} and {last} no longer were what an earlier plan had read; they were "
        "read anew.",
        next_step="Nothing for now. If it comes again, look in Odoo at what changes old orders or movements without "
        "writing them (SQL, a module, deleted lines).",
        severity=Severity.WARN,
        owner="operations",
        meaning="Each night only days with something written since the last plan are read; all days are checked against "
        "Odoo's own totals. This tells days that differed although nothing said that they had changed.",
    ),
    CodeEntry(
        code="PL-TOTAL-001",
        title="History differs from Odoo's totals",
        message="{count} days of {path} between {value} and {last} do not add up to Odoo's own totals.",
        next_step="Operations runs the plan again when fewer orders are entered; if it stays, integration looks at these "
        "days in Odoo's sales analysis.",
        severity=Severity.WARN,
        owner="operations",
        meaning="After reading, the sums of each day are compared with the totals that Odoo makes itself. Days that differ "
        "are read again a few times; what is left is told, and the extract gate decides.",
    ),
    CodeEntry(
        code="PL-SOURCE-001",
        title="Source of demand not readable",
        message="The source {path} ({value}) cannot be read: {says}. Its demand is not in this plan.",
        next_step="Integration sees that the file is there and whole, or takes it from 'sources' of the planning profile.",
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="A profile may name demand beside Odoo (channel sales, point of sale, forecasts of customers). Without it "
        "the plan sees too little demand; the other sources count all the same.",
    ),
    CodeEntry(
        code="PL-SOURCE-002",
        title="Row of a source not usable",
        message="{path} of {file} has {value} as {column}: {says}. The row is left out.",
        next_step="Master data corrects the row or the item; the next plan reads the file again.",
        severity=Severity.EXCEPTION,
        owner="master-data",
        meaning="A row of another source must name a planned item and warehouse, a day that is past, and a quantity that is "
        "not negative. Rows count from 1 below the heading.",
    ),
    CodeEntry(
        code="PL-SOURCE-003",
        title="More rows of a source not usable",
        message="{count} more rows of {path} ({value}) are left out: {column} is {says}.",
        next_step="Master data looks at the first rows, which are told one by one; most often one cause is behind all.",
        severity=Severity.EXCEPTION,
        owner="master-data",
        meaning="Where many rows have the same mistake only the first twenty are told one by one.",
    ),
)
