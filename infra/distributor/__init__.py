"""A believable distributor, made from a seed: master data, orders with planted faults, and the truth about them.

Pure and apart from the rest of the house: prices, check digits and X12 are computed here a second time, so that
the demo compares two independent answers. The same seed and day give the same bytes.
"""

from infra.distributor.generate import Distributor, distributor, write

__all__ = ["Distributor", "distributor", "write"]
