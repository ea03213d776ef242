"""A letter with everything that makes mail difficult: foreign characters and a long link."""

from livecontract.mail.port import Letter

LETTER = Letter(
    letter_id="one",
    to_name="Zoë Ångström",
    to_email="zoe@post.example",
    subject="Ada invites you to read “Kreditvertrag – 契約”",
    text="Dear Zoë,\n\nOpen: http://localhost:8000/app/join/" + "s" * 90 + "\n\nBye",
)
