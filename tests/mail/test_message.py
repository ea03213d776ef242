"""A letter can be made out to everybody whose address is taken, whatever its words are."""

from email import message_from_bytes
from email.policy import SMTP

from hypothesis import assume, given
from hypothesis import strategies as st

from livecontract.domain.refusals import Refused
from livecontract.domain.users import check_email
from livecontract.mail.message import as_message
from livecontract.mail.port import Letter


@given(st.emails(), st.text())
def test_whoever_has_an_address_that_is_taken_gets_the_letter(email: str, name: str) -> None:
    assume(is_taken(email))
    letter = Letter(letter_id="x", to_name=name, to_email=email, subject="Your link", text="Come in.")

    message = message_from_bytes(as_message(letter, "Bank <post@bank.example>").as_bytes(), policy=SMTP)

    assert [address.addr_spec for address in message["To"].addresses] == [email]


def is_taken(email: str) -> bool:
    try:
        check_email(email)
    except Refused:
        return False
    return True


def test_words_cannot_become_headers() -> None:
    evil = "Loan\r\nBcc: everybody@evil.example\r\n\r\nBuy"
    letter = Letter(letter_id="x", to_name=evil, to_email="carla@post.example", subject=evil, text="Come in.")

    sent = as_message(letter, "Live Contract <post@bank.example>").as_bytes()

    message = message_from_bytes(sent, policy=SMTP)
    assert message["Bcc"] is None
    assert "Bcc: everybody@evil.example" in message["Subject"]
    assert (message["From"], message["Message-ID"]) == (
        "Live Contract <post@bank.example>",
        "<x@bank.example>",
    )
