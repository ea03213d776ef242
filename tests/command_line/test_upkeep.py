"""Commands of whoever keeps a deployment running: where its settings are, and what was given up."""

import json
import re
from pathlib import Path

import pytest

from livecontract.settings import Settings
from livecontract.store.port import NewJob, Transaction
from livecontract.wiring import grounded, mail_of
from tests.command_line.commands import add, livecontract, refused
from tests.mail.letters import LETTER
from tests.pdf.documents import NOW

# Every command is a process of its own.
pytestmark = pytest.mark.slow


async def test_st4_what_was_given_up_is_shown_and_tried_again_when_asked(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    await give_up(data_dir, "mailSigned", "OSError: the mail server did not take the letter")
    place = ["--data-dir", str(data_dir)]

    before = livecontract("check", *place)
    retried = [livecontract("jobs", "retry", *place).stdout for _ in range(2)]
    after = livecontract("check", *place)

    assert before.returncode == 1
    assert re.search(
        r"^FAIL +jobs: 1 jobs .* mailSigned 1 of contract 7: OSError: the mail .*retry`",
        before.stdout,
        re.MULTILINE,
    )
    assert retried == ["1 given-up job is due again.\n", "0 given-up jobs are due again.\n"]
    assert "ok    jobs: No job was given up.\n" in after.stdout


async def give_up(data_dir: Path, kind: str, error: str) -> None:
    def bury(tx: Transaction) -> None:
        tx.enqueue(NewJob(kind=kind, payload={"contractId": "7"}), NOW)
        (job,) = tx.claim_jobs([kind], now=NOW, until=NOW, limit=1)
        tx.bury_job(job, error=error)

    async with grounded(Settings(data_dir=data_dir)) as ground:
        await ground.store.write(bury)


async def test_ml1_the_letters_that_stay_here_are_printed_for_who_has_the_key(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    async with grounded(Settings(data_dir=data_dir)) as ground:
        await mail_of(ground).send(LETTER)

    printed = livecontract("letters", "--data-dir", str(data_dir)).stdout
    elsewhere = {"LIVECONTRACT_SMTP_URL": "smtps://mail.example"}

    assert f"Zoë Ångström <zoe@post.example>: {LETTER.subject}\n\n{LETTER.text}\n" in printed
    assert not any(b"zoe" in path.read_bytes() for path in data_dir.rglob("*") if path.is_file())
    refused(livecontract("letters", "--data-dir", str(data_dir), **elsewhere), "smtp_url")


def test_every_command_finds_the_data_by_the_settings_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f'data_dir = "{tmp_path / "data"}"\n')
    named = ["--config", str(file)]

    user_id = json.loads(livecontract(*add("advisor", "ada@bank.example"), *named).stdout)["userId"]

    assert livecontract("tokens", "issue", "--user", user_id, *named).stdout.count(".") == 2
    assert "/app/sign-in/" in livecontract("sign-in-link", "--user", user_id, *named).stdout
    for command_line in (["migrate"], ["check"], ["jobs", "retry"]):
        livecontract(*command_line, *named).check_returncode()
    refused(livecontract("verify", "no-such-file.pdf", *named), "no-such-file.pdf")
    assert {entry.name for entry in tmp_path.iterdir()} == {"settings.toml", "data"}
