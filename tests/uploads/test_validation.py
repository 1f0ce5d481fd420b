"""Every refusal names the thing, the reason and the next step; and where one is made nothing changes at Apple."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from sandbox import pictures
from sandbox.slack.faults import Fault as SlackFault
from sandbox.slack.files import Access, External
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, UPLOAD, WATCH, Sent, bomb, held, press, send, watch

pytestmark = pytest.mark.timeout(120)

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1"
GIF = b"GIF89a\1\0\1\0\0\0\0;"


@dataclass(frozen=True)
class Refusal:
    """What is sent, with which words, after what has happened, and what the answer must say."""

    says: tuple[str, ...]
    files: Sent = (watch(1),)
    text: str = UPLOAD
    before: Callable[[Env], object] = bool


def waiting_for_review(env: Env) -> None:
    env.apple.set_version_state(env.version_id, "WAITING_FOR_REVIEW")


def another_app(env: Env) -> None:
    env.apple.add_app("com.example.wave", "Wave")


def without_scope(env: Env) -> None:
    env.slack.scopes.discard("files:read")


def with_redirect(env: Env) -> None:
    without_scope(env)
    env.slack.switches.login_redirects = True


def nine_already(env: Env) -> None:
    env.apple.fill_set(env.version_id, "en-US", WATCH, tuple(watch(number) for number in range(21, 30)))


def two_alike(env: Env) -> None:
    for platform in ("TV_OS", "VISION_OS"):
        env.apple.add_version(env.app_id, "1.2.0", platform=platform, locales=["en-US"])


def a_mac_version(env: Env) -> None:
    env.apple.add_version(env.app_id, "1.2.0", platform="MAC_OS", locales=["en-US"])


REFUSALS = {
    "an eleventh file": Refusal(
        ("en-US · Apple Watch Series 3 would get 11 screenshots", "at most 10", "Remove 1"),
        tuple(watch(number) for number in range(1, 12)),
    ),
    "a wrong size": Refusal(
        ("a.png is 1290 × 2796 pixels", "Apple Watch Series 3 takes 312 × 390", 'for iPhone 6.9" (APP_IPHONE_67)'),
        (("a.png", pictures.png(1290, 2796, seed=1)),),
    ),
    "a size of nothing": Refusal(
        ("a.png is 1180 × 2556 pixels", "not a screenshot size", 'The nearest is 1179 × 2556 (iPhone 6.3")'),
        (("a.png", pictures.png(1180, 2556, seed=1)),),
        f"{BOT} upload en-US",
    ),
    "a size of another platform": Refusal(
        ("a.png is 3840 × 2160 pixels", "Apple TV", "this platform"),
        (("a.png", pictures.png(3840, 2160, seed=1)),),
        f"{BOT} upload en-US",
    ),
    "a text named .png": Refusal(("a.png is a text file", "attach the picture itself"), (("a.png", b"hello"),)),
    "an empty file": Refusal(("a.png is empty", "attach it again"), (("a.png", b""),)),
    "a truncated PNG": Refusal(("a.png is damaged or incomplete",), (("a.png", watch(1)[1][:300]),)),
    "a decompression bomb": Refusal(("a.png claims 50000 × 50000 pixels", "not opened"), (("a.png", bomb()),)),
    "HEIC": Refusal(("a.heic is a HEIC photo", "export it as PNG or JPEG"), (("a.heic", HEIC),)),
    "HEIC named .png": Refusal(("a.png is a HEIC photo",), (("a.png", HEIC),)),
    "GIF": Refusal(("a.gif is a GIF file", "takes PNG and JPEG"), (("a.gif", GIF),)),
    "transparent pixels": Refusal(("1.png has transparent pixels (7,566", "background"), (watch(1, "transparent"),)),
    "the same picture twice": Refusal(
        ("b.png is the same picture as a.png", "Remove one"), (("a.png", watch(1)[1]), ("b.png", watch(1)[1]))
    ),
    "no editable version": Refusal(
        ("No version of Tide can be changed", "1.2.0 (iOS) Waiting for Review", "Create the next version"),
        before=waiting_for_review,
    ),
    "a version that is locked": Refusal(
        ("Version 1.2.0 of Tide cannot be changed", "remove it from review"),
        text=f"{UPLOAD} --version 1.2.0",
        before=waiting_for_review,
    ),
    "a version that does not exist": Refusal(
        ("Tide has no version 9.9", "It has 1.2.0. Nothing"), text=f"{UPLOAD} --version 9.9", before=a_mac_version
    ),
    "two platforms": Refusal(
        ("Which version of Tide?", "1.2.0 (tvOS)", "1.2.0 (visionOS)", "display type that only one of them has"),
        (("a.png", pictures.png(3840, 2160, seed=1)),),
        f"{BOT} upload en-US",
        two_alike,
    ),
    "a wrong size for any of two platforms": Refusal(
        ("a.png is 300 × 300 pixels", "not a screenshot size"),
        (("a.png", pictures.png(300, 300, seed=1)),),
        f"{BOT} upload en-US",
        a_mac_version,
    ),
    "pictures for two platforms": Refusal(
        ("more than one version of Tide", "1.2.0 (iOS): 1.png", "1.2.0 (macOS): a.png", "separately"),
        (watch(1), ("a.png", pictures.png(1280, 800, seed=1))),
        f"{BOT} upload en-US",
        a_mac_version,
    ),
    "a picture for neither of two platforms": Refusal(
        ("a.png is 1920 × 1080 pixels", "Apple TV", "this platform"),
        (watch(1), ("a.png", pictures.png(1920, 1080, seed=1))),
        f"{BOT} upload en-US",
        a_mac_version,
    ),
    "a picture with two faults": Refusal(
        ("a.png has transparent pixels", "a.png is 300 × 300 pixels; Apple Watch Series 3 takes 312 × 390"),
        (("a.png", pictures.png(300, 300, seed=1, alpha="transparent")),),
    ),
    "a wrong size for an unknown language": Refusal(
        ("a.png is 300 × 300 pixels", "not a screenshot size"),
        (("a.png", pictures.png(300, 300, seed=1)),),
        f"{BOT} upload",
    ),
    "an app called by its name": Refusal(
        ("no app Tide", "Did you mean com.example.tide?"), text=f"{UPLOAD} --app Tide"
    ),
    "an app without a version": Refusal(
        ("Wave has no version.", "Create the first one in App Store Connect"),
        text=f"{UPLOAD} --app com.example.wave",
        before=another_app,
    ),
    "an app that does not exist": Refusal(
        ("no app com.example.tidy", "Did you mean com.example.tide?"), text=f"{UPLOAD} --app com.example.tidy"
    ),
    "two apps": Refusal(("Which app?", "com.example.wave", "/asc use", "--app"), before=another_app),
    "a role that is too small": Refusal(
        ("role is too small", "Admin or App Manager", "Users and Access"),
        before=lambda env: env.apple.give_role(env.apple_key.key_id, "DEVELOPER"),
    ),
    "expired agreements": Refusal(
        ("agreement with Apple", "account holder accepts it", "Business", "then try again"),
        before=lambda env: setattr(env.apple, "agreements_missing", True),
    ),
    "a revoked key": Refusal(
        ("does not accept the key", "revoked", "python -m bot --check"),
        before=lambda env: env.apple.revoke_key(env.apple_key.key_id),
    ),
    "a missing scope": Refusal(("scope files:read", "OAuth & Permissions", "reinstall"), before=without_scope),
    "a missing scope, told by a redirect": Refusal(("scope files:read", "reinstall"), before=with_redirect),
    "a file that Slack hides": Refusal(
        ("is not visible to me in Slack", "Attach it here again"),
        before=lambda env: setattr(env.slack.switches, "file_access", Access.ACCESS_DENIED),
    ),
    "a file elsewhere": Refusal(
        ("plan.png is a link to another service", "Attach the file itself"),
        (External("plan.png", "https://drive.example/plan"),),
    ),
    "an unknown language": Refusal(
        ("a language or display type called en-UX", "Did you mean", "en-US", "Nothing was changed"),
        text=f"{BOT} upload en-UX {WATCH}",
    ),
    "an unknown display type": Refusal(
        ("a language or display type called APP_IPHONE_68", 'APP_IPHONE_67 (iPhone 6.9")'),
        text=f"{BOT} upload en-US APP_IPHONE_68",
    ),
    "two languages": Refusal(("de-DE is one too many",), text=f"{UPLOAD} de-DE"),
    "an unknown option": Refusal(
        ("upload has no option --dryrun", "Did you mean --dry-run?"), text=f"{UPLOAD} --dryrun"
    ),
    "an option of another command": Refusal(
        ("upload has no option --platform", "/asc help upload"), text=f"{UPLOAD} --platform TV_OS"
    ),
    "an option without its value": Refusal(("--version needs a value",), text=f"{UPLOAD} --version --dry-run"),
    "a contradiction": Refusal(("contradict each other",), text=f"{UPLOAD} --replace --append"),
    "more than there is room for": Refusal(
        ("holds 9 and you add 2", "1 would fit", "--replace"), (watch(1), watch(2)), f"{UPLOAD} --append", nine_already
    ),
    "no file": Refusal(("Which pictures?", "[ Open the form ]"), files=()),
}


MAC_SCREENS = [(2560, 1664), (2880, 1864), (3024, 1964), (3456, 2234), (5120, 2880), (1512, 982), (2304, 1440)]


@pytest.mark.parametrize(
    ("size", "words", "beside_ios"),
    [
        *((size, "en-US", True) for size in MAC_SCREENS),
        (MAC_SCREENS[0], "en-US mac", True),
        (MAC_SCREENS[0], "en-US", False),
        (MAC_SCREENS[0], "en-US mac", False),
    ],
)
def test_a_macs_own_screen_gets_the_sizes_of_a_mac(
    env: Env, size: tuple[int, int], words: str, *, beside_ios: bool
) -> None:
    if not beside_ios:
        env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    env.apple.add_version(env.app_id, "2.0", platform="MAC_OS", locales=["en-US"])
    ts = send(env, (("a.png", pictures.png(*size, seed=1)),), f"{BOT} upload {words}")
    reported = env.read(ts)
    assert all(accepted in reported for accepted in ("1280 × 800", "1440 × 900", "2560 × 1600", "2880 × 1800"))
    assert "Mac" in reported
    assert "iP" not in reported
    assert not env.writes()


@pytest.mark.parametrize(
    ("platform", "size", "takes"),
    [
        ("MAC_OS", (1920, 1080), "1440 × 900"),
        ("MAC_OS", (2732, 2048), "2560 × 1600"),
        ("TV_OS", (2560, 1440), "1920 × 1080"),
        ("TV_OS", (1280, 720), "1920 × 1080"),
        ("VISION_OS", (1920, 1080), "3840 × 2160"),
        ("IOS", (2560, 1664), 'iPad 11"'),
        ("IOS", (828, 1792), "iPhone"),
        ("IOS", (1080, 1920), "iPhone"),
        ("IOS", (1620, 2160), "iPad"),
        ("IOS", (324, 394), "Apple Watch"),
    ],
)
def test_a_wrong_size_gets_those_of_the_platform_in_preparation(
    env: Env, platform: str, size: tuple[int, int], takes: str
) -> None:
    if platform != "IOS":
        env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
        env.apple.add_version(env.app_id, "2.0", platform=platform, locales=["en-US"])
    ts = send(env, (("a.png", pictures.png(*size, seed=1)),), f"{BOT} upload en-US")
    assert takes in env.read(ts).partition("nearest")[2]
    assert not env.writes()


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_says_what_why_and_what_next_and_changes_nothing(env: Env, name: str) -> None:
    invocation = REFUSALS[name]
    invocation.before(env)
    filled = held(env)
    ts = send(env, invocation.files, invocation.text)
    reported, fallback = env.read(ts), env.replies(ts)[0].text.replace("`", "").replace("*", "")
    assert len(env.replies(ts)) == 1
    assert [part for part in invocation.says if part not in reported] == []
    assert "Traceback" not in reported
    assert invocation.says[0].split("(iOS)")[0].strip() in fallback.replace("&lt;", "<")
    assert held(env) == filled
    assert [call for call in env.apple.calls if call.method != "GET" and call.status < 400] == []


def test_several_faults_of_several_files_are_told_in_one_answer(env: Env) -> None:
    files = (
        watch(1),
        ("text.png", b"hello"),
        ("cut.png", watch(2)[1][:300]),
        ("wide.png", pictures.png(1290, 2796, seed=3)),
        watch(4, "transparent"),
        External("plan.png", "https://drive.example/plan"),
    )
    ts = send(env, files)
    reported = env.read(ts)
    assert wording.FIVE_PROBLEMS in reported
    for name in ("text.png", "cut.png", "wide.png", "4.png", "plan.png"):
        assert f"• {name} " in reported
        assert f"{name} " in env.replies(ts)[0].text
    assert wording.SEND_ALL_AGAIN in reported
    assert not env.writes()


def test_a_file_deleted_meanwhile_is_named(env: Env) -> None:
    ts = env.says(env.eddie, UPLOAD, (watch(1), watch(2)))
    env.slack.delete_file(env.slack.message(env.release, ts).files[0]["id"])
    env.work()
    assert wording.FIRST_DELETED_IN_SLACK in env.read(ts)
    assert not env.writes()


def test_a_file_of_slack_connect_is_looked_up_and_uploaded(env: Env) -> None:
    env.slack.switches.file_access = Access.CHECK_FILE_INFO
    send(env, (watch(1),))
    assert held(env) == ["1.png"]


def test_a_wholly_opaque_alpha_channel_is_flattened_and_the_answer_says_so(env: Env) -> None:
    ts = send(env, (watch(1, "opaque"), watch(2)))
    assert held(env) == ["1.png", "2.png"]
    assert wording.ALPHA_REMOVED in env.read(ts)
    assert wording.REMOVED_FROM_FIRST in env.replies(ts)[0].text


NAMES = ("<!channel>.png", "*bold*.png", "🎉.png", "\u202egnp.eno.png", "x" * 296 + ".png", "no suffix")


def test_names_of_files_are_data_in_every_card(env: Env) -> None:
    good = tuple((name, watch(number)[1]) for number, name in enumerate(NAMES))
    ts = send(env, tuple((name, pictures.png(312, 391, seed=1)) for name, _ in good))
    message = env.replies(ts)[0]
    assert "<!channel>" not in message.text
    assert "\u202e" not in str(message.blocks)
    assert all(name in env.read(ts) for name in ("<!channel>.png", "*bold*.png", "🎉.png", "no suffix"))
    ts = send(env, good, f"{UPLOAD} --dry-run")
    assert wording.CHANNEL_FILE_WOULD_BE_SENT in env.read(ts)
    send(env, good)
    assert sorted(held(env)) == sorted([*NAMES[:5], "no suffix.png"])
    assert "<!channel>" not in env.replies(send(env, (), f"{BOT} screenshots"))[0].text


def test_a_channel_that_lost_the_bot_is_answered_in_private(env: Env) -> None:
    env.says(env.eddie, UPLOAD, (watch(1),))
    env.slack.scopes.discard("chat:write.public")
    env.slack.leave(env.release, env.slack.bot)
    env.work()
    assert wording.NOT_IN_CHANNEL in env.slack.messages(env.eddie.dm)[-1].text
    assert not env.writes()


def test_a_wish_that_failed_outside_is_offered_again_and_then_succeeds(env: Env) -> None:
    env.apple.agreements_missing = True
    ts = send(env, (watch(1),))
    env.apple.agreements_missing = False
    press(env, ts, "Retry")
    assert held(env) == ["1.png"]
    assert set(env.slack.reactions(env.release, ts)) == {"white_check_mark"}


def test_slacks_file_host_being_away_is_told_with_a_way_to_try_again(env: Env) -> None:
    env.slack.faults.add(SlackFault("files-pri", "http_500", times=4))
    ts = send(env, (watch(1),))
    assert wording.FILE_HOST_IS_SILENT in env.read(ts)
    press(env, ts, "Retry")
    assert held(env) == ["1.png"]


def test_something_that_nobody_foresaw_gives_a_reference_and_no_traceback(env: Env) -> None:
    env.kit.redis.set("asc:processing", "no number")
    ts = send(env, (watch(1),))
    assert wording.BOT_FAULT in env.read(ts)
    assert "reference" in env.read(ts)
    assert "Retry" in env.read(ts)
    assert env.kit.redis.hlen("asc:owed") == 0
