"""Every back-end for mail hands letters over whole, and never drops one without a word."""

import asyncio

import msgspec
import pytest

from tests.mail.letters import LETTER
from tests.ports.posts import Post


async def test_a_letter_arrives_as_it_was_written(post: Post) -> None:
    await post.mail.send(LETTER)

    assert await post.arrived() == [LETTER]


async def test_lines_that_could_end_a_letter_arrive_as_well(post: Post) -> None:
    letter = msgspec.structs.replace(LETTER, text="Dear Zoë,\n.\n..\nFrom here on,\n\nQUIT")

    await post.mail.send(letter)

    assert await post.arrived() == [letter]


async def test_a_repeat_is_told_by_its_id(post: Post) -> None:
    """It may arrive twice; nobody is left to guess that it is the same letter."""
    await post.mail.send(LETTER)
    await post.mail.send(LETTER)

    arrived = await post.arrived()
    assert 1 <= len(arrived) <= 2
    assert {letter.letter_id for letter in arrived} == {LETTER.letter_id}


async def test_letters_that_are_sent_at_once_all_arrive(post: Post) -> None:
    letters = [msgspec.structs.replace(LETTER, letter_id=f"letter-{number}") for number in range(8)]

    await asyncio.gather(*(post.mail.send(letter) for letter in letters))

    arrived = await post.arrived()
    assert sorted(arrived, key=lambda letter: letter.letter_id) == letters


async def test_a_letter_that_does_not_arrive_is_an_error_and_the_next_try_may_succeed(post: Post) -> None:
    post.break_down()
    with pytest.raises(OSError, match=r"the letter|No such file"):
        await post.mail.send(LETTER)
    assert await post.arrived() == []

    post.mend()
    await post.mail.send(LETTER)

    assert await post.arrived() == [LETTER]
