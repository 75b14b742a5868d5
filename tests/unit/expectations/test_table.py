"""A gate's result as a page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.catalogue import finding
from expectations.suite import GateResult, Level, TableRow, Waiver, in_force
from expectations.table import markdown

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
ROW = TableRow("GT-EX-001", "number is there", Level.ROW, 300, 2, 2 / 300, ("order-1", "order-2"))
RESULT = GateResult("extract", {}, (), (), (ROW,), 300, 0.0612)


def test_a_row_shows_expectation_counts_share_and_sample():
    assert "| number is there | GT-EX-001 | row | 300 | 2 | 0.7% | order-1, order-2 |" in markdown(RESULT)


def test_the_heading_says_what_became_of_the_batch():
    stop = finding("GT-EX-101", measured="0.9", limit="0.5")
    assert "Gate extract: passed" in markdown(RESULT)
    assert "Gate extract: set 1 aside" in markdown(replace(RESULT, bad={"order-1": ()}))
    stopped = markdown(replace(RESULT, stops=(stop,)))
    assert "Gate extract: stopped the channel" in stopped
    assert stop.next_step in stopped


def test_foreign_text_cannot_break_out_of_its_cell():
    hostile = replace(ROW, sample=("x | y\n| <script>[a](http://b)",))
    (line,) = [one for one in markdown(replace(RESULT, table=(hostile,))).splitlines() if "GT-EX-001" in one]
    assert "<script>" not in line
    assert "\\[a\\](http" in line
    assert line.count("|") - line.count("\\|") == 8


def test_a_waiver_is_shown_with_its_name_and_end():
    waiver = Waiver("GT-EX-001", "A. Meier", "agreed", NOW)
    shown = markdown(replace(RESULT, table=(replace(ROW, waived_by=waiver.shown()),)))
    assert "waived by A. Meier until 2026-03-10 09:30 UTC: agreed" in shown


def test_a_waiver_holds_for_its_partner_channel_and_time_only():
    later = NOW + timedelta(days=1)
    waivers = [
        Waiver("any", "a", "r", later),
        Waiver("partner", "a", "r", later, partner="acme"),
        Waiver("other partner", "a", "r", later, partner="globex"),
        Waiver("channel", "a", "r", later, channel="acme-edi"),
        Waiver("other channel", "a", "r", later, channel="acme-csv"),
        Waiver("expired", "a", "r", NOW),
    ]
    held = in_force(waivers, partner="acme", channel="acme-edi", now=NOW)
    assert [one.code for one in held] == ["any", "partner", "channel"]
