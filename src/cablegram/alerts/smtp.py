"""Mail: one message, to one address, through the server that the archive names."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cablegram.alerts.settings import is_mail_address
from cablegram.errors import CablegramError

if TYPE_CHECKING:
    import datetime as dt

    from cablegram.alerts.settings import Mail

SECONDS: Final = 20.0


class NotMailed(CablegramError):
    """Mail was not taken; says why in few words, without what was sent or answered."""


def message(
    *, sender: str, to: str, subject: str, text: str, name: str, now: dt.datetime
) -> EmailMessage:
    """Return a message of plain text.

    Args:
        sender: The address that it comes from.
        to: The address that it goes to.
        subject: In one line; what would end it is taken out.
        text: What it says.
        name: The same whenever the same is sent again: so that two of them are known as one.
        now: The time.

    Raises:
        NotMailed: If the address is none.
    """
    if not is_mail_address(to):
        raise NotMailed("the address for mail is none")
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = to
    made["Subject"] = _line(subject)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text, charset="utf-8", cte="quoted-printable")
    return made


def send(made: EmailMessage, mail: Mail, *, context: ssl.SSLContext | None = None) -> None:
    """Hand a message to the server.

    Args:
        made: The message.
        mail: The server.
        context: By which it is trusted; the usual one if it is left out.

    Raises:
        NotMailed: If it was not taken.
    """
    try:
        password = Path(mail.password_file).read_text("utf-8").strip() if mail.user else ""
        trust = context or ssl.create_default_context()
        if mail.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.host, mail.port, timeout=SECONDS, context=trust
            )
        else:
            server = smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)
        with server:
            if mail.security == "starttls":
                server.starttls(context=trust)
            if mail.user:
                server.login(mail.user, password)
            server.send_message(made)
    except smtplib.SMTPResponseException as error:
        raise NotMailed(f"the server for mail answered {error.smtp_code}") from error
    except smtplib.SMTPRecipientsRefused as error:
        raise NotMailed("the server for mail does not take that address") from error
    except ssl.SSLError as error:
        raise NotMailed("the server for mail could not be trusted") from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotMailed("the server for mail cannot be reached") from error


def _line(text: str) -> str:
    """Return a text as one line of what can be printed."""
    return "".join(each if each.isprintable() else " " for each in " ".join(text.split()))[:200]
