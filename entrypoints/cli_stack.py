"""``lading`` up, down, status and work: what runs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli_frame import Exit, Screen, command

if TYPE_CHECKING:
    from entrypoints.receiver_look import ReceiverLook
    from infra.server import ServiceStatus

PANEL = "What runs"


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the whole command."""
    for name, function in (("up", up), ("down", down), ("status", status), ("work", work), ("receive", receive)):
        command(app, name, panel=PANEL)(function)


def up(screen: Screen) -> int:
    """Start PostgreSQL, Odoo, Prefect, worker and consumer, and the receiver where a partner pushes."""
    from entrypoints.cli_house import stack_of
    from entrypoints.cli_progress import Steps
    from entrypoints.preparing import make_ready
    from tasks.runtime.settings import settings

    known = settings()
    stack = stack_of(known)
    with Steps(screen) as steps:
        stack.up(progress=steps.step, prepare=lambda _: make_ready(known, stack, steps.step))
    return _show(screen, stack.status())


def down(
    screen: Screen,
    purge: Annotated[bool, typer.Option("--purge", help="Delete all state under LADING_HOME too.")] = False,
) -> int:
    """Stop what 'lading up' started, each by its recorded number; --purge leaves nothing."""
    from entrypoints.cli_house import stack_of

    stack = stack_of()
    if purge and not screen.confirm("Delete the ledger, the archive and Odoo's database of this home for good?"):
        screen.data({"stopped": [], "purged": False})
        screen.say("Nothing was done.")
        screen.next("lading down --purge --yes", "deletes it without a question")
        return Exit.APPROVAL
    stack.down(purge=purge, progress=screen.say)
    screen.data({"stopped": True, "purged": purge})
    screen.say("All stopped, all state deleted." if purge else "All stopped; the state is kept.")
    screen.next("lading up")
    return Exit.FINE


def status(screen: Screen) -> int:
    """Show each service with state, address and process, and what waits; the last log lines of what is ill: exit 1."""
    from entrypoints.cli_house import stack_of
    from entrypoints.receiver_look import look_at_receiver
    from tasks.runtime.settings import settings

    return _show(screen, stack_of().status(), look_at_receiver(settings()))


def _show(screen: Screen, services: list[ServiceStatus], receiver: ReceiverLook | None = None) -> int:
    told = {"receiver": asdict(receiver) | {"said": receiver.words()}} if receiver else {}
    screen.data({"services": [_as_json(one) for one in services], **told})
    screen.table(
        ("service", "state", "address", "pid"), [(one.name, one.state, one.url, one.pid or "") for one in services]
    )
    if receiver is not None:
        screen.say(f"receiver: {receiver.words()}")
    ill = [one for one in services if not one.well and one.state != "stopped"]
    for one in ill:
        screen.say(f"\n{one.name} is {one.state}; its last lines:", style="red")
        for line in one.last_lines:
            screen.say(f"  {line}")
    running = [one for one in services if one.state == "running"]
    screen.next("lading up" if ill or not running else "lading partners list")
    return Exit.FINDINGS if ill else Exit.FINE


def _as_json(one: ServiceStatus) -> dict[str, Any]:
    return {"name": one.name, "state": one.state, "url": one.url, "pid": one.pid, "last_lines": list(one.last_lines)}


def work(screen: Screen) -> int:
    """Work all channels until stopped (Ctrl-C): files in, orders to Odoo, runs shown by Prefect."""
    import asyncio

    from entrypoints.cli_house import whole_house

    with whole_house() as house:
        from entrypoints.consumer import Consumer

        screen.say(f"Working {', '.join(sorted(house.profiles))}; changed profiles are taken up. Stop with Ctrl-C.")
        asyncio.run(Consumer(house).run())
    screen.next("lading reconcile")
    return Exit.FINE


def receive(
    screen: Screen,
    host: Annotated[str, typer.Option("--host", help="Address to listen at; default: LADING_RECEIVER_HOST.")] = "",
    port: Annotated[int, typer.Option("--port", help="Port; default: LADING_RECEIVER_PORT; 0: any free one.")] = -1,
) -> int:
    """Take what partners push (Ctrl-C ends it): each message is safe before its sender hears so."""
    from entrypoints.cli_house import ledger_only

    with ledger_only() as house:
        from entrypoints.receiving.channels import Hooks
        from entrypoints.webhooks import listening, make_app, serve

        known = house.settings
        app = make_app(house)
        taken = listening(host or known.receiver_host, known.receiver_port if port < 0 else port)
        address = "http://{}:{}".format(*taken.getsockname()[:2])
        channels = Hooks(house).names()
        screen.data({"address": address, "channels": channels})
        for channel in channels:
            screen.say(f"POST {address}/hooks/{channel}")
        screen.say("Taking messages; stop with Ctrl-C.")
        serve(app, taken, known.receiver_connections)
    screen.next("lading reconcile")
    return Exit.FINE
