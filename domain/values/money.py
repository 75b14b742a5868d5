"""Money: decimal amounts with a currency. Rounding is said once, here: half up, to the currency's minor unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from pydantic import field_validator

from domain.frozen import Frozen

_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_TWO_DIGITS = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP "
    "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR "
    "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN "
    "NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
    "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)
_DIGITS: dict[str, int] = {
    **dict.fromkeys(_TWO_DIGITS.split(), 2),
    **dict.fromkeys(_NO_DIGITS.split(), 0),
    **dict.fromkeys(_THREE_DIGITS.split(), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
_EXACT_DIGITS = 60


def known_currency(code: str) -> bool:
    """Whether ``code`` is a currency of ISO 4217 (funds, metals and test codes apart)."""
    return code in _DIGITS


def digits(currency: str) -> int:
    """Decimals of the currency's minor unit: EUR 2, JPY 0, KWD 3; 2 where the code is not known."""
    return _DIGITS.get(currency, 2)


@lru_cache(maxsize=256)
def minor_unit(currency: str) -> Decimal:
    """The smallest amount: EUR 0.01, JPY 1, KWD 0.001."""
    return Decimal(1).scaleb(-digits(currency))


def round_money(amount: Decimal, currency: str) -> Decimal:
    """``amount`` to the currency's minor unit, half up (away from zero): 2.675 EUR is 2.68, -2.675 is -2.68.

    Raises:
        TypeError: ``amount`` is no Decimal; a float has lost the cents already.
    """
    if not isinstance(amount, Decimal):
        message = "money is Decimal, never float"
        raise TypeError(message)
    with localcontext() as context:
        context.prec = max(_EXACT_DIGITS, amount.adjusted() + _EXACT_DIGITS)
        return amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)


class Money(Frozen):
    """An amount in one currency; sums of different currencies are refused."""

    amount: Decimal
    currency: str

    @field_validator("amount", mode="before")
    @classmethod
    def _no_float(cls, amount: object) -> object:
        if isinstance(amount, float):
            message = "money is Decimal, never float"
            raise ValueError(message)  # noqa: TRY004 - pydantic reports ValueError with its place
        return amount

    def __add__(self, other: Money) -> Money:
        """The sum; ValueError if the currencies differ."""
        if self.currency != other.currency:
            message = f"{self.currency} and {other.currency} do not add up"
            raise ValueError(message)
        return Money(amount=self.amount + other.amount, currency=self.currency)

    def __neg__(self) -> Money:
        """The same amount with the other sign."""
        return Money(amount=-self.amount, currency=self.currency)

    def rounded(self) -> Money:
        """To the minor unit, half up."""
        return Money(amount=round_money(self.amount, self.currency), currency=self.currency)

    def minor(self) -> int:
        """In minor units, rounded half up: 12.34 EUR is 1234."""
        return int(round_money(self.amount, self.currency).scaleb(digits(self.currency)))

    @classmethod
    def of_minor(cls, minor: int, currency: str) -> Money:
        """From minor units: 1234 of EUR is 12.34."""
        return cls(amount=Decimal(minor).scaleb(-digits(currency)), currency=currency)

    def split(self, parts: int) -> tuple[Money, ...]:
        """In ``parts`` shares that differ by at most one minor unit and add up exactly; larger shares first."""
        each, left = divmod(self.minor(), parts)
        return tuple(Money.of_minor(each + (1 if place < left else 0), self.currency) for place in range(parts))

    def __str__(self) -> str:
        """Amount with all its digits, then the currency."""
        return f"{self.amount:f} {self.currency}"


class ControlTotals:
    """Exact sums by currency of all that passes: what comes out must equal what went in, to the smallest unit."""

    def __init__(self, sums: Mapping[str, Decimal] | None = None) -> None:
        """Begin with ``sums`` by currency, else with nothing."""
        self._sums: dict[str, Decimal] = dict(sums or {})

    def add(self, amount: Decimal, currency: str) -> None:
        """Count one amount in; nothing is rounded, whatever its size."""
        with localcontext() as context:
            context.prec = _EXACT_DIGITS
            self._sums[currency] = self._sums.get(currency, Decimal(0)) + amount

    def add_all(self, amounts: Iterable[tuple[Decimal, str]]) -> None:
        """Count many in."""
        for amount, currency in amounts:
            self.add(amount, currency)

    def by_currency(self) -> dict[str, Decimal]:
        """The sums, currencies in alphabetical order; currencies that sum to zero stay."""
        return dict(sorted(self._sums.items()))

    def differences(self, other: ControlTotals) -> dict[str, Decimal]:
        """By currency: this minus ``other``, only where they differ. Empty: they balance."""
        names = sorted({*self._sums, *other._sums})
        found = {name: self._sums.get(name, Decimal(0)) - other._sums.get(name, Decimal(0)) for name in names}
        return {name: difference for name, difference in found.items() if difference}
