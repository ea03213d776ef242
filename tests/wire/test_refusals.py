"""Every refusal is told in one place: status, title, a sentence that helps, and whether to try again."""

import ast
from pathlib import Path
from typing import Any

import msgspec
import pytest

from livecontract.domain.fields import FieldKind
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Value
from livecontract.wire import problem
from livecontract.wire.refusals import TABLE, sentence_of
from livecontract.wire.requests import Count, SigningShape, read_json, take
from livecontract.wire.sentences import RULES, VERBS, listed, pages

SOURCE = Path(__file__).parents[2] / "src" / "livecontract"


def test_re1_every_code_has_one_row_and_every_row_a_code() -> None:
    assert set(TABLE) == set(Refusal)


@pytest.mark.parametrize("code", Refusal)
def test_re1_every_row_makes_a_whole_problem_without_any_fact(code: Refusal) -> None:
    told = problem.problem_of(Refused(code), "/contracts")

    assert 400 <= told["status"] < 600
    assert told["detail"].endswith(".")
    assert "{" not in told["detail"]
    assert not told["title"].endswith(".")
    assert (told["code"], told["instance"], told["type"]) == (code, "/contracts", f"/docs#{code}")


@pytest.mark.parametrize("code", Refusal)
def test_sentences_are_plain(code: Refusal) -> None:
    sentence = sentence_of(Refused(code)).lower()

    assert not {word for word in ("please wait", "successfully", "error", "invalid", "!") if word in sentence}


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (
            Refused(Refusal.PAGES_NOT_SHOWN, pages={"d": [4, 5], "e": [1]}),
            "You have not seen pages 1, 4 and 5 yet. Go to page 4, then sign.",
        ),
        (
            Refused(Refusal.REQUIRED_FIELDS_EMPTY, fields=[{"label": "Income"}]),
            "“Income” is still empty. Every required field is filled before the first signature.",
        ),
        (
            Refused(
                Refusal.REQUIRED_FIELDS_EMPTY, fields=[{"label": ""}, {"label": "Day"}, {"label": "Name"}]
            ),
            (
                "“Day”, “Name” and 1 more are still empty. "
                "Every required field is filled before the first signature."
            ),
        ),
        (
            Refused(Refusal.MARK_WITHOUT_SIGNER, owner="ADVISOR", fields=[{"label": "For the bank"}]),
            (
                "“For the bank” is for the advisor to sign, who is no signer. "
                "Make them one, or take the place away."
            ),
        ),
        (
            Refused(Refusal.MARK_WITHOUT_SIGNER, owner="CUSTOMER", fields=[{"label": "A"}, {"label": "B"}]),
            (
                "“A” and “B” are for the customer to sign, who is no signer. "
                "Make them one, or take the place away."
            ),
        ),
        (
            Refused(Refusal.WRONG_STATUS, status="DRAFT", allowed=["REVIEW"]),
            "The contract is DRAFT. This needs it to be REVIEW.",
        ),
        (
            Refused(Refusal.NOT_FIELD_OWNER, owner="ADVISOR"),
            "The advisor fills this in. You can suggest a value.",
        ),
        (
            Refused(Refusal.NOT_PERMITTED, verb="decline", role="ADVISOR"),
            "Only the customer can decline the contract here.",
        ),
        (Refused(Refusal.NOT_FOUND, userId="x"), "There is no such person."),
        (
            Refused(Refusal.VALUE_INVALID, label="Day", rule="no_such_day"),
            "“Day”: that day does not exist. Check the date.",
        ),
        (
            Refused(Refusal.RATE_LIMITED, retryAfterS=1),
            "That was very often in a short time. Wait a second, then go on.",
        ),
        (
            Refused(Refusal.RATE_LIMITED, retryAfterS=40),
            "That was very often in a short time. Wait 40 seconds, then go on.",
        ),
        (
            Refused(Refusal.RATE_LIMITED, retryAfterS=661),
            "That was very often in a short time. Wait 12 minutes, then go on.",
        ),
        (Refused(Refusal.TOO_LARGE, limit="1 MB"), "This is larger than 1 MB. Send less at once."),
        (Refused(Refusal.NOT_A_PDF, sentence="This is a picture."), "This is a picture."),
    ],
)
def test_a_sentence_names_the_facts(refused: Refused, sentence: str) -> None:
    assert sentence_of(refused) == sentence


def test_facts_travel_beside_the_sentence_under_names_of_their_own() -> None:
    told = problem.problem_of(Refused(Refusal.CONTRACT_FINAL, status="SIGNED", sentence="x"))

    assert (told["status"], told["contractStatus"]) == (409, "SIGNED")
    assert "sentence" not in told


def test_a_fault_tells_its_reference_and_nothing_else() -> None:
    told = problem.problem_of_fault("abc123", "/x")

    assert (told["status"], told["reference"]) == (500, "abc123")
    assert "abc123" in told["detail"]


def test_every_rule_and_verb_that_is_refused_has_its_words() -> None:
    """Reads the rules that the source refuses with; a new one without words is a failed test."""
    refused = [fact for path in SOURCE.rglob("*.py") for fact in named_facts(path.read_text("utf-8"))]

    assert {value for name, value in refused if name == "rule"} - set(MARK_WORDS) <= set(RULES)
    assert {value for name, value in refused if name == "verb"} <= set(VERBS)


def named_facts(source: str) -> list[tuple[str, str]]:
    return [
        (keyword.arg or "", str(keyword.value.value))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused"
        for keyword in node.keywords
        if keyword.arg in {"rule", "verb"} and isinstance(keyword.value, ast.Constant)
    ]


MARK_WORDS = ("out_of_range", "too_many_points", "not_a_name")


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([3], "page 3"),
        ([2, 1], "pages 1 and 2"),
        ([1, 2, 3, 7], "pages 1 to 3 and 7"),
        ([1, 3, 5, 6], "pages 1, 3, 5 and 6"),
        ([4, 4], "page 4"),
    ],
)
def test_pages_in_words(numbers: list[int], words: str) -> None:
    assert pages(numbers) == words


def test_words_in_a_row() -> None:
    assert [listed(words, "or") for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        *("", "a", "a or b", "a, b or c")
    ]


class Inner(Value, frozen=True):
    kind: FieldKind
    count: Count = 0


class Outer(Value, frozen=True):
    name: str
    inner: tuple[Inner, ...] = ()


@pytest.mark.parametrize(
    ("body", "code", "facts"),
    [
        (b"{", Refusal.BAD_REQUEST, {}),
        (b"\xff", Refusal.BAD_REQUEST, {}),
        (b'{"name":"a","nom":1}', Refusal.UNKNOWN_MEMBER, {"member": "nom"}),
        (b'{"name":"a","inner":[{"kind":"text","x":1}]}', Refusal.UNKNOWN_MEMBER, {"member": "inner[0].x"}),
        (b"{}", Refusal.VALUE_INVALID, {"member": "name", "rule": "missing"}),
        (b'{"name":1}', Refusal.VALUE_INVALID, {"member": "name", "rule": "wrong_type", "expected": "str"}),
        (b"[]", Refusal.VALUE_INVALID, {"member": "", "rule": "wrong_type", "expected": "object"}),
        (
            b'{"name":"a","inner":[{"kind":"radio"}]}',
            Refusal.VALUE_INVALID,
            {"member": "inner[0].kind", "rule": "not_an_option"},
        ),
        (
            b'{"name":"a","inner":[{"kind":"text","count":-1}]}',
            Refusal.VALUE_INVALID,
            {"member": "inner[0].count", "rule": "out_of_range"},
        ),
        (
            b'{"name":"a","inner":[{"kind":"text","count":99999999999999999999}]}',
            Refusal.VALUE_INVALID,
            {"member": "inner[0].count", "rule": "out_of_range"},
        ),
    ],
)
def test_re2_what_does_not_fit_is_refused_by_place_and_rule(
    body: bytes, code: Refusal, facts: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refusal:
        read_json(body, Outer)

    assert (refusal.value.code, refusal.value.facts) == (code, facts)


def test_a_query_may_hold_numbers_as_text() -> None:
    assert take({"kind": "text", "count": "7"}, Inner).count == 7


def test_the_body_of_a_signature_is_the_intent_of_the_rules() -> None:
    body = {
        "signature": {"mark": {"kind": "typed", "text": "Carla"}, "name": "Carla Moreno"},
        "consent": {"version": "2026-11", "accepted": True},
        "digest": "d",
    }

    intent = read_json(msgspec.json.encode(body), SigningShape).intent

    assert (intent.name, intent.consent_version, intent.consent_accepted) == ("Carla Moreno", "2026-11", True)
