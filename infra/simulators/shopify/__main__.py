"""Run the simulated shop by itself."""

from __future__ import annotations

import argparse

import uvicorn

from infra.simulators.shopify.api import Api
from infra.simulators.shopify.app import make_app
from infra.simulators.shopify.shop import Shop


def main() -> None:
    """Serve until stopped."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--port", type=int, default=8093)
    wanted.add_argument("--hooks", default="", help="where webhooks go: http://127.0.0.1:8080/hooks/webshop")
    wanted.add_argument("--secret", default="simulated-secret", help="by which webhooks are signed")
    wanted.add_argument("--token", default="simulated-token", help="that the API asks for")
    given = wanted.parse_args()
    shop = Shop(secret=given.secret, token=given.token)
    uvicorn.run(make_app(Api(shop), given.hooks), host="127.0.0.1", port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
