"""Where an Odoo is and who asks."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr

from domain.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class OdooAddress:
    """Where an Odoo is and who asks; the key never shows."""

    url: str
    database: str
    api_key: SecretStr
    login: str = ""
    """Of the bot whose key it is; only ``/jsonrpc`` asks for it."""

    def key(self) -> str:
        """The key itself, for a header or a body. Secret.

        Raises:
            Misconfigured: it cannot be a key.
        """
        key = self.api_key.get_secret_value()
        if not key.isascii() or not key.strip():
            message = "The API key of Odoo is empty or holds characters that no key has."
            raise Misconfigured(message, field="LADING_ODOO_API_KEY")
        return key.strip()
