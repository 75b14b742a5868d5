"""Puts one job per order on OCA queue_job's queue, all of them in one transaction.

Piped into ``odoo shell``, which gives it ``env``; imports nothing of Lading. The task stands in a JSON file named by
LADING_BENCH_TASK; the answer is one line that begins with LADING: when the jobs became visible, seconds since 1970.
"""

import json
import os
import time
from pathlib import Path

task = json.loads(Path(os.environ["LADING_BENCH_TASK"]).read_text())
bot = env["res.users"].search([("login", "=", task["login"])])  # noqa: F821 - the shell gives it
orders = env["sale.order"].with_user(bot).with_context(**task["context"])  # noqa: F821 - as above
for values in task["orders"]:
    orders.with_delay().create(values)
visible = time.time()
env.cr.commit()  # noqa: F821 - as above
print("LADING " + json.dumps({"visible": visible}))
