"""``python -m benchmarks``: every benchmark in one run; the tables stand under ``benchmarks/results``."""

from __future__ import annotations

import subprocess
import sys

PARTS = (
    "bench_ledger",
    "bench_retail",
    "bench_orders",
    "bench_queue_job",
    "bench_live",
    "bench_receiver",
    "bench_portal",
    "bench_availability",
    "bench_extract",
    "bench_planning",
    "bench_posting",
)


def main() -> int:
    """Each part in a process of its own, so that peak memory and warmth are its own; 1 when a goal is missed."""
    codes = [subprocess.run([sys.executable, "-m", f"benchmarks.{part}"], check=False).returncode for part in PARTS]
    return 1 if any(codes) else 0


if __name__ == "__main__":
    raise SystemExit(main())
