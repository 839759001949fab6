"""A mail server on this machine that behaves, or not, as the tests want it to.

    server.py FOLDER MODE        MODE: starttls, tls or none

FOLDER holds `server.pem` and `server.key`. The server takes the user `desk` with the password `s3cret: ä`, prints its
port, and ends when its standard input does. Each message that it takes is a line of JSON in FOLDER/taken; what it
finds wrong with one stands there under `faults`.

The name before the @ and the first `-` says what happens to a message:

    refused     RCPT is answered with 550
    later       RCPT is answered with 451, twice
    full        the message is answered with 452, twice
    never       RCPT is answered with 450, always
    spam        the message is answered with 554
    closing     RCPT is answered with 421 and the connection closed, once
    dropped     the connection is closed at RCPT, once
    cut         the connection is closed while the message comes, once
    lost        the message is taken, the connection closed without an answer
    stalled     RCPT is not answered, once
    silent      the message is taken and never answered

The sender `busy` gets 451 for its first two messages, `shut` for all, `banned` 553.
"""

import asyncio
import collections
import datetime
import email
import email.policy
import hashlib
import hmac
import json
import os
import pathlib
import re
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = b"desk", "s3cret: ä".encode()
KEY = b"0123456789abcdef0123456789abcdef"
SENDERS = ("bounces@news.example", "busy@news.example")


def fault(envelope, journal):
    """What is wrong with a message that was taken."""
    data, faults = envelope.content, []
    message = email.message_from_bytes(data, policy=email.policy.default)
    (to,) = envelope.rcpt_tos
    if envelope.mail_from not in SENDERS:
        faults.append(f"the envelope's sender is {envelope.mail_from}")
    lines = data.split(b"\r\n")
    if any(b"\r" in line or b"\n" in line for line in lines):
        faults.append("a line ends with a lone CR or LF")
    if any(len(line) > 998 for line in lines):
        faults.append("a line is too long")
    if lines.count(f"To: {to}".encode()) != 1 or len(message.get_all("To", [])) != 1:
        faults.append(f"To is {message.get_all('To')}")
    last = json.loads(journal.read_bytes()[-2000:].splitlines()[-1])
    if (last["event"], last["to"]) != ("trying", to):
        faults.append(f"the journal does not say that it is being tried: {last}")
    if last["note"] != hashlib.sha256(data).hexdigest():
        faults.append("the journal speaks of another copy")
    now = datetime.datetime.now(datetime.timezone.utc)
    if abs(now - message["Date"].datetime) > datetime.timedelta(hours=1):
        faults.append(f"Date is {message['Date']}")
    for name in ("From", "Date", "Subject", "Message-ID"):
        if len(message.get_all(name, [])) != 1:
            faults.append(f"{name} is there {len(message.get_all(name, []))} times")
    if b"UNSUBSCRIBE-TOKEN" in data.replace(b"=\r\n", b""):
        faults.append("a placeholder is left")
    list_id = re.search("<(.*)>", message.get("List-Id", "<>")).group(1)
    token = hmac.new(KEY, f"{list_id}\n{to}".encode(), hashlib.sha256).hexdigest()
    if token not in message.get("List-Unsubscribe", ""):
        faults.append("the token is not in List-Unsubscribe")
    for part in message.walk():
        faults += [str(defect) for defect in part.defects]
        if part.get_content_maintype() != "text":
            continue
        if token not in part.get_content():
            faults.append(f"the token is not in {part.get_content_type()}")
        if part["Content-Transfer-Encoding"] == "quoted-printable":
            body = part.get_payload().splitlines()
            faults += [f"a quoted-printable line is too long: {line}" for line in body if len(line) > 76]
    return faults


class Server(SMTP):
    async def smtp_DATA(self, arg):
        (to,) = self.envelope.rcpt_tos
        if to.startswith("cut-") and self.event_handler.first(to):
            await self.push("354 go on")
            await self._reader.read(1000)
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


class Desk:
    def __init__(self, folder):
        self.journal = folder / "sent/why.journal"
        self.taken = open(folder / "taken", "a", encoding="utf-8")
        self.met = collections.Counter()

    def kind(self, address):
        return address.split("@")[0].split("-")[0]

    def first(self, address, times=1):
        self.met[address] += 1
        return self.met[address] <= times

    async def handle_MAIL(self, server, session, envelope, address, options):
        kind = self.kind(address)
        if kind == "shut" or kind == "busy" and self.first(address, 2):
            return "451 4.3.2 not now"
        if kind == "banned":
            return "553 5.7.1 not you"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        kind = self.kind(address)
        if kind == "refused":
            return "550 5.1.1 there is no such reader"
        if kind == "later" and self.first(address, 2):
            return "451 4.7.1 come back later"
        if kind == "never":
            return "450 4.2.1 not today"
        if kind == "closing" and self.first(address):
            server.transport.write(b"421 4.3.2 closing\r\n")
            server.transport.close()
            return "421 4.3.2 closing"
        if kind == "dropped" and self.first(address):
            server.transport.close()
        if kind == "stalled" and self.first(address):
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        (to,) = envelope.rcpt_tos
        kind = self.kind(to)
        if kind == "full" and self.first(to, 2):
            return "452 4.2.2 the mailbox is full"
        if kind == "spam":
            return "554-5.7.1 looks like\r\n554 5.7.1 spam"
        entry = {"to": to, "faults": fault(envelope, self.journal), "connection": id(session)}
        self.taken.write(json.dumps(entry) + "\n")
        self.taken.flush()
        if kind == "lost":
            server.transport.abort()
        if kind == "silent":
            await asyncio.sleep(3600)
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER, PASSWORD)
    return AuthResult(success=good, handled=True if good else False)


async def main():
    folder, mode = pathlib.Path(sys.argv[1]), sys.argv[2]
    context = None
    if mode != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(folder / "server.pem", folder / "server.key")
    desk = Desk(folder)

    def connection():
        return Server(
            desk,
            hostname="localhost",
            timeout=7200,
            data_size_limit=None,
            enable_SMTPUTF8=True,
            tls_context=context if mode == "starttls" else None,
            require_starttls=mode == "starttls",
            auth_required=True,
            auth_require_tls=mode == "starttls",
            authenticator=authenticate,
        )

    secure = context if mode == "tls" else None
    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", 0, ssl=secure)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())
