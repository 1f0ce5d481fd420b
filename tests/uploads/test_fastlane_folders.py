"""A zip of fastlane's folder: what goes where, and what the reply says is not used."""

from __future__ import annotations

import pytest

from sandbox import pictures
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, press, send, watch
from tests.uploads.test_archives import PHONE, packed, picture

OLD_PHONE = (640, 1136)
TV = (1920, 1080)
IMESSAGE = "IMESSAGE_APP_IPHONE_40"


def names(env: Env, display_type: str, locale: str = "en-US", version: str = "") -> list[str]:
    return [screenshot.name for screenshot in env.apple.screenshots(version or env.version_id, locale, display_type)]


@pytest.mark.parametrize("folder", ["iMessage", "imessage", "screenshots/iMessage", "fastlane/screenshots/iMessage"])
def test_pictures_of_the_imessage_app_never_go_to_the_app_itself(env: Env, folder: str) -> None:
    ts = send(
        env,
        packed({f"{folder}/{locale}/1.png": picture(1, OLD_PHONE) for locale in ("en-US", "de-DE")}),
        f"{BOT} upload",
    )
    assert names(env, IMESSAGE) == names(env, IMESSAGE, "de-DE") == ["1.png"]
    assert names(env, "APP_IPHONE_40") == []
    assert wording.uploaded(2) in env.read(ts)


def test_the_imessage_folder_beside_the_languages_fills_its_own_sets(env: Env) -> None:
    zipped = packed(
        {"screenshots/en-US/1.png": picture(1, PHONE), "screenshots/iMessage/en-US/1.png": picture(1, PHONE)}
    )
    send(env, zipped, f"{BOT} upload")
    assert names(env, "APP_IPHONE_67") == names(env, "IMESSAGE_APP_IPHONE_67") == ["1.png"]


def test_an_imessage_size_that_its_app_does_not_take_is_refused_with_one_that_it_takes(env: Env) -> None:
    ts = send(env, packed({"iMessage/en-US/1.png": picture(1)}), f"{BOT} upload")
    assert "iMessage/en-US/1.png" in env.read(ts)
    assert "(iMessage iP" in env.read(ts)
    assert not env.writes()


@pytest.mark.parametrize("folder", ["appleTV", "APPLETV", "screenshots/appleTV"])
def test_apple_tv_pictures_go_to_the_tv_version(env: Env, folder: str) -> None:
    version = env.apple.add_version(env.app_id, "1.2.0", platform="TV_OS", locales=["en-US"])
    send(env, packed({f"{folder}/en-US/1.png": picture(1, (3840, 2160))}), f"{BOT} upload")
    assert names(env, "APP_APPLE_TV", version=version) == ["1.png"]


def test_apple_tv_beside_the_app_is_refused_by_name_while_both_have_a_version(env: Env) -> None:
    env.apple.add_version(env.app_id, "1.2.0", platform="TV_OS", locales=["en-US"])
    ts = send(env, packed({"s/en-US/1.png": picture(1), "s/appleTV/en-US/1.png": picture(2, TV)}), f"{BOT} upload")
    assert wording.FOR_SEVERAL_VERSIONS in env.read(ts)
    assert "appleTV/en-US/1.png" in env.read(ts)
    assert not env.writes()


def test_apple_tv_beside_the_app_is_refused_by_name_without_a_tv_version(env: Env) -> None:
    ts = send(env, packed({"s/en-US/1.png": picture(1), "s/appleTV/en-US/1.png": picture(2, TV)}), f"{BOT} upload")
    assert wording.TV_IS_OF_ANOTHER_PLATFORM in env.read(ts)
    assert not env.writes()


@pytest.mark.parametrize("around", ["", "fastlane/", "ios/fastlane/"])
def test_a_whole_fastlane_folder_is_uploaded_and_the_rest_is_named(env: Env, around: str) -> None:
    phone = pictures.png(1080, 1920, seed=9)
    files = {
        "screenshots/en-US/1.png": picture(1),
        "screenshots/de-DE/1.png": picture(2),
        "screenshots/background.jpg": picture(3, (100, 100)),
        "screenshots/screenshots.html": b"<html>",
        "metadata/en-US/description.txt": b"Tides",
        "metadata/app_icon.png": picture(4, (1024, 1024)),
        "metadata/android/en-US/images/phoneScreenshots/1.png": phone,
        "metadata/android/en-US/images/icon.png": picture(5, (512, 512)),
        "Fastfile": b"lane :x",
    }
    ts = send(env, packed({around + name: data for name, data in files.items()}), f"{BOT} upload")
    assert names(env, "APP_WATCH_SERIES_3") == names(env, "APP_WATCH_SERIES_3", "de-DE") == ["1.png"]
    reported = env.read(ts)
    assert wording.uploaded(2) in reported
    for name in ("metadata/android/", "metadata/app_icon.png", "screenshots/background.jpg"):
        assert around + name in reported
    assert wording.IS_FOR_GOOGLE_PLAY in reported
    assert wording.TEXTS_BY_IMPORT in reported


def test_a_zip_of_android_alone_is_refused_with_the_reason(env: Env) -> None:
    ts = send(env, packed({"android/en-US/images/icon.png": picture(1)}), f"{BOT} upload")
    assert wording.IS_FOR_GOOGLE_PLAY in env.read(ts)
    assert not env.writes()


def test_of_framed_pictures_the_others_are_named_before_anything_is_sent(env: Env) -> None:
    env.apple.fill_set(env.version_id, "en-US", "APP_WATCH_SERIES_3", [("old.png", picture(99))])
    ts = send(
        env,
        packed({f"en-US/{name}.png": picture(seed) for seed, name in enumerate(("1", "1_framed"))}),
        f"{BOT} upload",
    )
    assert wording.UNFRAMED in env.read(ts)
    assert not env.writes()
    press(env, ts, "Replace")
    assert names(env, "APP_WATCH_SERIES_3") == ["1_framed.png"]
    assert wording.UNFRAMED in env.read(ts)


def test_framed_pictures_attached_to_a_message_are_used_alone_too(env: Env) -> None:
    ts = send(env, (watch(1), ("1_framed.png", watch(2)[1])))
    assert names(env, "APP_WATCH_SERIES_3") == ["1_framed.png"]
    assert wording.UNFRAMED in env.read(ts)


def test_two_ipads_of_one_size_go_where_their_names_say(env: Env) -> None:
    zipped = packed(
        {
            f"en-US/iPad Pro (12.9-inch) ({generation} generation)-1.png": picture(seed, (2048, 2732))
            for seed, generation in enumerate(("2nd", "6th"))
        }
    )
    send(env, zipped, f"{BOT} upload")
    assert names(env, "APP_IPAD_PRO_129") == ["iPad Pro (12.9-inch) (2nd generation)-1.png"]
    assert names(env, "APP_IPAD_PRO_3GEN_129") == ["iPad Pro (12.9-inch) (6th generation)-1.png"]
