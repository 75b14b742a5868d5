"""What Lading counts, for Prometheus: bounded labels, no document number among them."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

BATCH_RUNS = Counter(
    "lading_runs_total", "Flow runs of the consumer, by channel and how they ended.", ["channel", "end"]
)
RUN_SECONDS = Histogram(
    "lading_run_seconds", "How long a run took.", ["channel"], buckets=(1, 2, 5, 10, 30, 60, 300, 900)
)
WAITING = Gauge("lading_waiting_threads", "Orders and deliveries that wait for a run.", ["channel"])
