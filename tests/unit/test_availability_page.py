"""The page of a reconciliation says first whether anything was wrong."""

from __future__ import annotations

from tasks.availability.looking import Looked
from tasks.availability.steps import _table


def test_where_nothing_was_wrong_it_says_so_and_shows_no_empty_table():
    page = _table(Looked(looked=387))
    assert "Every published number was what the stock says." in page
    assert "No channel got a new number." in page
    assert "| channel |" not in page


def test_drift_is_the_first_thing_said():
    page = _table(Looked(looked=9, drifted=3, changed={"edi": 3}, sent={"edi": 2}, endangered=1))
    assert page.index("3 published numbers had drifted") < page.index("| edi | 3 | 2 |")
    assert "1 orders have a promise in danger: see the exception queue." in page
