"""Delivers each mail to a server on loopback: `smtp.py FILE...`, one line of JSON for each file."""

import email
import email.policy
import json
import pathlib
import smtplib
import socket
import sys

from aiosmtpd.controller import Controller


class Kept:
    """Keeps what came."""

    content = b""

    async def handle_DATA(self, server, session, envelope):
        self.content = envelope.original_content
        return "250 OK"


def main(files):
    kept = Kept()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port, decode_data=False)
    controller.start()
    try:
        for name in files:
            errors = []
            data = pathlib.Path(name).read_bytes()
            kept.content = b""
            try:
                message = email.message_from_bytes(data, policy=email.policy.default)
                sender = message["From"].addresses[0].addr_spec
                with smtplib.SMTP("127.0.0.1", port) as server:
                    server.sendmail(sender, ["reader@example.org"], data)
                if kept.content.rstrip(b"\r\n") != data.rstrip(b"\r\n"):
                    errors.append("the mail was changed on its way")
            except Exception as error:  # Whatever goes wrong is what the server says of the mail.
                errors.append(repr(error))
            print(json.dumps({"file": name, "errors": errors}), flush=True)
    finally:
        controller.stop()


main(sys.argv[1:])
