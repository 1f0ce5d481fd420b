"""`products export` and `products import`: every error in one reply, a preview, one write for each text, and Undo."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from records import audit
from sandbox.appstore import Fault
from sandbox.slack.people import Person
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, requested, send

TEXTS = {"en-US": ("Tide Pro", "Every harbour"), "de-DE": ("Tide Pro", "Alle Häfen")}
HEADER = "product_id,locale,display_name,description\n"


@pytest.fixture
def shop(env: Env) -> dict[str, str]:
    """Apple's ids of a purchase and a subscription, both approved in two languages, by product id."""
    return {
        "tide.pro": env.apple.add_purchase(env.app_id, "tide.pro", "Pro", texts=TEXTS),
        "tide.monthly": env.apple.add_subscription(env.app_id, "tide.monthly", "Monthly", texts=TEXTS),
    }


def imports(env: Env, text: str, line: str = "products import") -> str:
    """Send a CSV to the bot, and return what Eddie reads."""
    send(env, (("texts.csv", (HEADER + text).encode()),), f"{BOT} {line}")
    return env.ephemeral_text(env.eddie)


def press(env: Env, label: str, person: Person | None = None) -> str:
    """Press a button of the newest message with it; returns what all read, in the channel and its threads."""
    presser = person or env.eddie
    posted = env.slack.messages(env.release)
    threads = [each for message in posted for each in env.slack.thread(env.release, message.ts)]
    seen = [*threads, *env.slack.ephemerals(presser)]
    found = next(each for each in reversed(seen) if any(button.label == label for button in each.buttons))
    presser.clicks(env.release, found, label)
    env.slack.settled()
    env.work()
    return read(env)


def read(env: Env) -> str:
    posted = env.slack.messages(env.release)
    return "\n".join(as_text(each) for message in posted for each in env.slack.thread(env.release, message.ts))


def newest(env: Env, product: str) -> dict[str, tuple[str, str | None]]:
    return dict(env.apple.product(product).versions[-1][1])


def exported(env: Env, ts: str) -> list[dict[str, str]]:
    (file,) = [file for reply in env.replies(ts) for file in reply.files]
    return list(csv.DictReader(StringIO(env.slack.workspace.files[file["id"]].data.decode("utf-8-sig"))))


def test_an_export_has_every_text_and_an_untouched_one_changes_nothing(env: Env, shop: dict[str, str]) -> None:
    env.apple.add_purchase(env.app_id, "tide.coins", "Coins", "CONSUMABLE", texts={}, state="MISSING_METADATA")
    ts = env.says(env.vera, f"{BOT} products export")
    env.work()
    rows = exported(env, ts)
    assert {(row["product_id"], row["locale"], row["display_name"], row["description"]) for row in rows} >= {
        ("tide.pro", "en-US", "Tide Pro", "Every harbour"),
        ("tide.monthly", "de-DE", "Tide Pro", "Alle Häfen"),
        ("tide.coins", "en-US", "", ""),
    }
    lines = "".join(f"{row['product_id']},{row['locale']},{row['display_name']},{row['description']}\n" for row in rows)
    imports(env, lines)
    assert wording.PRODUCTS_SO_ALREADY in read(env)
    assert env.writes() == []


def test_an_import_is_shown_applied_and_undone(env: Env, shop: dict[str, str]) -> None:
    shown = imports(env, "tide.pro,de,Gezeiten Pro,\ntide.monthly,fr-FR,Marées,Tous les ports\ntide.pro,en-US,,\n")
    assert wording.IMPORT_OFFERED in shown
    assert "“Tide Pro” → “Gezeiten Pro”" in shown
    assert env.writes() == []
    assert wording.IMPORTED_BY_EDDIE in press(env, "Apply")
    assert newest(env, shop["tide.pro"])["de-DE"] == ("Gezeiten Pro", "Alle Häfen")
    assert newest(env, shop["tide.monthly"])["fr-FR"] == ("Marées", "Tous les ports")
    assert [state for state, _ in env.apple.product(shop["tide.pro"]).versions] == [
        "APPROVED",
        "PREPARE_FOR_SUBMISSION",
    ]
    assert wording.IMPORT_RESTORED_BY_EDDIE in press(env, "Undo")
    assert newest(env, shop["tide.pro"])["de-DE"] == ("Tide Pro", "Alle Häfen")
    assert "fr-FR" not in newest(env, shop["tide.monthly"])
    trail = requested(env, "/asc audit")
    assert "“Tide Pro” → “Gezeiten Pro”" in trail
    assert "“Gezeiten Pro” → “Tide Pro”" in trail


def test_all_errors_on_all_lines_come_in_one_reply_and_nothing_changes(env: Env, shop: dict[str, str]) -> None:
    env.apple.add_purchase(env.app_id, "tide.coins", "Coins", "CONSUMABLE", texts=TEXTS, state="IN_REVIEW")
    lines = [
        "tide.pro,en-US,Tide Pro 2,",
        "tide.pr,en-US,Tide Pro 2,",
        f"tide.pro,klingon,{'n' * 36},",
        "tide.coins,en-US,Coins 2,",
        "tide.pro,ja,,説明",
        "tide pro,de-DE,Pro,",
    ]
    send(env, (("texts.csv", (HEADER + "\n".join(lines)).encode()),), f"{BOT} products import")
    text = read(env)
    for expected in (
        wording.IMPORT_PROBLEMS,
        wording.IMPORT_UNKNOWN_PRODUCT,
        wording.IMPORT_UNKNOWN_LANGUAGE,
        wording.IMPORT_NAME_TOO_LONG,
        wording.IMPORT_LOCKED,
        wording.IMPORT_NAME_NEEDED,
        wording.IMPORT_MALFORMED_ID,
    ):
        assert expected in text
    assert env.writes() == []
    assert env.ephemeral_text(env.eddie) == ""


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("texts.csv", b"a,b\n1,2\n", wording.IMPORT_NO_COLUMNS),
        ("texts.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF", wording.IMPORT_NOT_TEXT),
        ("texts.xlsx", b"PK\x03\x04broken", wording.IMPORT_DAMAGED),
        ("texts.csv", HEADER.encode(), wording.IMPORT_NO_ROWS),
    ],
)
def test_a_file_that_is_no_table_is_refused(
    env: Env, shop: dict[str, str], name: str, data: bytes, expected: str
) -> None:
    send(env, ((name, data),), f"{BOT} products import")
    assert expected in read(env)


def test_two_files_are_refused_and_none_is_asked_for(env: Env, shop: dict[str, str]) -> None:
    send(env, (("a.csv", HEADER.encode()), ("b.csv", HEADER.encode())), f"{BOT} products import")
    assert wording.IMPORT_ONE_FILE in read(env)
    ts = env.says(env.eddie, f"{BOT} products import")
    env.work()
    assert wording.IMPORT_FILE_NEEDED in env.read(ts)


def test_a_slash_command_opens_a_form_for_the_file(env: Env, shop: dict[str, str]) -> None:
    env.eddie.types("/asc products import", env.release)
    env.slack.wait_for_view(env.eddie)
    text = f"{HEADER}tide.pro,de-DE,Gezeiten Pro,\n".encode()
    assert env.eddie.submits({"file": [("texts.csv", text)]}).errors is None
    env.work()
    assert wording.IMPORT_OFFERED_OF_ONE in env.ephemeral_text(env.eddie)


def test_texts_that_changed_meanwhile_are_not_overwritten(env: Env, shop: dict[str, str]) -> None:
    imports(env, "tide.pro,de-DE,Gezeiten Pro,\n")
    env.apple.set_product_text(shop["tide.pro"], "de-DE", "Ebbe", "Flut")
    assert wording.IMPORT_OVERTAKEN in press(env, "Apply")
    assert env.writes() == []


def test_a_product_that_apple_refuses_does_not_stop_the_others(env: Env, shop: dict[str, str]) -> None:
    imports(env, "tide.pro,de-DE,Gezeiten Pro,\ntide.monthly,de-DE,Gezeiten,\n")
    env.apple.faults.add(Fault.status(409, method="PATCH", path="/v2/inAppPurchaseLocalizations"))
    text = press(env, "Apply")
    assert wording.IMPORT_NOT_OF_ALL in text
    assert newest(env, shop["tide.monthly"])["de-DE"][0] == "Gezeiten"
    assert newest(env, shop["tide.pro"])["de-DE"][0] == "Tide Pro"
    answers = {entry.field: entry.answer != "ok" for entry in audit.newest(env.kit.redis, 2)}
    assert answers == {"display name of tide.monthly": False, "display name of tide.pro": True}


def test_a_lost_response_writes_no_text_twice(env: Env, shop: dict[str, str]) -> None:
    env.retry_at_once()
    imports(env, "tide.pro,fr-FR,Marées,\n")
    env.apple.faults.add(Fault.lost(504, method="POST", path="/v2/inAppPurchaseLocalizations", times=1))
    assert wording.IMPORTED_ONE_BY_EDDIE in press(env, "Apply")
    assert newest(env, shop["tide.pro"])["fr-FR"] == ("Marées", None)


def test_viewers_may_export_and_not_import(env: Env, shop: dict[str, str]) -> None:
    send(env, (("a.csv", HEADER.encode()),), f"{BOT} products import", who=env.vera)
    assert wording.TAKES_EDITOR in env.ephemeral_text(env.vera)


def test_five_hundred_lines_take_few_calls(env: Env) -> None:
    """docs/products.md states the figures: 50 products in 10 languages."""
    locales = ["en-US", "de-DE", "fr-FR", "it", "es-ES", "ja", "ko", "pt-BR", "nl-NL", "sv"]
    for number in range(50):
        env.apple.add_purchase(
            env.app_id, f"tide.{number}", f"Tide {number}", texts=dict.fromkeys(locales, ("Tide", "Every harbour"))
        )
    lines = "".join(f"tide.{number},{each},Tide {number},\n" for number in range(50) for each in locales)
    requested(env, "/asc apps")
    assert wording.IMPORT_OFFERED_OF_500 in imports(env, lines)
    offered = len(env.apple.calls)
    assert offered == 104
    press(env, "Apply")
    assert len(env.apple.calls) - offered == 800
    assert len([call for call in env.apple.calls if call.method == "PATCH"]) == 500
