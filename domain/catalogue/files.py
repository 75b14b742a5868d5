"""FI-*: what readers of tables, and of files in general, find."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry, worded
from domain.findings import Severity

_E, _H, _W = Severity.EXCEPTION, Severity.HOLD, Severity.WARN


_FILE = (
    worded(
        "FI-FILE-001",
        "File can't be read",
        "The file {value} is not readable {format}: {why}.",
        next_step="Integration looks at the file with 'lading inspect', asks the partner for a whole one, or mends the "
        "profile's format; then 'lading exceptions replay'.",
        severity=_E,
        owner="integration",
        meaning="Nothing could be read from the delivery: it is empty, of another format than the profile says, or "
        "damaged at its beginning. It stands as one document in exception.",
    ),
    worded(
        "FI-FILE-002",
        "Encoding does not fit",
        "The file {value} is not in the encoding {encoding}: {why}.",
        next_step="Integration sets mapping.encoding in the partner's profile (auto finds UTF-8 and Windows-1252), then "
        "replays the delivery.",
        severity=_E,
        owner="integration",
        meaning="The profile declares an encoding and the bytes are no text in it. Guessing would change names and codes "
        "silently, so nothing is read.",
    ),
    worded(
        "FI-FILE-003",
        "Column missing",
        "The file {value} has no column for {fields}; it has {columns}.",
        next_step="Integration mends mapping.columns in the partner's profile, or asks the partner why its file changed; "
        "then replays the delivery.",
        severity=_E,
        owner="integration",
        meaning="A column that the profile's mapping needs (document number, quantity, product) is not in the file. "
        "Nothing is read: a changed file is a changed agreement.",
    ),
    worded(
        "FI-FILE-004",
        "Larger than allowed",
        "{what} of {value} is {size}, more than the profile's limit of {limit}.",
        next_step="Integration asks the partner for smaller files, or raises the limit in the profile's 'limits', then "
        "replays.",
        severity=_E,
        owner="integration",
        meaning="A file, cell or document is larger than the partner's profile allows. Limits keep one partner's mistake "
        "from taking the memory that all others need.",
    ),
    worded(
        "FI-FILE-005",
        "Format not read here",
        "The file {value} is {format}, which this version recognises but does not read as orders.",
        next_step="Ask the partner for X12 850, EDIFACT ORDERS, UBL, CSV, Excel, JSON or Parquet, or wait for the version "
        "that reads it.",
        severity=_E,
        owner="integration",
        meaning="The bytes are a known format (a bank statement, a PDF, a JSON document that is no table of order lines) "
        "for which there is no reader of orders.",
    ),
    worded(
        "FI-FILE-006",
        "No profile fits",
        "No partner profile fits the columns of {value}; {proposal}.",
        next_step="Integration completes the proposed mapping in a new profile under partners/, then runs 'lading partners "
        "check' and 'lading inspect' again.",
        severity=_E,
        owner="integration",
        meaning="'lading inspect' tried every profile on a table and none has its columns. A mapping is proposed from the "
        "headings and the values; a person has to confirm it.",
    ),
    worded(
        "FI-FILE-007",
        "Damaged in the middle",
        "From {place} on, {value} can't be read: {why}.",
        next_step="Operations asks the partner to send the rest again; what was read before the damage goes on.",
        severity=_E,
        owner="partner",
        meaning="The file breaks off or is damaged after some documents had been read. Those go on; the rest stands as one "
        "document in exception.",
    ),
    worded(
        "FI-FILE-008",
        "No documents in the file",
        "The file {value} is well formed, but no document is in it.",
        next_step="Operations asks the partner whether an empty file was meant, then rejects this entry.",
        severity=_E,
        owner="partner",
        meaning="A heading without rows, or an envelope without transaction sets. Whether orders are missing is for a person "
        "to find out.",
    ),
    worded(
        "FI-FILE-009",
        "Half of a pair is missing",
        "The delivery {value} has no {missing} file.",
        next_step="Operations asks the partner for both files again; drop both into the inbox.",
        severity=_E,
        owner="partner",
        meaning="The profile says that heads and lines come in two files, and one of them is not in the delivery.",
    ),
)
_SHEET = (
    worded(
        "FI-FILE-010",
        "Sheet missing",
        "The workbook {value} has no sheet {sheet}; it has {sheets}.",
        next_step="Integration sets mapping.sheet in the partner's profile, or asks the partner why the sheet was renamed; "
        "then replays the delivery.",
        severity=_E,
        owner="integration",
        meaning="The profile names a sheet that the workbook does not have. Another sheet may hold other things, so that "
        "none is taken instead.",
    ),
)
_ROW = (
    worded(
        "FI-ROW-001",
        "Row with too few or too many cells",
        "Row {row} has {cells} cells where the heading has {width}.",
        next_step="Operations compares row {row} with the document as read, asks the partner where a cell may have shifted, "
        "and releases or rejects it.",
        severity=_H,
        owner="operations",
        meaning="A row is ragged: cells are missing, or a delimiter stands unquoted in a text, so that the cells after it may "
        "be shifted. The document is kept whole and a person looks at it.",
    ),
    worded(
        "FI-ROW-002",
        "Row without a document number",
        "Row {row} belongs to no document: its number is empty ({value}).",
        next_step="Operations asks the partner which order the row belongs to, and rejects this entry once that is settled.",
        severity=_E,
        owner="partner",
        meaning="Rows without the document's number can't be given to an order. They stand together as one document in "
        "exception, so that no line is lost.",
    ),
    worded(
        "FI-ROW-003",
        "Quotation mark never closed",
        "Row {row} opens a quotation mark that it does not close; it was read without quotation marks.",
        next_step="Operations compares row {row} with the document as read, and releases or rejects it.",
        severity=_H,
        owner="operations",
        meaning="A stray quotation mark (an inch sign, for example) would have swallowed the rows that follow. The row was "
        "read cell by cell instead; its texts may be cut.",
    ),
    worded(
        "FI-ROW-004",
        "Characters that can't be kept",
        "Row {row} holds NUL characters; they were taken out.",
        next_step="Nothing to do, unless the text is wrong in Odoo; tell the partner.",
        severity=_W,
        owner="partner",
        meaning="NUL characters can be neither stored nor printed. The rest of the cell stands.",
    ),
    worded(
        "FI-ROW-005",
        "Record can't be read",
        "Record {row} can't be read: {why}.",
        next_step="Operations asks the partner to send the record's order again, and rejects this entry once it came.",
        severity=_E,
        owner="partner",
        meaning="A JSON record breaks off, states one name twice with two values, holds a number that is none (NaN), or is "
        "nested without end. The other records go on.",
    ),
)
_HEAD = (
    worded(
        "FI-HEAD-001",
        "Date can't be read",
        "{field} {value} is no date in the formats that the profile names.",
        next_step="Operations asks the partner for the right date, or integration adds the format to mapping.date_formats; "
        "then replay.",
        severity=_W,
        owner="operations",
        meaning="The date is impossible (30 February) or in a format the profile does not name. It is left open instead of "
        "guessed; the rule on order dates decides what becomes of the document.",
    ),
    worded(
        "FI-HEAD-003",
        "Two values for one document",
        "The rows of document {number} carry different values of {field}: {value} and {other}; the first was taken.",
        next_step="Nothing to do, unless the first value is wrong; tell the partner.",
        severity=_W,
        owner="partner",
        meaning="A field of the document's head is repeated on each row and is not the same on all. The first row's value "
        "stands.",
    ),
    worded(
        "FI-HEAD-004",
        "Two customers for one document",
        "The rows of document {number} name different customers or currencies in {field}: {value} and {other}.",
        next_step="Operations asks the partner which one holds, or whether two orders share a number; then releases or "
        "rejects.",
        severity=_H,
        owner="operations",
        meaning="Customer, ship-to or currency differ between the rows of one document. The first row's value stands, and a "
        "person looks before anything is created.",
    ),
    worded(
        "FI-HEAD-006",
        "Total can't be read",
        "{field} {value} is not a number.",
        next_step="Operations compares the document's total with the partner's, and releases or rejects it.",
        severity=_H,
        owner="operations",
        meaning="The stated total or line count is no plain number, so that nothing can be compared with it.",
    ),
    worded(
        "FI-HEAD-007",
        "Lines without a head",
        "Document {value} has lines, but no head row.",
        next_step="Operations asks the partner for the missing head, and sends both again.",
        severity=_E,
        owner="partner",
        meaning="Heads and lines stand apart, and no head has this document's number.",
    ),
    worded(
        "FI-HEAD-008",
        "Head without lines",
        "Document {value} has a head, but no lines.",
        next_step="Operations asks the partner for the missing lines, and sends both again.",
        severity=_E,
        owner="partner",
        meaning="Heads and lines stand apart, and no line has this document's number.",
    ),
)
_LINE = (
    worded(
        "FI-LINE-001",
        "Quantity can't be read",
        "Line {line} (row {row}) has the quantity {value}, which is not a plain number.",
        next_step="Operations asks the partner for the right quantity, or integration sets mapping.decimal and "
        "mapping.thousands; then replay.",
        severity=_E,
        owner="operations",
        meaning="A quantity is empty, a text, in exponent form or in other digits than 0 to 9. Without it the document has no "
        "meaning; it is not read.",
    ),
    worded(
        "FI-LINE-002",
        "Price can't be read",
        "Line {line} (row {row}) has the price {value}, which is not a plain number.",
        next_step="Operations asks the partner for the right price, or integration sets mapping.decimal and "
        "mapping.thousands; then replay.",
        severity=_E,
        owner="operations",
        meaning="A price is a text, in exponent form or in other digits than 0 to 9. It is left open, and the document waits, "
        "so that our own price is not used in silence.",
    ),
    worded(
        "FI-LINE-003",
        "Date of a line can't be read",
        "Line {line} (row {row}) has the date {value}, which is no date in the formats that the profile names.",
        next_step="Operations asks the partner for the right date, or integration adds the format; then replay or release.",
        severity=_H,
        owner="operations",
        meaning="The wanted date of a line is impossible or in an unknown format. It is left open instead of guessed.",
    ),
)
ENTRIES: tuple[CodeEntry, ...] = (*_FILE, *_SHEET, *_ROW, *_HEAD, *_LINE)
