"""Who is here: what the other one is told when somebody comes, goes, or loses the line."""

from tests.realtime.conftest import Client, Meeting

TOLD = ("participantJoined", "participantLeft", "participantState")


def told(client: Client) -> list[str]:
    """What a client was told about who is here."""
    frames = [frame for frame in client.tape.frames if frame["type"] in TOLD]
    return [str(frame.get("presence") or frame["type"]) for frame in frames]


async def test_lv7_coming_and_saying_goodbye_are_told_at_once(meeting: Meeting) -> None:
    ada, carla = await meeting.both()

    carla.tell("bye")
    await meeting.settle()

    assert told(ada) == ["participantJoined", "participantLeft"]
    assert carla.tape.code == 1000


async def test_lv7_a_lost_line_is_told_after_two_seconds_and_after_ten(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    carla.lose()
    await meeting.settle()

    await meeting.pass_time(1.75)
    assert told(ada) == ["participantJoined"]
    await meeting.pass_time(0.5)
    assert told(ada) == ["participantJoined", "reconnecting"]
    await meeting.pass_time(7.5)
    assert told(ada)[-1] == "reconnecting"
    await meeting.pass_time(0.5)

    assert told(ada) == ["participantJoined", "reconnecting", "offline"]


async def test_lv7_whoever_is_back_within_two_seconds_was_never_away(meeting: Meeting) -> None:
    ada, carla = await meeting.both()

    carla.lose()
    await meeting.pass_time(1.5)
    await meeting.come(meeting.carla)
    await meeting.pass_time(30)

    assert told(ada) == ["participantJoined"]


async def test_lv7_whoever_comes_back_later_is_here_again(meeting: Meeting) -> None:
    ada, carla = await meeting.both()

    carla.lose()
    await meeting.pass_time(5)
    again = await meeting.come(meeting.carla)
    again.lose()
    await meeting.pass_time(6)
    assert told(ada) == ["participantJoined", "reconnecting", "here", "reconnecting"]
    await meeting.pass_time(5)
    await meeting.come(meeting.carla)

    assert told(ada)[4:] == ["offline", "participantJoined"]


async def test_lv7_a_person_is_here_as_long_as_one_of_their_connections_is(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    second = await meeting.come(meeting.carla)

    carla.lose()
    await meeting.pass_time(15)
    assert told(ada) == ["participantJoined"]
    second.tell("bye")
    await meeting.settle()

    assert told(ada) == ["participantJoined", "participantLeft"]


async def test_a_snapshot_says_who_is_here_and_since_when(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    carla.lose()
    await meeting.pass_time(3)

    late = await meeting.come(meeting.ada)

    people = {person["name"]: person for person in late.tape.of("snapshot")[0]["participants"]}
    assert people["Ada Lindqvist"]["presence"] == "here"
    assert people["Carla Moreno"]["presence"] == "reconnecting"
    assert people["Carla Moreno"]["since"] == "2026-11-24T12:00:02Z"
    assert ada.tape.code is None


async def test_nobody_is_told_about_after_the_end(meeting: Meeting) -> None:
    ada, carla = await meeting.both()
    await meeting.end()
    await meeting.relay()

    for client in (ada, carla):
        client.lose()
    await meeting.pass_time(15)

    assert told(ada) == ["participantJoined"]
    assert ada.tape.last["type"] == "sessionEnded"
