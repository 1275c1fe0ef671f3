"""A process that has made the app once, and forks a server each time a line comes in.

Each server is a process of its own with its own socket, its own connections to the database, and
what `crm run` does at its start. Run as `python -m tests.crash.nursery`; the first line that comes
in is a login as JSON, with which it saves one of each, so that no server has to make its statements
and templates anew. A line of output is a server's number and port.
"""

import json
import os
import signal
import socket
import sys
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from crm.commands.worker import create_app
from crm.documents import storage
from crm.extensions import db

ROOMS = (("partners", "partner"), ("tasks", "task"), ("agreements", "agreement"))


class Handler(WSGIRequestHandler):
    """Keeps connections open, and keeps quiet."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def _serve(listener: socket.socket) -> None:
    app = create_app()
    with app.app_context():
        storage.settle_pending()
    port = listener.getsockname()[1]
    server = make_server(
        "127.0.0.1", port, app, threaded=True, request_handler=Handler, fd=listener.fileno()
    )
    server.serve_forever()


def _save_one_of_each(app: Flask, login: dict[str, Any]) -> None:
    client = app.test_client()
    client.set_cookie("session", login["cookie"])
    name = {"name_en": "First", "title_en": "First", "title": "First"}
    made = [client.post(f"/{room}/new", data=login[one] | name).location for room, one in ROOMS]
    client.post(f"{made[0]}/edit", data=login["partner"] | {"name_en": "Second"})
    client.post(f"{made[0]}/delete", data=login["partner"])


def main() -> None:
    app = create_app()
    _save_one_of_each(app, json.loads(sys.stdin.readline()))
    with app.app_context():
        db.engine.dispose()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _line in sys.stdin:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            child = os.fork()
            if child == 0:
                _serve(listener)
            sys.stdout.write(f"{child} {listener.getsockname()[1]}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
