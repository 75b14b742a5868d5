"""Quantities: conversion between units and packs, digits. A dozen is twelve."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

from domain.documents.master import UnitOfMeasure

_EXACT_DIGITS = 60
_MOST_DECIMALS = 12


def convertible(source: UnitOfMeasure, target: UnitOfMeasure) -> bool:
    """Whether both belong to one family: only then a quantity of one says something about the other."""
    return source.reference_id == target.reference_id and source.factor > 0 and target.factor > 0


def convert(quantity: Decimal, source: UnitOfMeasure, target: UnitOfMeasure) -> Decimal:
    """``quantity`` of ``source`` in ``target``, not rounded to its digits: 2 dozens are 24 each.

    Raises:
        ValueError: the units are of different families (kilograms never become pieces).
    """
    if not convertible(source, target):
        message = f"{source.name} cannot be converted to {target.name}"
        raise ValueError(message)
    if source.factor == target.factor:
        return quantity
    with localcontext() as context:
        context.prec = _EXACT_DIGITS
        exact = quantity * source.factor / target.factor
    return exact.quantize(Decimal(1).scaleb(-_MOST_DECIMALS)).normalize() if _long(exact) else exact


def _long(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent < -_MOST_DECIMALS


def decimals(unit: UnitOfMeasure) -> int:
    """How many decimals a quantity of this unit may have: rounding 0.01 is 2, 1 is 0."""
    exponent = unit.rounding.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def rounded(quantity: Decimal, unit: UnitOfMeasure) -> Decimal:
    """What the system of record would make of it: to a multiple of the unit's rounding, half up."""
    with localcontext() as context:
        context.prec = _EXACT_DIGITS
        steps = (quantity / unit.rounding).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return steps * unit.rounding


def fits_digits(quantity: Decimal, unit: UnitOfMeasure) -> bool:
    """Whether the system of record keeps the quantity as it is."""
    return rounded(quantity, unit) == quantity


def is_pack(unit: UnitOfMeasure, product_unit: UnitOfMeasure) -> bool:
    """Whether ``unit`` is a pack of the product's own unit: holds a whole number above one of it."""
    if not convertible(unit, product_unit):
        return False
    held = unit.factor / product_unit.factor
    return held > 1 and held == held.to_integral_value()


def is_whole(quantity: Decimal) -> bool:
    """Whether ``quantity`` is a whole number: 2.0 is, 2.5 is not."""
    return quantity == quantity.to_integral_value()
