"""Run the simulated planning platform by itself."""

from __future__ import annotations

import argparse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from infra.simulators.planning_platform.platform import SimulatedPlatform


def server(platform: SimulatedPlatform, port: int) -> ThreadingHTTPServer:
    """A server of the platform on this machine; port 0: any that is free."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            authorization = self.headers.get("Authorization", "")
            status, kind, text = platform.answer(self.command, self.path.partition("?")[0], authorization, body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815 - the names that the library asks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's signature
            """Say nothing."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def main() -> None:
    """Serve until stopped."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--port", type=int, default=8095)
    wanted.add_argument("--key", default="simulated-key")
    wanted.add_argument("--takes", nargs="*", default=["forecasts"], help="forecasts, policies, recommendations")
    given = wanted.parse_args()
    server(SimulatedPlatform(key=given.key, takes=tuple(given.takes)), given.port).serve_forever()


if __name__ == "__main__":
    main()
