"""The line to the mail server: opens it as safely as its address says, and hands letters in."""

import smtplib
import ssl
from contextlib import ExitStack, suppress
from email.message import EmailMessage

from crm.mail_server import MailServer, Security

PATIENCE = 15
"""Seconds that the server has for each answer."""

OF_ONE_LETTER = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
)
"""What is the matter with one letter only: the server takes the next all the same."""


class Line:
    """Opened with the first letter; down for good once that has failed, or the server to answer."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.is_down = False
        self._smtp: smtplib.SMTP | None = None

    def hand_in(self, mail: EmailMessage) -> None:
        """Returns once the server has said that it has taken the mail. Raises OSError, which all
        errors of `smtplib` and of the network are."""
        try:
            self._smtp = self._smtp or _opened(self.server)
            self._smtp.send_message(mail, self.server.sender, [str(mail["To"])])
        except OSError as error:
            self.is_down = self._smtp is None or not isinstance(error, OF_ONE_LETTER)
            raise

    def close(self) -> None:
        if self._smtp is not None:
            with suppress(OSError):  # whatever it says now, it has what it has taken
                self._smtp.quit()
            self._smtp.close()


def is_refusal(error: OSError) -> bool:
    """Whether the server will not take this letter, now or later: its answer begins with a 5. To
    be asked only while the line is not down: else it is not about the letter."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return all(code >= 500 for code, _answer in error.recipients.values())
        case smtplib.SMTPDataError():
            return error.smtp_code >= 500
        case smtplib.SMTPNotSupportedError():
            return True
    return False


def what_went_wrong(error: OSError, server: MailServer) -> str:
    """What the server or the network has said, in one line, without the password."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            answers = error.recipients.values()
            said = "; ".join(f"{code} {_decoded(answer)}" for code, answer in answers)
        case smtplib.SMTPResponseException():
            said = f"{error.smtp_code} {_decoded(error.smtp_error)}"
        case TimeoutError():
            said = f"{server.host} did not answer in time"
        case _:
            said = str(error) or type(error).__name__
    return server.without_password(" ".join(said.split()))[:500]


def _decoded(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode("utf-8", "replace")


def _opened(server: MailServer) -> smtplib.SMTP:
    """A line on which letters may be handed in: as safe as is asked for, and logged in. Raises
    OSError and leaves none open when it cannot be."""
    with ExitStack() as unless_ready:
        line = _dial(server)
        unless_ready.callback(line.close)
        _encrypt(line, server)
        if server.user is not None and server.password is not None:
            line.login(server.user, server.password)
        unless_ready.pop_all()
    return line


def _dial(server: MailServer) -> smtplib.SMTP:
    # Named after the sender: to find this machine's own full name may take as long as a timeout.
    where = (server.host, server.port, server.domain)
    if server.security is Security.TLS:
        return smtplib.SMTP_SSL(*where, timeout=PATIENCE, context=_trust(server))
    return smtplib.SMTP(*where, timeout=PATIENCE)


def _encrypt(line: smtplib.SMTP, server: MailServer) -> None:
    """STARTTLS where it is asked for; a server that does not know it raises OSError."""
    line.ehlo()
    offered = line.has_extn("starttls")
    if server.security is Security.STARTTLS or (
        server.security is Security.WHEN_OFFERED and offered
    ):
        line.starttls(context=_trust(server))
        line.ehlo()


def _trust(server: MailServer) -> ssl.SSLContext:
    """Certificates are checked, but for those of this machine itself: nobody is on the way, and
    hardly anybody has one that names `localhost`."""
    context = ssl.create_default_context(cafile=server.authority)
    if server.is_here and server.authority is None:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if server.certificate is not None:
        context.load_cert_chain(server.certificate)
    return context
