"""What tests of nominations share: the form, the posts in the channel, and presses of their buttons."""

from __future__ import annotations

from sandbox.appstore import StoredNomination
from sandbox.slack.people import Person
from sandbox.slack.snapshots import View
from tests.releases.submitting import posted
from tests.support.env import Env

NAME = "Tides of the world"
FORM = {"Name": NAME, "Description": "All coasts", "Publish date": "2035-03-01"}
KIND = "nominations"


def stored(env: Env) -> list[StoredNomination]:
    """The nominations of the app at Apple."""
    return env.apple.nominations(env.app_id)


def open_form(env: Env, line: str = "/asc nominate") -> View:
    """Open Eddie's form, and fill it."""
    env.eddie.types(line, env.release)
    env.work()
    return env.slack.wait_for_view(env.eddie)


def send_form(env: Env, **values: object) -> str:
    """Send Eddie's form with these values, and return what is posted in the channel."""
    assert not env.eddie.submits({name.replace("_", " "): value for name, value in values.items()}).errors
    env.work()
    return posted(env)


def nominate(env: Env, **more: object) -> str:
    """Fill in Eddie's form, and return what is posted in the channel."""
    open_form(env)
    return send_form(env, **FORM, **more)


def press(env: Env, person: Person, label: str = "Submit") -> str:
    """Press a button of the newest report; returns what is posted in the channel."""
    found = next(each for each in reversed(env.slack.messages(env.release)) if each.buttons)
    person.clicks(env.release, found, label)
    env.slack.settled()
    env.work()
    return posted(env)


def posts(env: Env) -> int:
    """How many nominations were created."""
    return env.writes().count(f"POST /v1/{KIND}")
