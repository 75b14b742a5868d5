"""Errors, named by what happens next. A flow needs no ``except``: the kind decides.

Each message says what is wrong, where (document, field, value, partner) and what to do next.
"""

from __future__ import annotations


class LadingError(Exception):
    """Something went wrong; see the message for what to do next.

    Args:
        what: one sentence, no secret and no traceback.
        document: business number or external id of the document concerned.
        field: path of the field concerned, for example ``lines[2].quantity``.
        value: the offending value, as text.
        partner: the trading partner concerned.
        next_step: what a person does now. Each subclass has a default.
    """

    next_step = "Read the message, mend the cause and run the same command again."

    def __init__(
        self,
        what: str,
        *,
        document: str | None = None,
        field: str | None = None,
        value: str | None = None,
        partner: str | None = None,
        next_step: str | None = None,
    ) -> None:
        """Keep the parts apart, so that a page or JSON can show them."""
        super().__init__(what)
        self.what = what
        self.document = document
        self.field = field
        self.value = value
        self.partner = partner
        if next_step is not None:
            self.next_step = next_step

    def __str__(self) -> str:
        """What, where, and what to do."""
        places = {"document": self.document, "field": self.field, "value": self.value, "partner": self.partner}
        where = ", ".join(f"{name} {text}" for name, text in places.items() if text is not None)
        head = f"{self.what} ({where})" if where else self.what
        return f"{head} Next: {self.next_step}"


class TryAgain(LadingError):
    """Could not ask, or lost a race: nothing was changed, and the same call may be sent again."""

    next_step = "Nothing to do: Lading tries again by itself. If it goes on for minutes, run 'lading status'."


class OutcomeUnknown(LadingError):
    """Asked, but the answer was lost: it is looked up before anything is sent again."""

    next_step = "Nothing to do: Lading looks the outcome up. 'lading trace KEY' shows when it is settled."


class Refused(LadingError):
    """Asked, and refused for a business reason: sending the same again cannot help."""

    next_step = "Open 'lading exceptions list', mend the document or the master record, then replay it."


class StopTheRun(LadingError):
    """Systemic trouble: nothing more may be posted until a person or a passing probe says so."""

    next_step = "See 'lading circuits list' for the reason; close the circuit once it is mended."


class Misconfigured(LadingError):
    """Lading's own configuration, a profile or Odoo's set-up is wrong: no retry can help."""

    next_step = "Run 'lading doctor' and mend what it names."


class LeaseLost(TryAgain):
    """Another run took this work over: what this run knows may no longer be recorded."""

    next_step = "Nothing to do: the run that took the work over goes on with it."
