"""What tests of experiments share: what a mention answers, calls to Apple, and what Apple has."""

from __future__ import annotations

from sandbox import pictures
from sandbox.appstore import StoredExperiment
from sandbox.slack.people import Person
from tests.support.env import Env

IPHONE = "APP_IPHONE_67"


def go_live(env: Env, platform: str = "IOS") -> str:
    """Put a version in English and German on the store; returns its id."""
    if platform == "IOS":
        env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
        return env.version_id
    return env.apple.add_version(env.app_id, "1.2.0", platform=platform, state="READY_FOR_DISTRIBUTION")


def asks(env: Env, line: str, person: Person | None = None) -> str:
    """What a person, by default Vera, who may only look, reads in the thread of a mention."""
    ts = env.says(person or env.vera, f"<@BOT> {line}")
    env.work()
    return env.read(ts)


def orders(env: Env, line: str) -> str:
    """The same for Eddie, who may do everything."""
    return asks(env, line, env.eddie)


def add(env: Env, name: str, traffic: int = 30, *, platform: str = "IOS", treatments: str = "AB") -> str:
    """Add an experiment whose treatments have screenshots; returns its id."""
    found = env.apple.add_experiment(env.app_id, name, traffic, platform=platform, treatments=treatments)
    for treatment in treatments:
        env.apple.fill_treatment_set(
            found, treatment, "en-US", IPHONE, [("1.png", pictures.png(1290, 2796, seed=ord(treatment)))]
        )
    return found


def only(env: Env) -> StoredExperiment:
    """The only experiment at Apple."""
    (found,) = env.apple.experiments(env.app_id)
    return found


def calls(env: Env) -> list[str]:
    """The calls to Apple about experiments and languages, without those that find the app."""
    return [f"{call.method} {call.path}" for call in env.apple.calls if "xperiment" in call.path]
