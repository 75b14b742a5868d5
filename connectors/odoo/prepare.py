"""``lading odoo prepare``: once, by an administrator; may be run again, and then sets right what was changed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import SecretStr

from connectors.odoo.api_keys import make_key
from connectors.odoo.bots import ACCESS, BOTS, FEATURES, GROUPS, MAKES, Bot
from connectors.odoo.external_ids import records_of
from connectors.odoo.notes import HELD_TAG, HELD_TAG_NAME
from connectors.odoo.port import CREATE_ONLY, LoadAnswer, OdooPort
from domain.errors import Misconfigured, Refused
from domain.keys import MODULE
from domain.seams import at_call

Said = Callable[[str], None]
_RIGHTS = {"read": ACCESS, "read, write, create": MAKES}


@dataclass(frozen=True, slots=True)
class Where:
    """The Odoo that is prepared, for the keys of its bots."""

    url: str
    database: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was done."""

    keys: Mapping[str, SecretStr] = field(repr=False)
    """New API keys by role; they are shown nowhere else."""
    done: tuple[str, ...]


def prepare(
    admin: OdooPort, where: Where, *, roles: Sequence[str] = tuple(BOTS), said: Said = lambda _: None
) -> Prepared:
    """Switch features on, make groups and bots with least rights, and a new key for each bot.

    Args:
        admin: an administrator's port.
        where: the same Odoo, for the bots' sessions.
        roles: bots that are made.
        said: is told each step as it is done.

    Raises:
        Misconfigured: a module is missing, or the key is not an administrator's.
    """
    _check(admin)
    done: list[str] = []

    def tell(step: str) -> None:
        done.append(step)
        said(step)

    tell(_features(admin))
    tell(_groups(admin))
    _loaded(admin.load("crm.tag", ("id", "name", "color"), [(HELD_TAG, HELD_TAG_NAME, "1")]), "the tag for held orders")
    keys: dict[str, SecretStr] = {}
    for role in roles:
        bot = BOTS[role]
        password = SecretStr(secrets.token_urlsafe(32))
        _bot(admin, bot, password)
        keys[role] = make_key(where.url, where.database, login=bot.login, password=password)
        tell(f"User {bot.login} has the groups {', '.join(bot.groups)}, time zone UTC and a new API key.")
    return Prepared(keys, tuple(done))


def prepare_steps() -> tuple[str, ...]:
    """The same by hand, for an administrator who lets no program do it."""
    steps = ["Settings: switch on " + ", ".join(words for _, words in FEATURES.values()) + "."]
    for group, name in GROUPS.items():
        rights = [f"{what} {', '.join(some[group])}" for what, some in _RIGHTS.items() if group in some]
        steps.append(f"Settings > Users > Groups: make '{name}', access rights: {'; '.join(rights)}.")
    for bot in BOTS.values():
        groups = ", ".join(GROUPS.get(group, group) for group in bot.groups)
        steps.append(
            f"Settings > Users: make {bot.login} ({bot.name}), time zone UTC, all companies, groups: {groups}."
        )
        variable = f"LADING_ODOO_KEYS__{bot.role.upper()}"
        steps.append(f"As {bot.login}: Preferences > Security > New API Key, 3 months; put it into {variable}.")
    steps.append(f"No module may be called {MODULE}.")
    return tuple(steps)


def _check(admin: OdooPort) -> None:
    try:
        may = admin.call("res.users", "has_access", arguments={"operation": "create"})
    except Refused as error:
        raise Misconfigured(error.what) from None
    if not may:
        message = "The key is not an administrator's."
        raise Misconfigured(message, next_step="Give the key of a user who may make users.")
    if admin.search_read("ir.module.module", [("name", "=", MODULE)], ["name"]):
        message = f"There is a module called {MODULE}: an update of it would delete Lading's external ids."
        raise Misconfigured(message, next_step="Rename that module.")
    missing = {"sale_management", "stock"} - {
        row["name"]
        for row in admin.search_read(
            "ir.module.module", [("name", "in", ["sale_management", "stock"]), ("state", "=", "installed")], ["name"]
        )
    }
    if missing:
        message = f"Odoo lacks the modules {', '.join(sorted(missing))}."
        raise Misconfigured(message, next_step="Install them in Odoo's Apps, then run 'lading odoo prepare' again.")


def _features(admin: OdooPort) -> str:
    """The settings page itself does it, so that what belongs to a feature comes along."""
    off = [name for name, (group, _) in FEATURES.items() if not _is_on(admin, group)]
    if not off:
        return "Features were on: " + ", ".join(words for _, words in FEATURES.values()) + "."
    at_call("odoo.prepare.features.before")
    made = admin.call("res.config.settings", "create", arguments={"vals_list": [dict.fromkeys(off, True)]})
    admin.call("res.config.settings", "execute", made)
    at_call("odoo.prepare.features.after")
    return "Switched on: " + ", ".join(FEATURES[name][1] for name in off) + "."


def _is_on(admin: OdooPort, group: str) -> bool:
    """A feature is on where every internal user has its group."""
    return bool(_group_ids(admin, [group]) <= _implied_by_users(admin))


def _implied_by_users(admin: OdooPort) -> set[int]:
    user_group = _group_ids(admin, ["base.group_user"])
    found = admin.search_read("res.groups", [("id", "in", sorted(user_group))], ["all_implied_ids"])
    return {number for row in found for number in row["all_implied_ids"]}


def _group_ids(admin: OdooPort, names: Sequence[str]) -> set[int]:
    found = set()
    for name in names:
        module, _, rest = name.partition(".")
        domain = [("module", "=", module), ("name", "=", rest), ("model", "=", "res.groups")]
        rows = admin.search_read("ir.model.data", domain, ["res_id"])
        if not rows:
            message = f"Odoo has no group {name}."
            raise Misconfigured(message, next_step="Install the module that it belongs to, then run prepare again.")
        found.add(rows[0]["res_id"])
    return found


def _groups(admin: OdooPort) -> str:
    at_call("odoo.prepare.groups.before")
    _loaded(admin.load("res.groups", ("id", "name"), list(GROUPS.items())), "the groups")
    rights = [
        *((group, some, "0") for group, some in ACCESS.items()),
        *((group, some, "1") for group, some in MAKES.items()),
    ]
    names = sorted({model for _, some, _ in rights for model in some})
    models = {row["model"]: row["id"] for row in admin.search_read("ir.model", [("model", "in", names)], ["model"])}
    rows = [
        (
            f"{group.replace('group_', 'access_')}_{model.replace('.', '_')}",
            model,
            models[model],
            group,
            "1",
            makes,
            makes,
            "0",
        )
        for group, some, makes in rights
        for model in some
        if model in models
    ]
    columns = ("id", "name", "model_id/.id", "group_id/id", "perm_read", "perm_write", "perm_create", "perm_unlink")
    _loaded(admin.load("ir.model.access", columns, rows), "the access lines")
    at_call("odoo.prepare.groups.after")
    return "Groups stand: " + ", ".join(GROUPS.values()) + "."


def _bot(admin: OdooPort, bot: Bot, password: SecretStr) -> None:
    """Make the user, or set right the one that is there: exactly its groups, UTC, all companies, a new password."""
    companies = [row["id"] for row in admin.search_read("res.company", [], ["id"])]
    context = {**CREATE_ONLY, "no_reset_password": True, "active_test": False}
    at_call("odoo.prepare.bot.before")
    answer = admin.load("res.users", ("id", "name", "login"), [(bot.external_id, bot.name, bot.login)], context=context)
    _loaded(answer, f"the user {bot.login}")
    user = records_of(admin, "res.users", [bot.external_id])[bot.external_id]
    values: dict[str, object] = {
        "group_ids": [(6, 0, sorted(_group_ids(admin, bot.groups)))],
        "company_ids": [(6, 0, companies)],
        "tz": "UTC",
        "lang": "en_US",
        "active": True,
        "notification_type": "inbox",
        "password": password.get_secret_value(),
    }
    admin.write("res.users", [user], values, context={"no_reset_password": True})
    at_call("odoo.prepare.bot.after")


def _loaded(answer: LoadAnswer, what: str) -> None:
    if answer.ids is None:
        says = "; ".join(message.text for message in answer.messages)
        message = f"Odoo does not make {what}: {says}"
        raise Misconfigured(message, next_step="Mend what Odoo names, then run 'lading odoo prepare' again.")
