"""A letter as an Internet message (RFC 5322), safe whatever its words are."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr

from livecontract.mail.port import Letter

LETTER_ID = "X-Letter-Id"


def as_message(letter: Letter, sender: str) -> EmailMessage:
    """The message; repeats of a letter share their `Message-ID`, by which mailboxes tell them."""
    sender_name, sender_address = parseaddr(sender)
    domain = sender_address.rpartition("@")[2] or "localhost"
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(sender_name), addr_spec=sender_address)
    message["To"] = Address(one_line(letter.to_name), addr_spec=letter.to_email)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{letter.letter_id}@{domain}>"
    message[LETTER_ID] = letter.letter_id
    message["Auto-Submitted"] = "auto-generated"
    # Links must arrive in one piece, so long lines are encoded, not broken.
    message.set_content(letter.text, cte="quoted-printable")
    return message


def one_line(text: str) -> str:
    """The text without anything that could end a header."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
