"""History becomes demand by period: what was asked for, corrected where the day's figures say something else."""

from __future__ import annotations

from domain.planning.cleaning.clean import clean
from domain.planning.cleaning.cleaned import Cleaned, Grid

__all__ = ["Cleaned", "Grid", "clean"]
