"""PL-BOOK-*: what is wrong in a plan's spreadsheet that a person edited."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry, worded
from domain.findings import Severity

_AGAIN = "Export the plan again with 'lading plan export' and decide in the new file."
_EXCEPTION = {"severity": Severity.EXCEPTION, "owner": "planning"}

ENTRIES: tuple[CodeEntry, ...] = (
    worded(
        "PL-BOOK-001", "No spreadsheet of a plan", "The file is no spreadsheet of a plan: {why}.",
        next_step="Take a file that 'lading plan export' wrote, with its sheets and columns, saved as .xlsx.",
        meaning="Rows are known by the columns that the export wrote; sheets About and Lines must be there. Columns may "
        "be moved, hidden and sorted, but not taken out or renamed.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-002", "Plan is another one", "The file is of plan {value}, which {why}.",
        next_step=_AGAIN,
        meaning="A decision holds for what the person saw: the file carries the plan's hash. Nothing of the file counts "
        "when the ledger has no such plan, or the plan says something else by now.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-003", "Plan is over", "Plan {value} can't be decided any more: it is {state}. {why}",
        next_step=_AGAIN,
        meaning="A newer plan covers its items, or a gate stopped it. What the file says about lines that are being "
        "posted or posted already would change nothing either.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-004", "Line not known", "The plan has no line '{value}'.",
        next_step="Restore the key in the column Line, or delete the row: rows that are not there are not decided.",
        meaning="The column Line says which line a row is about; a row that was added or whose key was edited is refused.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-005", "Line twice", "Line {value} stands in {times} rows.",
        next_step="Keep the row that counts and delete the others.",
        meaning="Two rows of one line may say different things; none of them is applied.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-006", "Protected cell edited", "'{title}' was edited to '{value}'; that has no effect.",
        next_step="Edit the coloured columns: quantity, due, from, decision, reason, keep until.",
        severity=Severity.WARN, owner="planning",
        meaning="All other columns say what the plan knows. They are protected, and what is written there is not read.",
    ),
    worded(
        "PL-BOOK-007", "No quantity", "'{value}' is {what}.",
        next_step="Write a number above 0 with the decimal sign that the spreadsheet uses, in a cell that is no text.",
        meaning="Text such as 12,5 or 1.200 means different numbers in different countries, so it is never guessed at. "
        "To order nothing, reject the line.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-008", "No day", "'{value}' is no day.",
        next_step="Write a day of the spreadsheet, or text such as 2026-12-31.",
        meaning="Text such as 1.12.2026 or 12/1/26 means different days in different countries.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-009", "No decision", "'{value}' is no decision.",
        next_step="Choose accept, change or reject from the list, or leave the cell empty.",
        meaning="An empty decision decides nothing, unless quantity, day or supplier were edited: then it is a change.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-010", "Reason missing", "A decision to {value} has no reason.",
        next_step="Write in the column Reason why; it is kept with your name.",
        meaning="Who looks at the plan later, and who approves a change, needs to know why.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-011", "No whole packs", "{value} is no multiple of the pack of {pack}; the reason is '{reason}'.",
        next_step="Nothing, if the supplier agreed to it; else take whole packs.",
        severity=Severity.WARN, owner="planning",
        meaning="A person may agree on a broken pack with the supplier: it is told, and ordered so.",
    ),
    worded(
        "PL-BOOK-012", "Below the minimum", "{value} is below the {least} that {origin} sells at least.",
        next_step="Nothing, if the supplier agreed to it; else order that much.",
        severity=Severity.WARN, owner="planning",
        meaning="The smallest quantity with a price in the supplier's price list is its minimum.",
    ),
    worded(
        "PL-BOOK-013", "Supplier does not sell it", "{value} is no supplier of {sku} (known: {sellers}).",
        next_step="Write one of those, or have master data add the supplier to the item in Odoo and plan again.",
        meaning="An order needs the supplier's price and unit, which the item's price list in Odoo has.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-014", "Formula", "The cell holds a formula: {what}.",
        next_step="Copy the cell and paste its value.",
        meaning="A formula counts by the result that the spreadsheet program kept with it, which is told. Where there is "
        "none, or an error, the row is refused.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-015", "Accepted and edited", "Line {value} is accepted, yet quantity, day or supplier were edited.",
        next_step="Choose change, with a reason; or restore the values.",
        meaning="Accept means: as it stands. The two contradict each other, so neither is guessed at.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-016", "Not yours to decide", "Line {value}: {why}",
        next_step="Leave the row to a person who may; 'lading plan show' names what waits.",
        meaning="The profile says who approves orders of which suppliers and up to which money; the money is that of "
        "the whole order. Lines that are being posted or posted are decided in Odoo.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-017", "Decided meanwhile", "Line {value} was decided by {who} after the file was written, otherwise.",
        next_step=_AGAIN,
        meaning="Each row carries what was known when it was written. A row whose line has other values now does not "
        "undo what somebody else decided.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-018", "Day is over", "'{title}' is {value}, which is before today.",
        next_step="Write a day from today on.",
        meaning="Nothing can come, and no edit can begin to count, on a day that is over.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-019", "Nothing to keep", "Line {value} has a day to keep its edit until, but is neither changed nor rejected.",
        next_step="Choose change or reject, or empty the cell.",
        severity=Severity.WARN, owner="planning",
        meaning="Changes and rejections can be kept for the next plans; an accepted line has no edit to keep.",
    ),
    worded(
        "PL-BOOK-020", "Change of nothing", "Line {value} is to be changed, yet quantity, day and supplier are as they stand.",
        next_step="Edit what is to be changed, or choose accept.",
        meaning="A change without an edit would be an approval by mistake, so it is not guessed at.",
        **_EXCEPTION,
    ),
    worded(
        "PL-BOOK-021", "Row of another line", "The row says {value}, but its line is {line}.",
        next_step="Undo what moved cells from their rows (a column sorted alone), or export the plan again.",
        meaning="Item and place of a row are not those of the line that its key names. Which of the two a person meant "
        "can't be known, so nothing of it is decided.",
        **_EXCEPTION,
    ),
)  # fmt: skip
