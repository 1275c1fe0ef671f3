"""A real mail server on this machine, that takes letters or fails as a test wants it."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import quote

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "office@example.edu", "nobody would guess"


@dataclass
class PostOffice:
    """What it has taken, and how it answers."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refuses: Callable[[str], str | None] = lambda _address: None
    """What it answers to a recipient instead of taking mail for it."""
    hangs_up: bool = False
    """Whether it ends the line once it has the mail, and before it says so."""
    stores_first: bool = False
    """Whether it has kept the mail by then."""

    authority: Path | None = None
    """The file with the certificate that vouches for it, when it speaks STARTTLS."""

    def address(self, password: str | None = None) -> str:
        """What CRM_MAIL_URL has to be, with a login when a password is given."""
        login = "" if password is None else f"{quote(USER)}:{quote(password)}@"
        trust = "" if self.authority is None else f"&starttls=yes&ca={self.authority}"
        return f"smtp://{login}127.0.0.1:{self.port}?from={USER}{trust}"

    @property
    def recipients(self) -> list[str]:
        return [str(mail["To"]) for mail in self.taken]

    async def handle_RCPT(  # noqa: N802 - so aiosmtpd calls it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if answer := self.refuses(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - so aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        if not self.hangs_up or self.stores_first:
            self.taken.append(message_from_bytes(content, policy=default))
        self.encrypted.append(session.ssl is not None)
        if self.hangs_up:
            server.transport.abort()
        return "250 Taken"

    def admit(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: object
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.logins.append(given.login)
        is_right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)


@contextmanager
def open_post_office(
    port: int = 0, tls: ssl.SSLContext | None = None, *, needs_login: bool = False
) -> Iterator[PostOffice]:
    """It listens on a free port of this machine, or on that one, until the block ends."""
    office = PostOffice()
    loop = asyncio.new_event_loop()

    lines: list[SMTP] = []

    def answer() -> SMTP:
        line = SMTP(
            office,
            loop=loop,
            hostname="localhost",
            tls_context=tls,
            require_starttls=tls is not None,
            authenticator=office.admit,
            auth_required=needs_login,
            auth_require_tls=tls is not None,
        )
        lines.append(line)
        return line

    async def shut() -> None:
        server.close()
        for line in lines:
            if line.transport is not None and not line.transport.is_closing():
                line.transport.abort()
        await asyncio.sleep(0)

    # In a thread of its own from the first word on: a browser has a loop in this one.
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    opening = loop.create_server(answer, "127.0.0.1", port)
    server = asyncio.run_coroutine_threadsafe(opening, loop).result()
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        asyncio.run_coroutine_threadsafe(shut(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def open_safe_post_office(folder: Path) -> Iterator[PostOffice]:
    """It speaks STARTTLS, and takes mail only after a login; whom to trust is in that folder."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with open_post_office(tls=context, needs_login=True) as office:
        office.authority = folder / "authority.pem"
        yield office
