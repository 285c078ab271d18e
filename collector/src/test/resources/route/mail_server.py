# SPDX-License-Identifier: Apache-2.0
"""An SMTP server that keeps each mail as a file, for tests.

usage: mail_server.py PORT FOLDER [--tls CERTIFICATE KEY] [--user NAME PASSWORD]

Refuses recipients that begin with "nobody", and for now those that begin with "later" until there
is a file "later" in the folder.
"""

import asyncio
import itertools
import os
import ssl
import sys
import time

from aiosmtpd.smtp import SMTP, AuthResult


class Keeper:
    def __init__(self, folder):
        self.folder = folder
        self.numbers = itertools.count()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 there is no such mailbox"
        if address.startswith("later") and not os.path.exists(os.path.join(self.folder, "later")):
            return "450 mailbox busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = f"{time.time_ns():020}-{next(self.numbers)}"
        part = os.path.join(self.folder, name + ".part")
        with open(part, "wb") as out:
            out.write(b"X-To: " + ",".join(envelope.rcpt_tos).encode() + b"\r\n")
            out.write(envelope.content)
        os.rename(part, os.path.join(self.folder, name + ".eml"))
        return "250 kept"


def main():
    port, folder, *more = sys.argv[1:]
    options = {}
    if "--tls" in more:
        at = more.index("--tls")
        options["tls_context"] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        options["tls_context"].load_cert_chain(more[at + 1], more[at + 2])
        options["require_starttls"] = True
    if "--user" in more:
        at = more.index("--user")
        wanted = [part.encode() for part in more[at + 1 : at + 3]]
        options["auth_required"] = True
        options["authenticator"] = lambda server, session, envelope, mechanism, data: AuthResult(
            success=[data.login, data.password] == wanted
        )
    keeper = Keeper(folder)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(
        loop.create_server(
            lambda: SMTP(keeper, hostname="localhost", loop=loop, **options), "127.0.0.1", int(port)
        )
    )
    loop.run_forever()


main()
