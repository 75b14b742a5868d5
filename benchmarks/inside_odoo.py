"""The limit: the same rows and the same confirms inside one Odoo process, with no protocol between.

Piped into ``odoo shell``, which gives it ``env``; imports nothing of Lading. The task stands in a JSON file named by
LADING_BENCH_TASK; the answer is one line that begins with LADING.
"""

import json
import os
import time
from pathlib import Path

task = json.loads(Path(os.environ["LADING_BENCH_TASK"]).read_text())
bot = env["res.users"].search([("login", "=", task["login"])])  # noqa: F821 - the shell gives it
orders = env["sale.order"].with_user(bot).with_context(**task["context"])  # noqa: F821 - as above
told = {"orders": 0, "load": 0.0, "confirm": 0.0}
warm = orders.load(task["batches"][0]["columns"], task["batches"][0]["rows"])
orders.browse(warm["ids"]).with_context(tracking_disable=True).action_confirm()
env.cr.rollback()  # noqa: F821 - the caches are warm, as those of a worker that has served are; nothing is kept
for batch in task["batches"]:
    began = time.monotonic()
    answer = orders.load(batch["columns"], batch["rows"])
    env.cr.commit()  # noqa: F821 - as above
    told["load"] += time.monotonic() - began
    assert answer["ids"], answer["messages"][:3]
    told["orders"] += len(answer["ids"])
    began = time.monotonic()
    orders.browse(answer["ids"]).with_context(tracking_disable=True).action_confirm()
    env.cr.commit()  # noqa: F821 - as above
    told["confirm"] += time.monotonic() - began
print("LADING " + json.dumps(told))
