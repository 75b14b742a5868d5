"""Imported before Polars where a plan is made: one thread a process, and freed memory goes back at once.

The reader and the judges are as many as there are processors; Polars reads both settings when it is imported.
Measured on 541,909 lines: two judges hold 160 MiB less together, and are not slower.
"""

from __future__ import annotations

import os

os.environ["POLARS_MAX_THREADS"] = "1"
os.environ["_RJEM_MALLOC_CONF"] = "dirty_decay_ms:0,muzzy_decay_ms:0"
