"""Sample data for the demo: a workspace with six users, and an account with two apps and their history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

from sandbox import pictures
from sandbox.appstore import AppStoreConnect
from sandbox.sample_events import plan_regatta
from sandbox.sample_reviews import OF_KETTLE, OF_TIDE, SampleReview
from sandbox.slack import Channel, Person, Slack
from sandbox.submittable import CONTACT, complete_app

LOCALES = ("en-US", "de-DE", "fr-FR", "ja", "pt-BR", "ar-SA")
IPHONE = ("APP_IPHONE_67", 1290, 2796)
IPAD = ("APP_IPAD_PRO_3GEN_129", 2064, 2752)
OLDER_IPHONE = ("APP_IPHONE_65", 1242, 2688)
_SUPPORT = "https://tide.example.com/help"
OTHER_WORKSPACE = "T0GLOBEX001"

_PROMOTIONAL = {
    "en-US": "Now with tide curves for 8,000 harbours, on your wrist & in your pocket.",
    "de-DE": "Jetzt mit Gezeitenkurven für 8.000 Häfen.",
    "fr-FR": "8 000 ports, leurs marées et leurs coefficients.",
    "ja": "8,000の港の潮汐を、ポケットの中に。",
    "pt-BR": "As marés de 8.000 portos no seu bolso.",
    "ar-SA": "جداول المد والجزر لثمانية آلاف ميناء.",
}
_KEYWORDS = {
    "en-US": "tide,tides,surf,sailing,fishing,harbour,moon",
    "de-DE": "gezeiten,ebbe,flut,watt,segeln,angeln",
    "fr-FR": "marées,coefficient,pêche,voile,port,lune",
    "ja": "潮汐,釣り,満潮,干潮,海",
    "pt-BR": "marés,surfe,pesca,vela,porto,lua",
    "ar-SA": "مد,جزر,بحر,صيد,إبحار",
}
_DESCRIPTION = {
    "en-US": "Every tide, everywhere.\n\n• 8,000 harbours\n• Works without a signal",
    "de-DE": "Ebbe und Flut für jeden Hafen.\n\n• 8.000 Häfen\n• Ganz ohne Netz",
    "fr-FR": "Toutes les marées, partout.\n\n• 8 000 ports\n• Sans réseau",
    "ja": "世界中の潮汐を、いつでも。\n\n• 8,000の港\n• オフライン対応",
    "pt-BR": "Todas as marés, em todo lugar.\n\n• 8.000 portos\n• Funciona sem sinal",
    "ar-SA": "كل مد وجزر في كل مكان.\n\n• ثمانية آلاف ميناء\n• يعمل دون اتصال",
}


@dataclass(frozen=True)
class Cast:
    """The users in the workspace."""

    olive: Person
    eddie: Person
    ada: Person
    vera: Person
    gus: Person
    wendy: Person

    def with_roles(self) -> tuple[tuple[Person, str], ...]:
        """Returns all users, each with a short description of their role."""
        return (
            (self.olive, "owner"),
            (self.eddie, "editor"),
            (self.ada, "approver"),
            (self.vera, "viewer"),
            (self.gus, "guest"),
            (self.wendy, "other workspace"),
        )


@dataclass(frozen=True)
class World:
    """The sample data: users, channels, and the ids of apps and versions."""

    cast: Cast
    release: Channel
    support: Channel
    random: Channel
    tide: str
    kettle: str
    tide_next: str
    ci: Person


def plant(slack: Slack, apple: AppStoreConnect) -> World:
    """Fills both stand-ins; they need not be served yet."""
    cast = Cast(
        olive=slack.person("Olive", owner=True, tz="Europe/Berlin"),
        eddie=slack.person("Eddie"),
        ada=slack.person("Ada", tz="America/New_York"),
        vera=slack.person("Vera"),
        gus=slack.person("Gus", guest="single"),
        wendy=slack.person("Wendy of Globex", team=OTHER_WORKSPACE),
    )
    team = [cast.olive, cast.eddie, cast.ada, cast.vera]
    release = slack.channel("release", members=[*team, cast.gus, cast.wendy])
    support = slack.channel("support", members=team)
    random = slack.channel("random", members=team, bot=False)
    ci = slack.app("App Store CI", token="xoxb-ci-of-the-demo")  # noqa: S106 - made up
    slack.join(release, ci)
    tide, tide_next = _tide(apple)
    kettle = _kettle(apple)
    for app in (tide, kettle):
        apple.add_sample_sales(app, days=45)
        apple.request_analytics(app)
    return World(cast, release, support, random, tide, kettle, tide_next, ci)


def run_ci(world: World, run: int) -> str:
    """Has CI send two screenshots, as `ci/upload.py` does; returns a sentence for the page."""
    line = world.ci.says(world.release, f"Screenshots from CI, run demo-{run}")
    names = [f"en-US/{number}.png" for number in (1, 2)]
    with BytesIO() as archive:
        with ZipFile(archive, "w") as target:
            for number, name in enumerate(names):
                target.writestr(name, pictures.png(1290, 2796, seed=100 * run + number))
        sent = archive.getvalue()
    text = f"<@BOT> upload --key demo-{run}"
    world.ci.says(world.release, text, files=[("screenshots.zip", sent)], thread=line)
    return "CI has sent two screenshots to #release. Without a role it gets no answer."


def _tide(apple: AppStoreConnect) -> tuple[str, str]:
    app = apple.add_app("com.example.tide", "Tide")
    live = apple.add_version(app, "1.1.0", state="READY_FOR_DISTRIBUTION", locales=LOCALES)
    for locale in LOCALES:
        texts = {"description": _DESCRIPTION[locale], "keywords": _KEYWORDS[locale], "supportUrl": _SUPPORT}
        apple.set_text(live, locale, promotionalText=_PROMOTIONAL[locale], **texts)
        apple.set_name(app, locale, name="Tide", privacyPolicyUrl="https://tide.example.com/privacy")
    apple.set_review_detail(live, **CONTACT)
    for price, code in (("4.99", "USA"), ("5.49", "DEU"), ("830.0", "JPN")):
        apple.set_price(app, price, code)
    complete_app(apple, app)
    _fill(apple, live, "en-US", IPAD, seeds=range(40, 43))
    _fill(apple, live, "de-DE", IPHONE, seeds=range(50, 54))
    _fill(apple, live, "ja", IPHONE, seeds=range(60, 62))
    upcoming = apple.add_version(app, "1.2.0")
    apple.set_text(upcoming, "en-US", whatsNew="Dark mode, and the widget no longer forgets your harbour.")
    apple.set_build(live, apple.add_build(app, "1.1.0", "38", uploaded=datetime.now(UTC) - timedelta(days=60)))
    apple.add_build(app, "1.2.0", "40", uploaded=datetime.now(UTC) - timedelta(days=92))
    apple.add_build(app, "1.2.0", "42", encryption=None, uploaded=datetime.now(UTC) - timedelta(days=1))
    apple.add_build(app, "1.2.0", "43", state="PROCESSING", encryption=None)
    apple.add_declaration(app)
    _review(apple, app, OF_TIDE)
    _products(apple, app)
    _pages(apple, app)
    _experiment(apple, app)
    plan_regatta(apple, app)
    return app, upcoming


def _pages(apple: AppStoreConnect, app: str) -> None:
    texts = {"en-US": "The swell before you pack the board.", "de-DE": "Die Dünung, bevor du das Brett packst."}
    surfing = apple.add_custom_page(app, "Surfing 🏄", texts, state="APPROVED")
    apple.set_deep_link(surfing, "tide://surf")
    apple.set_page_keywords(surfing, "en-US", ["surf", "tides"])
    display_type, width, height = IPHONE
    picture = pictures.png(width, height, seed=90, text="en-US surf")
    apple.fill_page_set(surfing, "en-US", display_type, [("1.png", picture)])
    sailing = apple.add_custom_page(app, "Sailing", {"en-US": "Tides and currents for your passage."})
    apple.set_page(sailing, visible=False)


def _experiment(apple: AppStoreConnect, app: str) -> None:
    experiment = apple.add_experiment(app, "Dark sea", 30, treatments="AB", locales=LOCALES)
    display_type, width, height = IPHONE
    for number, name in enumerate("AB"):
        picture = pictures.png(width, height, seed=95 + number, text=f"en-US sea {name}")
        apple.fill_treatment_set(experiment, name, "en-US", display_type, [("1.png", picture)])
    apple.set_experiment_state(experiment, "APPROVED")


def _products(apple: AppStoreConnect, app: str) -> None:
    texts = {"en-US": ("Tide Pro", "Every harbour, for good"), "de-DE": ("Tide Pro", "Alle Häfen, für immer")}
    apple.set_product_price(apple.add_purchase(app, "com.example.tide.pro", "Pro", texts=texts), "19.99")
    charts = apple.add_purchase(app, "com.example.tide.charts", "Sea charts", state="READY_TO_SUBMIT", screenshot=False)
    apple.set_product_price(charts, "9.99")
    for product_id, name, period, price in (
        ("com.example.tide.yearly", "Club, yearly", "ONE_YEAR", "29.99"),
        ("com.example.tide.monthly", "Club, monthly", "ONE_MONTH", "3.49"),
    ):
        club = apple.add_subscription(app, product_id, name, "Tide Club", period=period)
        for code, amount in (("USA", price), ("DEU", price)):
            apple.set_product_price(club, amount, code)


def _kettle(apple: AppStoreConnect) -> str:
    app = apple.add_app("com.example.kettle", "Kettle & Co")
    version = apple.add_version(app, "3.0", state="READY_FOR_DISTRIBUTION", locales=("en-US", "de-DE"))
    apple.set_text(version, "en-US", promotionalText="Tea at the right degree.", keywords="tea,timer,oolong")
    apple.set_text(version, "de-DE", promotionalText="Tee auf das Grad genau.", keywords="tee,wecker,sencha")
    apple.set_phased_release(version, day=3)
    complete_app(apple, app)
    apple.set_build(version, apple.add_build(app, "3.0", "112", uploaded=datetime.now(UTC) - timedelta(days=5)))
    _fill(apple, version, "en-US", OLDER_IPHONE, seeds=range(70, 73))
    _review(apple, app, OF_KETTLE)
    return app


def _fill(
    apple: AppStoreConnect, version: str, locale: str, device: tuple[str, int, int], *, seeds: Iterable[int]
) -> None:
    display_type, width, height = device
    files = [
        (f"{number}.png", pictures.png(width, height, seed=seed, text=f"{locale} {number}"))
        for number, seed in enumerate(seeds, 1)
    ]
    apple.fill_set(version, locale, display_type, files)


def _review(apple: AppStoreConnect, app: str, reviews: Iterable[SampleReview]) -> None:
    now = datetime.now(UTC)
    for review in sorted(reviews, key=lambda review: -review.hours):
        write(apple, app, review, now - timedelta(hours=review.hours))


def write(apple: AppStoreConnect, app: str, review: SampleReview, moment: datetime | None = None) -> str:
    """Adds a review, by default with the current time; returns its id."""
    review_id = apple.add_review(
        app,
        review.rating,
        title=review.title,
        body=review.body,
        nickname=review.nickname,
        territory=review.territory,
        created=moment,
    )
    if review.answer:
        apple.set_reply(review_id, review.answer)
    return review_id
