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
RECEIVED = Counter(
    "lading_received_total", "Messages that were pushed, by channel and the answer's status.", ["channel", "status"]
)
RECEIVE_SECONDS = Histogram(
    "lading_receive_seconds",
    "From a message's first byte to its answer.",
    ["channel"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 5),
)
