"""The actions of users: they upload, press buttons, change texts, ask, write reviews and approve replies."""

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
from tests.chaos.world import KINDS, LOCALES, SCHEDULED_LOCALE, SetKey, Text, Upload, UploadModal, World

QUERIES = (
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
DECISIONS = {f"screenshots.{action}" for action in ("cancel", "replace", "add", "undo", "retry")} | {"listing.undo"}

# Users press buttons of recent messages only.
RECENT_MESSAGES = 80


def choose_images(world: World, kind: str) -> tuple[tuple[str, bytes], ...]:
    """Return one to three images of that size, in natural order."""
    numbers = sorted(world.random.sample(range(len(world.images[kind])), world.random.randint(1, 3)))
    return tuple(world.images[kind][number] for number in numbers)


def upload(world: World) -> None:
    """Upload images to one set."""
    channel, set_key = (
        world.random.choice(world.channels),
        (world.random.choice(LOCALES), world.random.choice(list(KINDS))),
    )
    files, option = choose_images(world, set_key[1]), world.random.choice(("", "--replace", "--replace", "--append"))
    ts = world.mention(channel, f"upload {set_key[0]} {set_key[1]} {option}", files)
    world.uploads.append(Upload(channel, ts, {set_key: tuple(name for name, _ in files)}))


def upload_zip(world: World) -> None:
    """Upload a zip with images for two or three sets."""
    channel, option = world.random.choice(world.channels), world.random.choice(("--replace", "--append"))
    all_sets = [(locale, kind) for locale in LOCALES for kind in KINDS]
    sets: dict[SetKey, tuple[str, ...]] = {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for locale, kind in world.random.sample(all_sets, world.random.randint(2, 3)):
            files = choose_images(world, kind)
            sets[locale, kind] = tuple(name for name, _ in files)
            for name, data in files:
                archive.writestr(f"{locale}/{kind}/{name}", data)
    ts = world.mention(channel, f"upload {option}", (("shots.zip", out.getvalue()),))
    world.uploads.append(Upload(channel, ts, sets))


def upload_by_modal(world: World) -> None:
    """Upload images to one set through the modal; after an error the user presses `Upload` again."""
    person, channel = world.random.choice(world.people), world.random.choice(world.channels)
    set_key = world.random.choice(LOCALES), world.random.choice(list(KINDS))
    files = choose_images(world, set_key[1])
    person.types(f"/asc upload {set_key[0]} {set_key[1]} --replace", channel)
    try:
        world.running_bot.slack.wait_for_view(person, timeout=1)
    except TimeoutError:
        return
    for _ in range(MAX_ATTEMPTS):
        sent = person.submits({"Screenshots": list(files)})
        if not sent.trouble:
            world.modals.append(UploadModal(person.id, set_key, tuple(name for name, _ in files)))
            return
    raise RuntimeError("the modal could not be submitted")


MAX_ATTEMPTS = 20


def schedule_text(world: World) -> None:
    """Schedule a promotional text a few seconds from now."""
    channel, text = world.random.choice(world.channels), f"later number {len(world.scheduled)}."
    when = datetime.fromtimestamp(time.time() + world.random.uniform(4, 10), UTC)
    ts = world.mention(channel, f"schedule promo {SCHEDULED_LOCALE} {when:%Y-%m-%dT%H:%M:%S} --tz UTC {text}")
    world.scheduled.append(Text(channel, ts, SCHEDULED_LOCALE, "promotionalText", text))


def change_text(world: World) -> None:
    """Change the promotional text or the keywords; changes to the same text are sequential."""
    channel, locale = (
        world.random.choice(world.channels),
        world.random.choice([locale for locale in LOCALES if locale != SCHEDULED_LOCALE]),
    )
    command = world.random.choice(list(FIELDS))
    text = f"{command} number {len(world.texts)}"
    earlier = [text for text in world.texts if (text.locale, text.field) == (locale, FIELDS[command])]
    if all(world.replies(text.channel, text.ts) for text in earlier):
        ts = world.mention(channel, f"{command} {locale} {text}")
        world.texts.append(Text(channel, ts, locale, FIELDS[command], text))


def query(world: World) -> None:
    """Send a command that is answered in the thread."""
    world.mention(world.random.choice(world.channels), world.random.choice(QUERIES))


def review(world: World) -> None:
    """Add a bad or a good review."""
    rating = world.random.choice((1, 1, 2, 5))
    number = len(world.reviews)
    review_id = world.running_bot.apple.add_review(
        world.running_bot.app_id, rating, title=f"Opinion {number}.", body="It crashes on start."
    )
    world.reviews[review_id] = rating


def press(world: World) -> None:
    """One or two users press a button of an upload's message."""
    found = _buttons(world, lambda button: button.action_id in DECISIONS)
    if found:
        _press(world, *world.random.choice(found[-8:]))


def approve(world: World) -> None:
    """One or two users approve a drafted reply."""
    found = _buttons(world, lambda button: button.label == "Approve")
    if found:
        channel, message, button = world.random.choice(found[-8:])
        if _press(world, channel, message, button):
            world.approved.add(button.value.partition("|")[0])


def _buttons(world: World, matches: Callable[[Button], bool]) -> list[tuple[Channel, Message, Button]]:
    return [
        (channel, message, button)
        for channel in world.channels
        for message in world.bot_messages(channel, RECENT_MESSAGES)
        for button in message.buttons
        if matches(button)
    ]


def _press(world: World, channel: Channel, message: Message, button: Button) -> bool:
    """Press the button; return True if Slack delivered at least one press to the bot."""
    users = world.random.sample(world.people, world.random.choice((1, 2)))

    def click(person: Person) -> bool:
        with suppress(LookupError):
            return person.clicks(channel, message, button.action_id, button.value).status == 200
        return False

    with ThreadPoolExecutor(2) as threads:
        return any(list(threads.map(click, users)))


# The actions and their weights.
ACTIONS: dict[Callable[[World], None], int] = {
    upload: 6,
    upload_zip: 1,
    upload_by_modal: 2,
    schedule_text: 2,
    change_text: 3,
    query: 3,
    review: 3,
    press: 4,
    approve: 3,
}
