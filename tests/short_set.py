"""Which tests ``./lading test`` leaves to ``./lading test --long``: it is to end in twelve minutes on two cores.

What is said many times over (each seam, each damaged file, each order of arrival) is said here by a sample, and whole in
the long set, which is run before a release. A file or test that is named on the command line is always run whole. A new
test runs in both until it is named here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

import pytest

Point = TypeVar("Point")

EVERY = {
    "contract/odoo/test_confirming.py": 2,
    "contract/odoo/test_exactly_once.py": 2,
    "contract/odoo/test_failures.py": 2,
    "contract/odoo/test_master_load.py": 2,
    "contract/odoo/test_prices_and_dates.py": 2,
    "contract/odoo/test_references.py": 2,
    "contract/odoo/test_rights.py": 2,
    "contract/odoo/test_stock.py": 2,
    "contract/readers/test_fuzz.py": 2,
    "contract/readers/test_hostile_edi.py": 6,
    "contract/readers/test_hostile_files.py": 4,
    "contract/readers/test_hostile_tables.py": 6,
    "contract/readers/test_truncated.py": 3,
    "contract/transports/test_a_crash_between.py": 3,
    "faults/test_backfills.py": 2,
    "faults/test_changes_cut.py": 4,
    "faults/test_edi_answers.py": 3,
    "faults/test_network.py": 3,
    "faults/test_people.py": 2,
    "faults/test_six_failures.py": 2,
    "faults/test_tutorial.py": 3,
    "faults/test_zombies.py": 3,
    "integration/test_backfill_short_forms.py": 3,
    "integration/test_stack.py": 3,
}
"""Of the parameters of each test of the file, the first and every nth one after it."""
LONG = {
    "architecture/test_docs_commands.py::test_each_command_that_is_shown_would_be_understood",
    "contract/odoo/test_rights.py::test_prepare_may_run_again_and_sets_right_what_was_changed",
    "faults/test_files.py::test_a_file_that_cannot_be_moved_away_does_not_stand_in_the_way_of_the_others",
    "faults/test_leases.py::test_a_worker_that_lives_keeps_its_lease_however_long_a_stage_takes",
    "faults/test_random_kills.py::test_after_random_kills_the_orders_equal_those_of_an_undisturbed_run",
    "integration/test_new.py::test_a_second_and_a_third_of_each_kind_stand_beside_the_first",
    "integration/test_new.py::test_nothing_else_fails_beside_a_new_test",
    "integration/test_prefect_imports.py::test_prefects_server_imports_with_the_locked_libraries",
    "integration/test_stack.py::test_a_port_that_is_taken_between_choosing_and_starting_is_left_to_its_owner",
    "integration/test_stack.py::test_a_taken_port_is_left_to_its_owner_and_another_is_remembered",
    "integration/test_stack.py::test_a_service_that_ends_at_once_says_why_and_what_to_do",
    "contract/readers/test_corpus.py::test_the_command_answers_each_with_its_exit",
    "contract/readers/test_real_files.py::test_the_whole_retail_file_is_read_exactly_in_bounded_memory",
    "faults/test_changes.py::test_an_older_change_after_a_newer_one_is_for_a_person",
    "faults/test_changes.py::test_another_delivery_address_is_written_until_something_was_delivered",
    "faults/test_changes.py::test_changes_follow_each_other_and_a_line_that_was_added_can_be_changed",
    "faults/test_changes.py::test_what_a_change_asks_for_is_judged_and_what_it_leaves_alone_is_not",
    "faults/test_changes.py::test_what_is_delivered_cannot_be_taken_back_but_more_can_be_ordered",
    "faults/test_changes.py::test_what_is_invoiced_is_neither_lowered_nor_priced_anew_nor_cancelled_but_more_can_be_ordered",
    "faults/test_changes.py::test_what_people_locked_or_edited_is_not_written_over",
    "scenario/test_availability_in_prefect.py::test_the_consumer_publishes_what_changes_in_odoo_and_by_orders",
    "scenario/test_demo.py::test_z5_a_stopped_channel_is_not_worked_until_a_person_closes_its_circuit",
    "scenario/test_demo.py::test_z6_run_says_in_its_exit_code_that_documents_wait",
    "scenario/test_from_sftp_to_odoo.py::test_files_put_on_a_server_become_orders_and_outcomes_while_the_consumer_runs",
    "scenario/test_portal_to_odoo.py::test_a_seller_who_was_offline_sends_many_orders_of_two_customers",
    "scenario/test_portal_to_odoo.py::test_the_same_order_again_is_a_duplicate_of_the_first",
    "scenario/test_pushed_to_odoo.py::test_a_profile_that_is_written_while_all_run_is_worked_without_a_restart",
    "scenario/test_pushed_to_odoo.py::test_an_order_wanted_today_is_claimed_before_those_that_came_earlier",
}
"""Tests that have a sister in the short set: the same on the ledger, or a simpler story."""


def left_out(nodes: Iterable[str]) -> set[str]:
    """Those of the tests' ids, as paths under ``tests/``, that the short set leaves out."""
    seen: Counter[str] = Counter()
    found = set()
    for node in nodes:
        test = re.sub(r"\[.*", "", node, flags=re.DOTALL)
        place, nth = seen[test], EVERY.get(test.partition("::")[0], 1)
        seen[test] += 1
        if test in LONG or place % nth:
            found.add(node)
    return found


def sampled(points: Sequence[Point], nth: int, config: pytest.Config) -> Sequence[Point]:
    """All of them in the long set, every nth one in the short: for tests that find their cases while they run."""
    return points if config.getoption("long") else points[::nth]
