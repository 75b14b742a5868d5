"""Gates at less cost: Great Expectations is asked only where something may not hold.

Suites, frames, populations, waivers and what follows from a verdict are the real ones. Where every expectation holds
by a plain look at the column, that is the verdict; else Great Expectations gives it. ``checked`` asks it always, and
a test plays seeds so: the plain look may never say yes where it says no.
"""

import re
from contextlib import contextmanager
from statistics import fmean, median

from expectations.engine import Judged, judge

_looks = []
"""Where both verdicts are kept while ``checked`` is on."""


def judged(frame, expectations):
    """As ``expectations.engine.judge``."""
    plain = all(_holds(one, frame[one.column].to_list()) for one in expectations)
    if plain and not _looks:
        return [Judged(one, holds=True) for one in expectations]
    found = judge(frame, expectations)
    for looks in _looks:
        looks.append((plain, all(one.holds for one in found)))
    return found


@contextmanager
def checked():
    """Inside, Great Expectations is asked always: a list of (plain verdict, its verdict), one a look."""
    _looks.append([])
    try:
        yield _looks[0]
    finally:
        _looks.clear()


def _holds(expect, column):
    """Whether it surely holds; False: ask. What is not there is looked at by those for nulls only."""
    known = [one for one in column if one is not None and one == one]  # noqa: PLR0124 - not a number
    looks = LOOKS.get(expect.kind)
    return looks is not None and looks(known, len(column) - len(known), **expect.options)


def _between(value, *, min_value=None, max_value=None, strict_min=False, strict_max=False):
    above = min_value is None or (value > min_value if strict_min else value >= min_value)
    below = max_value is None or (value < max_value if strict_max else value <= max_value)
    return above and below


LOOKS = {
    "ColumnValuesToBeNull": lambda known, _: not known,
    "ColumnValuesToNotBeNull": lambda _, missing: not missing,
    "ColumnValuesToMatchRegex": lambda known, _, regex: all(re.search(regex, one) for one in known),
    "ColumnValuesToNotMatchRegex": lambda known, _, regex: not any(re.search(regex, one) for one in known),
    "ColumnValuesToBeBetween": lambda known, _, **bounds: all(_between(one, **bounds) for one in known),
    "ColumnMeanToBeBetween": lambda known, _, **bounds: bool(known) and _between(fmean(known), **bounds),
    "ColumnMedianToBeBetween": lambda known, _, **bounds: bool(known) and _between(median(known), **bounds),
}
"""Great Expectations' kinds that the house's suites use."""
