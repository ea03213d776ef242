"""The command line: what it prints, and the one sentence when something is wrong."""

import hashlib
import json
import re
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from livecontract.pdf.authority import make_identity
from livecontract.pdf.seal import seal
from tests.command_line.commands import TIMEOUT_S, add, livecontract, refused
from tests.pdf.documents import NOW, contract, request, signed_before
from tests.realtime.serving import make_certificate
from tests.serving import Server, command, environment, serving

# Every command is a process of its own.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("command-line") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def ada(server: Server) -> str:
    """An advisor who was added while the server runs; her id."""
    done = livecontract(*add("advisor", "ada@bank.example"), *on(server))
    shown = json.loads(done.stdout)
    assert shown == {
        "userId": shown["userId"],
        "role": "ADVISOR",
        "name": "Ada Lindqvist",
        "email": "ada@bank.example",
    }
    user_id: str = shown["userId"]
    return user_id


def on(server: Server) -> list[str]:
    return ["--data-dir", str(server.data_dir)]


def test_a_token_and_nothing_else_is_printed_and_works_at_once(server: Server, ada: str) -> None:
    done = livecontract("tokens", "issue", "--user", ada, "--ttl", "5m", *on(server))

    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+\n", done.stdout)
    headers = {"Authorization": f"Bearer {done.stdout.strip()}"}
    assert httpx.get(f"{server.url}/users/me", headers=headers).json()["userId"] == ada


def test_ac8_a_removed_user_has_no_way_in(server: Server) -> None:
    bo = json.loads(livecontract(*add("advisor", "bo@bank.example"), *on(server)).stdout)["userId"]
    token = livecontract("tokens", "issue", "--user", bo, *on(server)).stdout.strip()

    livecontract("users", "remove", "--user", bo, *on(server))

    refused(livecontract("tokens", "issue", "--user", bo, *on(server)), bo)
    headers = {"Authorization": f"Bearer {token}"}
    began = time.monotonic()
    while httpx.get(f"{server.url}/users/me", headers=headers).status_code != 401:
        assert time.monotonic() - began < TIMEOUT_S
    livecontract("users", "restore", "--user", bo, *on(server))
    assert livecontract("tokens", "issue", "--user", bo, *on(server)).stdout


def test_a_sign_in_link_is_printed_and_works_once(server: Server, ada: str) -> None:
    done = livecontract("sign-in-link", "--user", ada, *on(server))

    found = re.fullmatch(rf"{server.url}/app/sign-in/([\w-]+)\n", done.stdout)
    assert found, "a link leads to the server that has the data folder"
    answers = [
        httpx.post(f"{server.url}/auth/sign-in", json={"token": found[1]}).status_code for _ in range(2)
    ]
    assert answers == [200, 401]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (add("advisor", "ada@bank.example"), ["e-mail address"]),
        (add("advisor", "no address"), ["e-mail address"]),
        (add("boss", "b@bank.example"), ["--role", "boss"]),
        (["users", "add", "--role", "advisor"], ["--name"]),
        (["tokens", "issue", "--user", "nobody"], ["nobody"]),
        (["tokens", "issue", "--user", "nobody", "--ttl", "soon"], ["soon", "8h"]),
        (["sign-in-link", "--user", "nobody"], ["no such person"]),
        (["verify", "no-such-file.pdf"], ["no-such-file.pdf"]),
        (["verify"], ["at least one file"]),
        (["verify", __file__, "--authority", "ab:cd"], ["ab:cd", "64"]),
        (["dance"], ["dance"]),
        (["serve", "--prot", "1"], ["--prot", "--port"]),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    server: Server, ada: str, arguments: list[str], words: list[str]
) -> None:
    is_known = arguments[0] not in {"dance", "serve"}

    refused(livecontract(*arguments, *(on(server) if is_known else ())), *words)


@pytest.mark.parametrize(
    ("flags", "settings", "words"),
    [
        ([], {"LIVECONTRACT_PORT": "eighty"}, ["LIVECONTRACT_PORT", "eighty"]),
        ([], {"LIVECONTRACT_PROT": "80"}, ["LIVECONTRACT_PROT"]),
        ([], {"LIVECONTRACT_DATABASE_URL": "postgresql://db/x"}, ["LIVECONTRACT_DATABASE_URL"]),
        ([], {"LIVECONTRACT_REDIS_URL": "redis://x"}, ["LIVECONTRACT_REDIS_URL"]),
        ([], {"LIVECONTRACT_BLOBS_URL": "s3://x"}, ["LIVECONTRACT_BLOBS_URL"]),
        (["--host", "192.0.2.1"], {}, ["without encryption", "--behind-proxy"]),
        (["--tls-cert", "cert.pem"], {}, ["tls_key"]),
        (["--config", "nowhere.toml"], {}, ["nowhere.toml"]),
    ],
)
def test_sv1_sv2_a_wrong_setting_stops_the_start(
    tmp_path: Path, flags: list[str], settings: dict[str, str], words: list[str]
) -> None:
    data_dir = tmp_path / "data"

    refused(livecontract("serve", "--data-dir", str(data_dir), *flags, **settings), *words)

    assert not data_dir.exists()


def test_sv1_a_port_that_somebody_has_stops_the_start(server: Server, tmp_path: Path) -> None:
    port = server.url.rpartition(":")[2]

    refused(livecontract("serve", "--port", port, "--data-dir", str(tmp_path / "data")), port, "--port")


def test_sv1_a_certificate_without_its_key_stops_the_start(tmp_path: Path) -> None:
    certificate, data_dir = make_certificate(tmp_path), tmp_path / "data"
    other = tmp_path / "other"
    other.mkdir()
    key = make_certificate(other)
    flags = ["--tls-cert", str(certificate), "--tls-key", str(key), "--port", "0"]

    refused(livecontract("serve", *flags, "--data-dir", str(data_dir)), str(certificate), str(key))

    assert not data_dir.exists()


def test_sv3_a_second_server_on_the_same_data_is_told_who_has_it(server: Server) -> None:
    holder = [f"process {server.process.pid} on ", f"at {server.url} since ", "--data-dir"]

    refused(livecontract("serve", "--port", "0", *on(server)), *holder)


def test_sv3_what_a_killed_server_held_is_free_at_once(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as first:
        first.kill()
    with serving(tmp_path / "data") as second:
        refused(livecontract("serve", "--port", "0", *on(second)), f"process {second.process.pid} on ")


def test_sv3_the_database_is_brought_up_to_date_beside_a_running_server(server: Server) -> None:
    assert livecontract("migrate", *on(server)).stdout == "The database is up to date.\n"


def test_sv1_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = str(tmp_path / "file" / "data")

    refused(livecontract("serve", "--port", "0", "--data-dir", folder), folder, "Not a directory")


def test_st3_ky1_a_missing_wrong_or_open_key_stops_the_start(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    key, other = data_dir / "keys" / "master.key", tmp_path / "other.key"
    start = ["serve", "--port", "0", "--data-dir", str(data_dir)]
    livecontract(*add("advisor", "a@bank.example"), "--data-dir", str(data_dir)).check_returncode()
    original = key.read_text()

    key.chmod(0o644)
    refused(livecontract(*start), "master.key")
    key.unlink()
    refused(livecontract(*start), "master.key")
    assert not key.exists()
    other.write_text("ab" * 32 + "\n")
    other.chmod(0o600)
    refused(livecontract(*start, LIVECONTRACT_MASTER_KEY_FILE=str(other)), "other.key")
    key.write_text(original)
    key.chmod(0o600)
    livecontract("migrate", "--data-dir", str(data_dir)).check_returncode()


def test_check_tries_every_part(tmp_path: Path) -> None:
    done = livecontract("check", "--data-dir", str(tmp_path / "data"))

    assert done.returncode == 0, done.stdout
    parts = re.findall(r"^ok +(\w+): .+\.$", done.stdout, flags=re.MULTILINE)
    assert parts == ["settings", "clock", "disk", "database", "jobs", "audit", "blobs", "keys", "seal"]


def test_sl6_a_file_without_a_seal_is_not_valid_and_nothing_is_left_behind(tmp_path: Path) -> None:
    file, data_dir = tmp_path / "a.pdf", tmp_path / "data"
    file.write_bytes(b"%PDF-1.7 nothing")

    done = livecontract("verify", str(file), "--data-dir", str(data_dir))

    assert done.returncode == 1
    assert done.stdout.startswith(f"{file}: NOT VALID\n")
    assert not data_dir.exists()


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A file that another platform sealed, and the fingerprint of that one's authority as people write it."""
    identity = make_identity("Another bank", NOW)
    file = tmp_path_factory.mktemp("foreign") / "loan-signed.pdf"
    file.write_bytes(seal(request(contract()), identity).pdf)
    digits = hashlib.sha256(identity.root_certificate).hexdigest().upper()
    return file, ":".join(digits[at : at + 2] for at in range(0, 64, 2))


def test_sl6_the_seal_of_an_unknown_authority_is_neither_valid_nor_broken(
    server: Server, foreign: tuple[Path, str]
) -> None:
    file, fingerprint = foreign

    with_own = livecontract("verify", str(file), *on(server))
    without = livecontract("verify", str(file), "--data-dir", str(file.parent))

    assert with_own.returncode == without.returncode == 3
    assert with_own.stdout == without.stdout
    assert with_own.stdout.startswith(
        f"{file}: UNCHANGED, BUT SEALED BY AN AUTHORITY THAT IS NOT KNOWN HERE\n"
    )
    assert f"fingerprint {fingerprint.replace(':', '').lower()}" in with_own.stdout
    assert list(file.parent.iterdir()) == [file]


def test_sl6_the_seal_of_an_authority_that_was_named_is_valid_while_nothing_is_changed(
    server: Server, foreign: tuple[Path, str], tmp_path: Path
) -> None:
    file, fingerprint = foreign
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(file.read_bytes().replace(b"/Type", b"/type", 1))

    genuine = livecontract("verify", str(file), "--authority", fingerprint, *on(server))
    broken = livecontract("verify", str(file), str(changed), "--authority", fingerprint, *on(server))

    assert (genuine.returncode, genuine.stdout.count(": VALID\n")) == (0, 1)
    assert broken.returncode == 1
    assert f"{changed}: NOT VALID\n" in broken.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serve"], ["Address to listen on", "Port to listen on", "TOML file", "Folder with all data"]),
        (["tokens", "issue"], ["The user's id", "How long it is good"]),
        (["verify"], ["SHA-256 fingerprint"]),
    ],
)
def test_help_says_what_every_flag_is_for(arguments: list[str], words: list[str]) -> None:
    shown = " ".join(livecontract(*arguments, "--help").stdout.replace("│", " ").split())

    for word in words:
        assert word in shown


def test_sl8_a_document_and_its_certificate_are_judged_together(tmp_path: Path) -> None:
    identity = make_identity("Test bank", NOW)
    both = seal(request(signed_before(identity), treatment="sign_only"), identity)
    document, certificate = tmp_path / "loan-signed.pdf", tmp_path / "loan-certificate.pdf"
    document.write_bytes(both.pdf)
    certificate.write_bytes(both.certificate_pdf or b"")

    fingerprint = hashlib.sha256(identity.root_certificate).hexdigest()
    done = livecontract("verify", str(document), str(certificate), "--authority", fingerprint)

    assert done.returncode == 0, done.stdout
    assert f"{document}: VALID\n" in done.stdout
    assert f"{certificate}: VALID\n" in done.stdout
    assert f"  Its certificate is {certificate}.\n" in done.stdout
    assert f"  It certifies {document}.\n" in done.stdout


def test_the_demonstration_prints_two_links_and_cleans_up(tmp_path: Path) -> None:
    settings = environment() | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [*command(), "demo", "--port", "0"], stdout=subprocess.PIPE, text=True, env=settings
    ) as demo:
        assert demo.stdout is not None
        links: list[str] = []
        while len(links) < 2:
            line = demo.stdout.readline()
            assert line, "the demonstration ended before it was ready"
            links += re.findall(r"http://\S+", line)
        walk_in(links)
        demo.terminate()
        demo.stdout.read()
        demo.wait(TIMEOUT_S)

    assert list(tmp_path.iterdir()) == []


def walk_in(links: list[str]) -> None:
    """Whether each link lets its person into the room of a contract that is in review."""
    for link, host, name in zip(
        links, ("localhost", "127.0.0.1"), ("Ada Lindqvist", "Carla Moreno"), strict=True
    ):
        url = httpx.URL(link)
        assert url.host == host
        origin = f"{url.scheme}://{url.netloc.decode()}"
        headers = {"Origin": origin, "X-Requested-With": "livecontract"}
        with httpx.Client(base_url=origin, headers=headers) as client:
            token = url.path.rpartition("/")[2]
            signed_in = client.post("/auth/sign-in", json={"token": token}).json()
            assert client.get("/users/me").json()["name"] == name
            (contract,) = client.get("/contracts").json()["items"]
            assert signed_in["next"] == f"/app/contracts/{contract['contractId']}/room"
            assert (contract["status"], len(contract["signers"])) == ("REVIEW", 2)


def test_a_server_that_is_asked_to_stop_ends_in_peace(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        code = server.stop()

    assert code == 0
    assert "Traceback" not in (tmp_path / "server.log").read_text()


def test_the_log_of_a_server_is_one_json_value_a_line(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        httpx.get(f"{server.url}/auth/nothing", headers={"Authorization": "Bearer secret-token"})
        server.stop()

    text = (tmp_path / "server.log").read_text()
    for line in text.splitlines():
        json.loads(line)
    assert "secret-token" not in text


def test_re4_with_a_certificate_everything_is_encrypted(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    trust = ssl.create_default_context(cafile=certificate)
    data_dir = tmp_path / "data"
    added = livecontract(*add("advisor", "a@bank.example"), "--data-dir", str(data_dir))
    user_id = json.loads(added.stdout)["userId"]
    link = livecontract("sign-in-link", "--user", user_id, "--data-dir", str(data_dir)).stdout

    flags = ("--tls-cert", str(certificate), "--tls-key", str(certificate))
    with serving(data_dir, *flags) as server, httpx.Client(base_url=server.url, verify=trust) as client:
        answer = client.post("/auth/sign-in", json={"token": link.strip().rpartition("/")[2]})

        assert server.url.startswith("https://localhost:")
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-livecontract=")
        assert cookie.endswith("; Secure")
        assert client.get("/users/me").json()["userId"] == user_id
