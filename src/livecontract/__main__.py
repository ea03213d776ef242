"""The command line: `livecontract …`."""

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import cyclopts
import msgspec
import uvloop

from livecontract import __version__
from livecontract.commands import accounts
from livecontract.domain.refusals import Refused
from livecontract.domain.users import LinkPurpose
from livecontract.domain.values import Role
from livecontract.keys.port import KeyExposed, KeyMissing, KeyWrong
from livecontract.logs import set_up_logs
from livecontract.mail.port import KeptLetter
from livecontract.occupancy import FolderHeld, address_of_holder
from livecontract.serving import serve
from livecontract.settings import Settings, SettingsWrong, load_settings
from livecontract.store.port import StoreUnavailable, StoreUnusable
from livecontract.verification import WORDS, end_of_all, fingerprint_of, judge_files
from livecontract.wire.refusals import sentence_of
from livecontract.wiring import Ground, Running, desk_of, grounded, mailbox_of

app = cyclopts.App(
    name="livecontract",
    help="Review, fill and sign a contract together, live, with everything recorded and sealed.",
    version=__version__,
)
users_app = cyclopts.App(name="users", help="The people who use the server.")
tokens_app = cyclopts.App(name="tokens", help="Bearer tokens for programs.")
jobs_app = cyclopts.App(name="jobs", help="The work that follows what people do, such as seals and letters.")
app.command(users_app)
app.command(tokens_app)
app.command(jobs_app)

T = TypeVar("T")

Authorities = Annotated[tuple[str, ...], cyclopts.Parameter(negative=(), show_default=False)]
# What people can put right, or must know: told in a sentence, without a traceback.
EXPECTED = (SettingsWrong, FolderHeld, KeyMissing, KeyWrong, KeyExposed, StoreUnusable, StoreUnavailable)


@cyclopts.Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Place:
    """Where the settings and the data of a deployment are; every command takes it."""

    data_dir: Annotated[
        Path | None, cyclopts.Parameter(help="Folder with all data; without it, your own data folder.")
    ] = None
    config: Annotated[Path | None, cyclopts.Parameter(help="TOML file with settings.")] = None


HERE = Place()


@app.command(name="serve")
def serve_command(
    *,
    host: str | None = None,
    port: int | None = None,
    tls_cert: Path | None = None,
    tls_key: Path | None = None,
    behind_proxy: bool | None = None,
    public_url: str | None = None,
    place: Place = HERE,
) -> None:
    """Start the server.

    Parameters
    ----------
    host
        Address to listen on; other than this machine only with TLS or behind a proxy.
    port
        Port to listen on; 0 takes a free one.
    tls_cert
        Certificate chain in PEM form.
    tls_key
        Private key of the certificate.
    behind_proxy
        A proxy in front encrypts, and its X-Forwarded headers are believed.
    public_url
        The address that people type, such as https://sign.example; needed where others reach the server.

    """
    flags = {
        "host": host,
        "port": port,
        "data_dir": place.data_dir,
        "tls_cert": tls_cert,
        "tls_key": tls_key,
        "behind_proxy": behind_proxy,
        "public_url": public_url,
    }
    settings = load_settings(flags, os.environ, place.config)
    set_up_logs(settings.log)
    uvloop.run(serve(settings, _say_address))


@app.command
def demo(*, port: int | None = None) -> None:
    """Show the product: a server in a throw-away folder, with a contract that is ready to be signed.

    Parameters
    ----------
    port
        Port to listen on; 8000, or a free one when that is taken.

    """
    with tempfile.TemporaryDirectory(prefix="livecontract-demo-") as folder:
        settings = load_settings({"port": _demo_port(port), "data_dir": Path(folder)}, {})
        set_up_logs("quiet")
        uvloop.run(serve(settings, _say_links))


@users_app.command
def add(*, role: Role, name: str, email: str, place: Place = HERE) -> None:
    """Add a user; prints who was added, as JSON."""
    user = _on_ground(place, lambda g: accounts.add_user(g.door, role=role, name=name, email=email))
    shown = {"userId": user.user_id, "role": user.role, "name": user.name, "email": user.email}
    print(msgspec.json.encode(shown).decode())


@users_app.command
def remove(*, user: str, place: Place = HERE) -> None:
    """Leave a user without a way in, within seconds; their contracts stay.

    Parameters
    ----------
    user
        The user's id.

    """
    _on_ground(place, lambda g: accounts.remove_user(g.door, user))
    print("Removed. Links, browsers and tokens of this user are refused; open sessions end.")


@users_app.command
def restore(*, user: str, place: Place = HERE) -> None:
    """Let a removed user in again.

    Parameters
    ----------
    user
        The user's id.

    """
    _on_ground(place, lambda g: accounts.restore_user(g.door, user))
    print("Restored. Links and tokens of this user are good again.")


@tokens_app.command
def issue(*, user: str, ttl: str = "8h", place: Place = HERE) -> None:
    """Print one bearer token.

    Parameters
    ----------
    user
        The user's id.
    ttl
        How long it is good: a number with s, m, h or d.

    """
    lifetime = _duration(ttl)

    async def work(ground: Ground) -> str:
        found = await ground.store.read(lambda reader: reader.user(user))
        if found is None or found.removed_at is not None:
            _fail(f"There is no user {user}.")
        return ground.tokens.issue(found, lifetime)

    print(_on_ground(place, work))


@app.command(name="sign-in-link")
def sign_in_link(*, user: str, place: Place = HERE) -> None:
    """Print a link that signs a user in once, within 15 minutes, at the server that has the data folder.

    Parameters
    ----------
    user
        The user's id.

    """

    async def work(ground: Ground) -> str:
        secret = await accounts.make_link(ground.door, user, LinkPurpose.SIGN_IN)
        url = ground.settings.public_url or address_of_holder(ground.settings.data_dir)
        return f"{url or ground.settings.reach.url}/app/sign-in/{secret}"

    print(_on_ground(place, work))


@app.command
def migrate(*, place: Place = HERE) -> None:
    """Bring the database up to date."""

    async def work(_ground: Ground) -> None:
        # Opening the store migrates it.
        return

    _on_ground(place, work)
    print("The database is up to date.")


@app.command
def check(*, place: Place = HERE) -> None:
    """Try everything that a contract will need: settings, storage, keys, clock, jobs and a trial seal."""
    from livecontract.examination import examine  # noqa: PLC0415 - brings the typesetter, which serving does without

    findings = _on_ground(place, examine)
    for finding in findings:
        print(f"{'ok  ' if finding.is_ok else 'FAIL'}  {finding.part}: {finding.sentence}")
    if not all(finding.is_ok for finding in findings):
        sys.exit(1)


@app.command
def letters(*, place: Place = HERE) -> None:
    """Print the letters that were kept because no mail server is set, the latest first."""

    async def work(ground: Ground) -> list[KeptLetter]:
        mailbox = mailbox_of(ground)
        if mailbox is None:
            _fail("Letters go to the mail server of smtp_url; none is kept here.")
        return await mailbox.letters()

    for kept in _on_ground(place, work):
        letter = kept.letter
        print(f"{kept.sent_at:%Y-%m-%d %H:%M} UTC  {letter.to_name} <{letter.to_email}>: {letter.subject}")
        print(f"\n{letter.text}\n")


@jobs_app.command
def retry(*, place: Place = HERE) -> None:
    """Try again what was given up, once its cause is gone; `check` lists it."""

    async def work(ground: Ground) -> int:
        return await ground.store.write(lambda tx: tx.revive_jobs(ground.door.clock()))

    count = _on_ground(place, work)
    print(f"{count} given-up {'job is' if count == 1 else 'jobs are'} due again.")


@app.command
def verify(*files: Path, authority: Authorities = (), place: Place = HERE) -> None:
    """Judge sealed files and evidence packages, offline.

    Ends with 0 if all are valid, with 3 if only an authority is not known.

    A document that was signed before it came here has its certificate in a file of its own: name
    both, and it is said whether they belong together.

    Parameters
    ----------
    authority
        SHA-256 fingerprint of an authority whose seals count as genuine, as its operator gave it to
        you. That of the data folder always counts.

    """
    if not files:
        _fail("Name at least one file.")
    known = frozenset(_fingerprint(text) for text in authority)
    contents = {str(file): _content(file) for file in files}
    judgements = asyncio.run(judge_files(contents, _settings_of(place), known))
    for name, judgement in judgements.items():
        print(f"{name}: {WORDS[judgement.end]}", *judgement.lines, sep="\n")
    sys.exit(end_of_all(judgements.values()))


def main() -> None:
    """Run the command line; what people can put right is one sentence, and the exit code is not 0."""
    try:
        app(exit_on_error=False, print_error=False)
    except (*EXPECTED, cyclopts.CycloptsError) as error:
        _fail(str(error))
    except Refused as refused:
        _fail(sentence_of(refused))
    except KeyboardInterrupt:
        sys.exit(130)


def _on_ground(place: Place, work: Callable[[Ground], Awaitable[T]]) -> T:
    settings = _settings_of(place)

    async def run() -> T:
        async with grounded(settings) as ground:
            return await work(ground)

    return asyncio.run(run())


def _settings_of(place: Place) -> Settings:
    """The settings of a command that serves nothing."""
    set_up_logs("quiet")
    return load_settings({"data_dir": place.data_dir}, os.environ, place.config)


async def _say_address(_running: Running, settings: Settings) -> None:
    print(f"Live Contract is ready at {settings.reach.url}", flush=True)


async def _say_links(running: Running, settings: Settings) -> None:
    from livecontract.demo.stage import set_stage  # noqa: PLC0415 - brings the typesetter, which serving does without

    links = await set_stage(running.ground.door, desk_of(running.ground, running.workers))
    port = settings.port
    print(
        "Live Contract is ready. Open one link in each of two windows:\n\n"
        f"  Ada, the advisor     http://localhost:{port}/app/join/{links.advisor}\n"
        f"  Carla, the customer  http://127.0.0.1:{port}/app/join/{links.customer}\n\n"
        "Everything is thrown away when you stop it with Ctrl+C.",
        flush=True,
    )


def _demo_port(port: int | None) -> int:
    """The port that was asked for; else 8000, or a free one when somebody has it."""
    if port is not None:
        return port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", 8000))
        except OSError:
            return 0
    return 8000


def _duration(text: str) -> timedelta:
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    number, unit = text[:-1], text[-1:]
    if unit not in units or not number.isdecimal() or not 0 < int(number) < 100_000:
        _fail(f"The duration {text!r} cannot be used. Write for example 30m, 8h or 7d.")
    return timedelta(**{units[unit]: int(number)})


def _fingerprint(text: str) -> str:
    fingerprint = fingerprint_of(text)
    if fingerprint is None:
        _fail(f"The fingerprint {text!r} cannot be used. A SHA-256 has 64 hexadecimal digits.")
    return fingerprint


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        _fail(f"The file {file} cannot be read: {error.strerror}.")


def _fail(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
