"""What people do: upload, press, change texts, ask, write reviews and approve replies."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

from sandbox.slack.people import Channel, Person
from sandbox.slack.snapshots import Button, Message
from tests.chaos.world import KINDS, LATER, LOCALES, Form, Place, Text, Upload, World

QUESTIONS = (
    "status",
    "jobs",
    "screenshots",
    "screenshots de-DE",
    "reviews",
    "listing fr-FR",
    "apps",
    "digest now",
    "audit",
)
FIELDS = {"promo": "promotionalText", "keywords": "keywords"}
DECISIONS = {f"screenshots.{one}" for one in ("cancel", "replace", "add", "undo", "retry")} | {"listing.undo"}


IN_SIGHT = 80
"""People press what they need not scroll for."""


def pick(world: World, kind: str) -> tuple[tuple[str, bytes], ...]:
    """One to three pictures of that size, in natural order."""
    numbers = sorted(world.dice.sample(range(len(world.gallery[kind])), world.dice.randint(1, 3)))
    return tuple(world.gallery[kind][number] for number in numbers)


def upload(world: World) -> None:
    """Pictures for one set."""
    channel, place = world.dice.choice(world.channels), (world.dice.choice(LOCALES), world.dice.choice(list(KINDS)))
    files, option = pick(world, place[1]), world.dice.choice(("", "--replace", "--replace", "--append"))
    ts = world.say(channel, f"upload {place[0]} {place[1]} {option}", files)
    world.uploads.append(Upload(channel, ts, {place: tuple(name for name, _ in files)}))


def upload_zip(world: World) -> None:
    """Pictures for two or three sets at once."""
    channel, option = world.dice.choice(world.channels), world.dice.choice(("--replace", "--append"))
    everywhere = [(locale, kind) for locale in LOCALES for kind in KINDS]
    sets: dict[Place, tuple[str, ...]] = {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for locale, kind in world.dice.sample(everywhere, world.dice.randint(2, 3)):
            files = pick(world, kind)
            sets[locale, kind] = tuple(name for name, _ in files)
            for name, data in files:
                archive.writestr(f"{locale}/{kind}/{name}", data)
    ts = world.say(channel, f"upload {option}", (("shots.zip", out.getvalue()),))
    world.uploads.append(Upload(channel, ts, sets))


def upload_by_form(world: World) -> None:
    """Pictures for one set, by way of the form; who hears of trouble presses `Upload` again."""
    person, channel = world.dice.choice(world.people), world.dice.choice(world.channels)
    place = world.dice.choice(LOCALES), world.dice.choice(list(KINDS))
    files = pick(world, place[1])
    person.types(f"/asc upload {place[0]} {place[1]} --replace", channel)
    try:
        world.running_bot.slack.wait_for_view(person, timeout=1)
    except TimeoutError:
        return
    for _ in range(_MOST_PRESSES):
        sent = person.submits({"Screenshots": list(files)})
        if not sent.trouble:
            world.forms.append(Form(person.id, place, tuple(name for name, _ in files)))
            return
    raise RuntimeError("the form could not be sent")


_MOST_PRESSES = 20


def text_for_later(world: World) -> None:
    """A promotional text in a few seconds."""
    channel, text = world.dice.choice(world.channels), f"later number {len(world.moments)}."
    when = datetime.fromtimestamp(time.time() + world.dice.uniform(4, 10), UTC)
    ts = world.say(channel, f"schedule promo {LATER} {when:%Y-%m-%dT%H:%M:%S} --tz UTC {text}")
    world.moments.append(Text(channel, ts, LATER, "promotionalText", text))


def change_text(world: World) -> None:
    """A promotional text or keywords, one after the other for each language."""
    channel, locale = (
        world.dice.choice(world.channels),
        world.dice.choice([locale for locale in LOCALES if locale != LATER]),
    )
    command = world.dice.choice(list(FIELDS))
    text = f"{command} number {len(world.texts)}"
    earlier = [text for text in world.texts if (text.locale, text.field) == (locale, FIELDS[command])]
    if all(world.answers(text.channel, text.ts) for text in earlier):
        ts = world.say(channel, f"{command} {locale} {text}")
        world.texts.append(Text(channel, ts, locale, FIELDS[command], text))


def ask(world: World) -> None:
    """A question that is answered in the thread."""
    world.say(world.dice.choice(world.channels), world.dice.choice(QUESTIONS))


def review(world: World) -> None:
    """A customer is cross, or pleased."""
    rating = world.dice.choice((1, 1, 2, 5))
    number = len(world.reviews)
    review_id = world.running_bot.apple.add_review(
        world.running_bot.app_id, rating, title=f"Opinion {number}.", body="It crashes on start."
    )
    world.reviews[review_id] = rating


def press(world: World) -> None:
    """One or two people press a button of an upload's card."""
    found = _buttons(world, lambda button: button.action_id in DECISIONS)
    if found:
        _press(world, *world.dice.choice(found[-8:]))


def approve(world: World) -> None:
    """One or two people approve a drafted reply."""
    found = _buttons(world, lambda button: button.label == "Approve")
    if found:
        channel, message, button = world.dice.choice(found[-8:])
        if _press(world, channel, message, button):
            world.approved.add(button.value.partition("|")[0])


def _buttons(world: World, wanted: Callable[[Button], bool]) -> list[tuple[Channel, Message, Button]]:
    return [
        (channel, message, button)
        for channel in world.channels
        for message in world.said(channel, IN_SIGHT)
        for button in message.buttons
        if wanted(button)
    ]


def _press(world: World, channel: Channel, message: Message, button: Button) -> bool:
    """Whether Slack could bring a press to the bot."""
    pressing = world.dice.sample(world.people, world.dice.choice((1, 2)))

    def idempotency_key(person: Person) -> bool:
        with suppress(LookupError):
            return person.clicks(channel, message, button.action_id, button.value).status == 200
        return False

    with ThreadPoolExecutor(2) as hands:
        return any(list(hands.map(idempotency_key, pressing)))


WISHES: dict[Callable[[World], None], int] = {
    upload: 6,
    upload_zip: 1,
    upload_by_form: 2,
    text_for_later: 2,
    change_text: 3,
    ask: 3,
    review: 3,
    press: 4,
    approve: 3,
}
"""What people do, and how often in comparison."""
