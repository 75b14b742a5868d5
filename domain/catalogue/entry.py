"""One number of the catalogue: what it means, and what its findings say and ask for."""

from __future__ import annotations

import re
import string

from pydantic import field_validator

from domain.findings import Severity
from domain.frozen import Frozen

CODE_FORM = re.compile(r"[A-Z]{2}-[A-Z0-9]+-\d{3}")


class CodeEntry(Frozen):
    """A finding's number and its words; the number never changes its meaning, the wording may."""

    code: str
    """Two letters of the family, a part, three digits: ``SO-LINE-004``."""
    title: str
    """A few words for lists and headings: ``Unit not known``."""
    message: str
    """One sentence with {words} that the finding fills in; ``{value}`` and ``{path}`` are always there."""
    next_step: str
    """One sentence: who does what now; may hold {words} too."""
    severity: Severity
    """Default; a partner's profile may name another."""
    owner: str = "operations"
    """Who mends it: operations, sales, master-data, integration, finance, partner."""
    meaning: str
    """For the docs page: when it is found, why it matters, what the default severity is for."""

    @field_validator("code")
    @classmethod
    def _form(cls, code: str) -> str:
        if not CODE_FORM.fullmatch(code):
            raise ValueError(f"code {code} is not of the form SO-LINE-004")
        return code

    def words(self) -> frozenset[str]:
        """Names that a finding with this number must fill in, ``value`` and ``path`` apart."""
        texts = (self.message, self.next_step)
        names = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
        return frozenset(names - {"value", "path"})


def worded(code: str, title: str, message: str, **rest: str | Severity) -> CodeEntry:
    """An entry: its number, its title, what its findings say, and the other fields by name."""
    return CodeEntry.model_validate({"code": code, "title": title, "message": message, **rest})
