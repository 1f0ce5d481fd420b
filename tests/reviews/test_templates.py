"""The template that suits a review best answers it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import redis

from appstore.reviews import REPLY_LIMIT
from cards.reviews.templates import built_in
from cards.wording.review_blocks import clean
from records.reviews import templates as review_templates
from records.reviews.templates import ANY, Template

ROOT = Path(__file__).parent.parent.parent
LANGUAGES = ("en", "zh-Hans", "zh-Hant", "ja", "de", "fr", "es", "pt", "it", "ko", "ru")


def _template(
    name: str, words: tuple[str, ...] = (), language: str = "en", stars: tuple[int, int] = (1, 5)
) -> Template:
    text = f"{name} {{nickname}} {{app}} {{rating}}"
    return Template(id=name, language=language, lowest=stars[0], highest=stars[1], words=words, text=text)


def test_a_template_about_a_word_comes_before_one_about_stars_alone() -> None:
    known = [_template("all"), _template("low", stars=(1, 2)), _template("crash", ("crash",))]
    ids = [template.id for template in review_templates.suitable(known, "en", 1, "It CRASHES a lot")]
    assert ids == ["crash", "low", "all"]
    assert [template.id for template in review_templates.suitable(known, "en", 4, "Nice")] == ["all"]


def test_a_language_without_a_template_is_answered_in_english() -> None:
    known = [_template("english"), _template("german", language="de"), _template("any", language=ANY)]
    assert [template.id for template in review_templates.suitable(known, "nl", 3, "")] == ["any", "english"]
    assert [template.id for template in review_templates.suitable(known, "de", 3, "")] == ["german", "any"]


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("crash", "it crashed again", True),
        ("login", "blogging", False),
        ("price", "PRICE?", True),
        ("abstürze", "nur ABSTÜRZE", True),
        ("contraseña", "la contrasena", True),
        ("闪退", "一直闪退", True),
        ("won't open", "it won’t open", True),
        ("crash", "cra\u200bsh", True),
        ("バグ", "ﾊﾞｸﾞだらけ", True),
        ("パス", "バスの時刻", False),
        ("схема МЕТРО", "Где Схема метро?", True),
        ("ναός", "ΝΑΟΣ", True),
        ("", "anything", False),
    ],
)
def test_a_word_is_found_however_it_is_written(word: str, text: str, found: bool) -> None:  # noqa: FBT001 - a fact
    assert review_templates.is_in(word, text) is found


@pytest.mark.parametrize(
    ("language", "review", "about"),
    [
        ("fr", "Je cherche mes photos sans les trouver", "unhappy"),
        ("fr", "Beaucoup trop chère pour ce que c'est", "the price"),
        ("es", "Le faltan características básicas", "unhappy"),
        ("es", "Es muy cara", "the price"),
        ("pt", "Cara, faltam características", "unhappy"),
        ("pt", "Muito caro", "the price"),
        ("ja", "期待が高いだけに残念", "unhappy"),
        ("ja", "値段が高い", "the price"),
    ],
)
def test_a_word_that_only_begins_like_a_topic_is_none(language: str, review: str, about: str) -> None:
    assert review_templates.suitable(built_in(), language, 1, review)[0].id == f"{language}.{about}"


def test_what_the_reviewer_is_called_cannot_break_a_reply() -> None:
    text = review_templates.fill(_template("Dear"), nickname="a\nb\u202e {app}\x00" + "x" * 90, app="Tide", rating=2)
    assert text.startswith("Dear a b")
    assert "\n" not in text
    assert "\u202e" not in text
    assert text.endswith("Tide 2")
    assert len(text) < 70


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hello {nickname}, thank you.", "Hello, thank you."),
        ("{nickname}, thank you.", "thank you."),
        ("Thank you, {app}\n{nickname}", "Thank you, Tide\n"),
    ],
)
def test_a_reviewer_without_a_name_leaves_no_gap(text: str, filled: str) -> None:
    template = Template(id="x", language="en", lowest=1, highest=5, words=(), text=text)
    assert review_templates.fill(template, nickname="", app="Tide", rating=2) == filled


def test_templates_are_kept_changed_and_removed(redis_client: redis.Redis) -> None:
    assert review_templates.of_team(redis_client) == ()
    assert review_templates.save(redis_client, _template("a"))
    assert review_templates.save(redis_client, _template("b"))
    assert review_templates.save(redis_client, _template("a", ("slow",)))
    assert [(template.id, template.words) for template in review_templates.of_team(redis_client)] == [
        ("a", ("slow",)),
        ("b", ()),
    ]
    review_templates.remove(redis_client, "a")
    review_templates.remove(redis_client, "a")
    assert [template.id for template in review_templates.of_team(redis_client)] == ["b"]
    for number in range(review_templates.MOST - 1):
        assert review_templates.save(redis_client, _template(str(number)))
    assert not review_templates.save(redis_client, _template("one too many"))


def test_every_language_brings_a_reply_for_every_number_of_stars() -> None:
    for language in LANGUAGES:
        for rating in range(1, 6):
            found = review_templates.suitable(built_in(), language, rating, "")
            assert found
            assert all(template.language == language for template in found)


def test_the_replies_that_are_brought_along_can_be_published_as_they_are() -> None:
    assert len(built_in()) == len({template.text for template in built_in()}) == 66
    for template in built_in():
        assert len(template.text) < REPLY_LIMIT / 5
        assert "\n" not in template.text
        assert review_templates.unknown_placeholders(template.text) == ()
        for word in template.words:
            assert template in review_templates.suitable(built_in(), template.language, template.lowest, f"… {word} …")


def test_the_data_file_of_built_in_replies_is_complete() -> None:
    data = tomllib.loads((ROOT / "cards" / "reviews" / "reply_texts.toml").read_text(encoding="utf-8"))
    assert set(data) == {"stars", "templates"}
    assert all(1 <= lowest <= highest <= 5 for lowest, highest in data["stars"].values())
    assert tuple(data["templates"]) == LANGUAGES
    for topics in data["templates"].values():
        assert list(topics) == list(data["stars"])
        for topic, template in topics.items():
            assert set(template) <= {"words", "text"}
            assert clean(template["text"]) == template["text"] != ""
            assert ("words" in template) == (data["stars"][topic] == [1, 3])
