"""The longer sentences of refusals: those that depend on a rule, a verb or a list."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Facts: TypeAlias = Mapping[str, Any]

# What a value must be, by the rule that it breaks; `{what}` is the field's label or the member's name.
RULES = {
    "control_character": "{what} holds a character that cannot be shown. Type the text again, without it.",
    "empty": "{what} is empty. Write something there.",
    "field_twice": "Two fields have the same id. Give every new field none.",
    "filled_by_signing": "This place is filled by signing. There is nothing to type.",
    "id_or_name_and_email": "Name the customer either by customerId or by name and email, not both.",
    "missing": "{what} is missing. Add it.",
    "must_be_customer": "This person is an advisor here. A contract needs a customer on the other side.",
    "must_be_date": "{what} is a date. Write it as year, month and day, for example 2026-11-24.",
    "must_be_email": "This is not an e-mail address. Write it like name@example.com.",
    "must_be_key": "{what} must be 1 to 200 visible ASCII characters.",
    "must_be_number": "{what} is a number. Write digits and a point, for example 2400.50.",
    "must_be_one_line": "{what} must be one line of text that is not too long.",
    "must_be_parties": "Only the two people of this contract can sign it, each once.",
    "must_be_path": "{what} must be a page of this site that begins with /app/.",
    "must_be_text": "{what} is a text.",
    "must_be_true_or_false": "{what} is a box to tick: true or false.",
    "no_more_drawings": "There is no room for another drawing in this session. Take one away first.",
    "no_such_day": "{what}: that day does not exist. Check the date.",
    "signed_before": "This document was signed before it came here, so nothing can be placed on its pages.",
    "not_an_option": "{what} is not one of the choices. Take one of them.",
    "one_change_at_a_time": "This asks for several changes at once, or for none. Send one change.",
    "not_made_here": "This is not the cursor of a list. Take nextCursor from the page before.",
    "only_for_checkbox": "Only checkboxes form a group. Leave it out.",
    "only_for_choice": "Only a choice has options. Leave them out.",
    "only_for_text": "Only a text has a limit of its length. Leave it out.",
    "out_of_range": "{what} is outside the range that makes sense here. Check the number.",
    "own_field": "This field is yours. Fill it in instead of suggesting a value.",
    "too_long": "{what} is too long. Shorten it.",
    "too_many": "{what} has too many entries. Leave some out.",
    "too_small": "{what} is too small: nobody could read what stands in it. Make it larger.",
    "wrong_type": "{what} has the wrong type: {expected} is expected.",
}

VERBS = {
    "create": "create a contract",
    "changeTitle": "change the title",
    "changeSigners": "decide who signs",
    "removeDocument": "remove a document",
    "placeFields": "place fields",
    "sendForReview": "send the contract for review",
    "takeBack": "take the contract back",
    "invite": "invite the customer",
    "decline": "decline the contract",
    "void": "void the contract",
    "addUser": "add people",
}

MARK_RULES = {
    "empty": "There is no signature to see yet. Type your name or draw it.",
    "not_a_name": "A typed signature is your name in one line of at most 100 characters.",
    "out_of_range": "The drawing reaches outside its box. Draw it again.",
    "too_many_points": "The drawing has more strokes than can be kept. Draw it again, a little simpler.",
}

THINGS = {
    "contractId": "There is no such contract, or you are not one of its two people.",
    "documentId": "There is no such document, or it is not in a contract of yours.",
    "fieldId": "There is no such field, or it is not in a contract of yours.",
    "sessionId": "There is no such session, or it is not yours.",
    "userId": "There is no such person.",
    "customerId": "There is no such customer. Give name and email to add one.",
}


def too_often(facts: Facts) -> str:
    """How long to wait, in words."""
    seconds = int(facts.get("retryAfterS", 1))
    number, unit = (seconds, "second") if seconds < 120 else (-(-seconds // 60), "minute")
    span = f"a {unit}" if number == 1 else f"{number} {unit}s"
    return f"That was very often in a short time. Wait {span}, then go on."


def invalid_value(facts: Facts) -> str:
    """Which value cannot be taken, and what it has to be."""
    subject = facts.get("label") or facts.get("member") or "This value"
    what = f"“{subject}”" if subject != "This value" else subject
    rule = RULES.get(str(facts.get("rule")), "{what} cannot be taken as it is. Check it and send it again.")
    return rule.format(what=what, expected=facts.get("expected", "something else"))


def invalid_mark(facts: Facts) -> str:
    """What is wrong with a signature's looks."""
    return MARK_RULES.get(str(facts.get("rule")), "This signature cannot be used. Type your name or draw it.")


def nothing_there(facts: Facts) -> str:
    """What was not found, without telling whether it exists for others."""
    for name, sentence in THINGS.items():
        if name in facts:
            return sentence
    return "There is nothing under this address. Check it."


def not_permitted(facts: Facts) -> str:
    """Who may do what was asked."""
    verb = VERBS.get(str(facts.get("verb")), "do this")
    who = "the advisor" if facts.get("role") == "CUSTOMER" else "the customer"
    return f"Only {who} can {verb} here."


def not_owner(facts: Facts) -> str:
    """Whose field it is."""
    owner = "The advisor" if facts.get("owner") == "ADVISOR" else "The customer"
    return f"{owner} fills this in. You can suggest a value."


def wrong_status(facts: Facts) -> str:
    """Where the contract stands, and where it would have to stand."""
    allowed = listed(facts.get("allowed", ()), "or")
    return f"The contract is {facts.get('status', 'elsewhere')}. This needs it to be {allowed}."


def unseen_pages(facts: Facts) -> str:
    """Which pages the signer has not seen."""
    numbers = [number for document in facts.get("pages", {}).values() for number in document]
    if not numbers:
        return "You have not seen every page yet. Look at all of them, then sign."
    return f"You have not seen {pages(numbers)} yet. Go to page {numbers[0]}, then sign."


def unsigned_places(facts: Facts) -> str:
    """Which places for a signature belong to somebody who does not sign."""
    whose = f"the {str(facts.get('owner', 'other person')).lower()}"
    labels = [f"“{field['label']}”" for field in facts.get("fields", ())[:4] if field.get("label")]
    places = listed(labels) if labels else "A place for a signature"
    verb = "is" if len(labels) < 2 else "are"
    return f"{places} {verb} for {whose} to sign, who is no signer. Make them one, or take the place away."


def empty_fields(facts: Facts) -> str:
    """Which required fields are empty, and whose they are."""
    fields = facts.get("fields", ())
    labels = [f"“{field['label']}”" for field in fields[:4] if field.get("label")]
    rest = len(fields) - len(labels)
    if rest:
        labels.append(f"{rest} more")
    verb = "is" if len(fields) == 1 else "are"
    return f"{listed(labels)} {verb} still empty. Every required field is filled before the first signature."


def listed(words: Sequence[object], conjunction: str = "and") -> str:
    """Words in a row: “a, b and c”."""
    parts = [str(word) for word in words]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {conjunction} {parts[-1]}"


def pages(numbers: Sequence[int]) -> str:
    """Page numbers in words, with runs drawn together: “pages 1, 4 to 9 and 12”."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    parts = [
        part
        for first, last in runs
        for part in ([f"{first} to {last}"] if last > first + 1 else sorted({first, last}))
    ]
    return f"{'page' if len(set(numbers)) == 1 else 'pages'} {listed(parts)}"
