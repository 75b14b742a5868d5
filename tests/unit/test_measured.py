"""What a benchmark says of a command counts every process that the command starts."""

import os
import sys

from benchmarks.measured import run_measured

CHILD = "import time; held = bytearray(b'x') * 60_000_000; time.sleep(0.6)"
PARENT = (
    f"import subprocess, sys; held = bytearray(b'x') * 60_000_000; subprocess.run([sys.executable, '-c', {CHILD!r}])"
)
BUSY = "import time; ends = time.process_time() + 0.3\nwhile time.process_time() < ends: pass"


def test_the_memory_of_parent_and_child_is_added_up(tmp_path):
    took = run_measured([sys.executable, "-c", PARENT], os.environ, tmp_path / "out")
    assert (took.status, took.processes) == (0, 2)
    assert took.peak_mib > 2 * 57
    assert took.seconds > 0.6


def test_the_seconds_of_a_child_that_has_ended_count(tmp_path):
    parent = (
        f"import subprocess, sys; print('said'); sys.stdout.flush(); subprocess.run([sys.executable, '-c', {BUSY!r}])"
    )
    took = run_measured([sys.executable, "-c", parent], os.environ, tmp_path / "out")
    assert took.processor_seconds > 0.3
    assert took.output == "said\n"


def test_a_command_that_fails_says_so(tmp_path):
    assert run_measured([sys.executable, "-c", "raise SystemExit(3)"], os.environ, tmp_path / "out").status == 3
