"""What people may be called, and where letters can reach them."""

import pytest

from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.users import check_email, check_name


@pytest.mark.parametrize(
    "email",
    [
        "carla@post.example",
        " carla@post.example ",
        "c.m+loan@mail.post.example",
        "o'neil@x--a.example",
        "root@localhost",
        "carla@xn--pst-sna.example",
        f"{'c' * 64}@{'p' * 63}.example",
    ],
)
def test_an_address_that_mail_can_reach_is_taken(email: str) -> None:
    assert check_email(email) == email.strip()


@pytest.mark.parametrize(
    "email",
    [
        "carla",
        "carla@",
        "carla@@post.example",
        "carla@post.example\r\nBcc: all@post.example",
        "carla@post.example\0",
        "carla\x1b@post.example",
        "carla\u200b@post.example",
        "carlá@post.example",
        "carla@pöst.example",
        "carla..m@post.example",
        ".carla@post.example",
        "carla@post..example",
        "carla@[127.0.0.1",
        "carla@-post.example",
        "carla(m)@post.example",
        f"carla@{'p' * 64}.example",
        f"{'c' * 65}@post.example",
        "=?utf-8?q?carla?=@post.example",
    ],
)
def test_an_address_that_no_letter_could_be_made_out_to_is_refused(email: str) -> None:
    with pytest.raises(Refused) as refused:
        check_email(email)
    assert (refused.value.code, refused.value.facts["rule"]) == (Refusal.VALUE_INVALID, "must_be_email")


@pytest.mark.parametrize(
    "name", ["", "  ", "\u3164", "\u2800", "\u0301", "Carla\0", "Car\u202ela", "C" * 121]
)
def test_a_name_that_nobody_could_read_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        check_name(name)
    assert (refused.value.code, refused.value.facts["member"]) == (Refusal.VALUE_INVALID, "name")


def test_a_name_in_any_script_is_taken_with_single_blanks() -> None:
    assert check_name(" 王\u3000小明 ") == "王 小明"
