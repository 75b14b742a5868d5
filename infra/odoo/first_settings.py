"""Runs inside ``odoo shell`` on the template database: what the first start of an Odoo for a distributor needs.

It is read by Odoo's own Python, not by Lading's; ``env`` is Odoo's. It prints one line: a JSON object.
"""

import json

env = globals()["env"]

company = env.ref("base.main_company")
company.write({"name": "Lading Trading", "country_id": env.ref("base.us").id, "currency_id": env.ref("base.USD").id})
company.partner_id.tz = "UTC"
env.ref("base.EUR").active = True
if not company.chart_template:
    env["account.chart.template"].try_loading("generic_coa", company=company, install_demo=False)

features = env["res.config.settings"].create(
    {
        "group_product_pricelist": True,
        "group_discount_per_so_line": True,
        "group_uom": True,
        "group_stock_multi_locations": True,
    }
)
features.execute()

warehouses = env["stock.warehouse"].search([("company_id", "=", company.id)], order="id")
warehouses[0].write({"name": "Main warehouse"})
if len(warehouses) == 1:
    env["stock.warehouse"].create({"name": "Second warehouse", "code": "WH2", "company_id": company.id})

language = env["res.lang"].with_context(active_test=False).search([("code", "=", "de_DE")])
language.active = True

admin = env.ref("base.user_admin")
admin.write({"tz": "UTC", "lang": "en_US", "password": "admin"})
env["res.users.apikeys"].search([("user_id", "=", admin.id)]).sudo().unlink()
key = env["res.users.apikeys"].with_user(admin).sudo()._generate(None, "Lading: administrator", None)  # noqa: SLF001

# Files in the database, so that a copy of the database is a whole copy.
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
# The digest e-mail and the update check would call outside.
env["ir.cron"].search([("cron_name", "in", ["Publisher: Update Notification", "Digest Emails"])]).write(
    {"active": False}
)
env.cr.commit()
print("LADING " + json.dumps({"admin_key": key}))  # noqa: T201 - its answer
