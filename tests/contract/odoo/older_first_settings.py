"""Runs inside Odoo 14's ``shell`` on the template database, as ``infra/odoo/first_settings.py`` does for 19.

It prints one line: the administrator's API key.
"""

env = globals()["env"]

company = env.ref("base.main_company")
company.write({"name": "Lading Trading", "country_id": env.ref("base.us").id, "currency_id": env.ref("base.USD").id})
company.partner_id.tz = "UTC"
env.ref("base.EUR").active = True
if not company.chart_template_id:
    env["account.chart.template"].search([])[0].try_loading(company=company)
features = {"group_product_pricelist": True, "group_discount_per_so_line": True, "group_uom": True}
env["res.config.settings"].create({**features, "group_stock_multi_locations": True}).execute()
env["stock.warehouse"].create({"name": "Second warehouse", "code": "WH2", "company_id": company.id})
admin = env.ref("base.user_admin")
admin.write({"tz": "UTC", "lang": "en_US", "password": "admin"})
key = env["res.users.apikeys"].with_user(admin).sudo()._generate(None, "Lading: administrator")
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
print("LADING " + key)  # noqa: T201 - its answer
