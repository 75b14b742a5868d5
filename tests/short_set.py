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
    "contract/odoo/test_planning_snapshot.py::test_goods_received_while_it_is_read_are_counted_once": 3,
    "contract/odoo/test_prices_and_dates.py": 2,
    "contract/odoo/test_references.py": 2,
    "contract/odoo/test_purchasing.py": 2,
    "contract/odoo/test_rights.py": 2,
    "contract/odoo/test_stock.py": 2,
    "contract/readers/test_fuzz.py": 2,
    "contract/readers/test_hostile_edi.py": 12,
    "contract/readers/test_hostile_files.py": 4,
    "contract/readers/test_hostile_tables.py": 12,
    "contract/readers/test_truncated.py": 6,
    "contract/transports/test_a_crash_between.py": 6,
    "contract/transports/test_every_transport.py": 2,
    "faults/test_backfills.py": 2,
    "faults/test_changes_cut.py": 8,
    "faults/test_edi_answers.py": 3,
    "faults/test_network.py": 6,
    "faults/test_people.py": 2,
    "faults/test_shop.py::test_whatever_the_order_of_arrival_the_last_moment_is_what_is_wanted": 4,
    "faults/test_six_failures.py": 2,
    "faults/test_tutorial.py": 3,
    "faults/test_zombies.py": 3,
    "integration/ledger/test_conservation.py": 2,
    "integration/ledger/test_plan_cut.py": 10,
    "integration/test_backfill_short_forms.py": 3,
    "integration/test_stack.py": 3,
    "scenario/test_demo.py::test_trace_finds_the_whole_thread_by_any_reference": 3,
    "simulator/test_more_seeds.py::test_a_planted_bug_is_found": 2,
    "unit/planning/forecasting/test_past_only.py": 4,
    "unit/planning/forecasting/test_sane.py": 3,
    "unit/planning/gates/test_planted.py": 3,
}
"""Of the parameters of each test of the file, or of this test, the first and every nth one after it."""
LONG = {
    "faults/test_changes.py::test_an_850_replaces_or_cancels_by_its_purpose_and_one_sent_again_counts_once",
    "faults/test_changes.py::test_a_cancellation_decides_about_an_order_that_waits_for_a_person",
    "faults/test_changes.py::test_order_change_and_cancellation_in_one_file_go_one_after_the_other",
    "faults/test_shop_in_odoo.py::test_a_counter_sale_waits_for_a_person",
    "faults/test_shop_in_odoo.py::test_a_discount_is_exact_to_the_cent_in_odoo_too",
    "faults/test_shop_in_odoo.py::test_an_edit_that_overtakes_its_order_and_a_cancellation_that_does",
    "faults/test_shop_in_odoo.py::test_an_order_whose_webhook_never_came_is_found_and_delivered",
    "faults/test_files.py::test_a_half_uploaded_file_waits_until_it_is_whole",
    "faults/test_files.py::test_a_file_that_grows_is_not_taken_before_it_rests",
    "faults/test_gates_stop.py::test_what_stopped_a_channel_is_set_aside_document_by_document_and_the_others_go_on",
    "integration/test_checks_in_odoo.py::test_a_new_address_is_made_once_when_it_is_released_and_found_by_the_next_order",
    "faults/test_planted.py::test_a_read_back_that_compares_odoo_with_itself_is_noticed",
    "faults/test_backfills.py::test_the_command_plans_shows_and_applies",
    "faults/test_backfills.py::test_prices_that_changed_since_the_plan_hold_what_would_be_posted_otherwise",
    "faults/test_changes.py::test_a_cancellation_takes_a_held_draft_away_too",
    "faults/test_changes.py::test_a_change_waits_while_a_person_decides_about_its_order",
    "faults/test_files.py::test_a_file_renamed_while_it_is_read_counts_once",
    "faults/test_files.py::test_a_file_replaced_while_it_is_read_is_taken_whole_or_not_at_all",
    "faults/test_people.py::test_a_held_draft_that_a_person_edited_is_not_mended_over_their_edit",
    "faults/test_people.py::test_the_difference_that_a_person_made_is_shown_to_whoever_decides",
    "faults/test_queue_decisions.py::test_an_exported_case_is_masked_and_its_test_finds_the_same",
    "scenario/test_a_run_in_prefect.py::test_a_run_whose_process_died_is_crashed_within_three_heartbeats_and_half_a_minute",
    "scenario/test_a_run_in_prefect.py::test_a_worker_of_the_bulk_pool_applies_a_plan",
    "scenario/test_availability_in_prefect.py::test_a_worker_reads_the_whole_stock_and_its_run_shows_what_came_of_it",
    "scenario/test_demo.py::test_z1_a_replay_shows_first_what_would_change",
    "scenario/test_demo.py::test_z2_many_are_not_decided_without_a_yes",
    "scenario/test_portal_to_odoo.py::test_prices_and_invoices_come_from_the_mirror_which_the_consumer_keeps_fresh",
    "integration/test_forecast_over_dask.py::test_a_forecast_over_a_cluster_is_that_of_one_process",
    "integration/test_forecast_over_dask.py::test_workers_of_another_release_are_refused_before_anything_is_sent",
    "scenario/test_approval_form.py::test_orders_of_a_plan_are_decided_in_a_form",
    "contract/odoo/test_price_formulas.py::test_every_kind_of_chain_and_formula_is_met",
    "contract/odoo/test_price_formulas.py::test_only_a_rate_of_currencies_makes_a_price_unknown",
    "contract/odoo/test_price_formulas.py::test_odoo_computes_the_same_price_for_every_line",
    "contract/odoo/test_price_formulas.py::test_a_draft_of_our_prices_is_read_back_without_a_difference",
    "integration/portal/test_killed.py::test_what_got_202_is_there_once_whenever_the_process_dies",
    "contract/odoo/test_stock.py::test_after_each_of_many_moves_the_terms_are_what_odoo_says",
    "faults/test_queue_decisions.py::test_a_retry_confirms_once_what_a_person_had_cancelled_and_opened_again_after_it_was_read_back",
    "integration/test_stack.py::test_down_with_purge_leaves_no_process_and_no_file",
    "faults/test_at_once.py::test_a_folder_that_a_hundred_look_into_at_once_gives_each_file_once",
    "faults/test_at_once.py::test_a_file_dropped_a_hundred_times_under_a_hundred_names_makes_its_orders_once",
    "architecture/test_docs_commands.py::test_each_command_that_is_shown_would_be_understood",
    "contract/odoo/test_rights.py::test_prepare_may_run_again_and_sets_right_what_was_changed",
    "faults/test_files.py::test_a_file_that_cannot_be_moved_away_does_not_stand_in_the_way_of_the_others",
    "faults/test_leases.py::test_a_worker_that_lives_keeps_its_lease_however_long_a_stage_takes",
    "faults/test_plan_posting.py::test_two_at_once_make_each_order_once",
    "unit/planning/cleaning/test_returns.py::test_running_sums_match_brackets_as_a_stack_does",
    "unit/planning/forecasting/test_past_only.py::test_the_same_again_gives_the_same",
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
        place, nth = seen[test], EVERY.get(test, EVERY.get(test.partition("::")[0], 1))
        seen[test] += 1
        if test in LONG or place % nth:
            found.add(node)
    return found


def sampled(points: Sequence[Point], nth: int, config: pytest.Config) -> Sequence[Point]:
    """All of them in the long set, every nth one in the short: for tests that find their cases while they run."""
    return points if config.getoption("long") else points[::nth]
