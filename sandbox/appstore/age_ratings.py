"""Routes for the answers from which Apple computes the age rating of an app."""

from __future__ import annotations

from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, found, of_one
from sandbox.appstore.errors import RefusedError, locked, required_attribute
from sandbox.appstore.query import Query
from sandbox.appstore.states import INFO_EDITABLE
from sandbox.appstore.store import Row, Store

KIND = "ageRatingDeclarations"

LEVELS = frozenset({"NONE", "INFREQUENT_OR_MILD", "FREQUENT_OR_INTENSE", "INFREQUENT", "FREQUENT"})
# How often each occurs in the app.
FREQUENCIES = (
    "alcoholTobaccoOrDrugUseOrReferences",
    "contests",
    "gamblingSimulated",
    "gunsOrOtherWeapons",
    "horrorOrFearThemes",
    "matureOrSuggestiveThemes",
    "medicalOrTreatmentInformation",
    "profanityOrCrudeHumor",
    "sexualContentGraphicAndNudity",
    "sexualContentOrNudity",
    "violenceCartoonOrFantasy",
    "violenceRealistic",
    "violenceRealisticProlongedGraphicOrSadistic",
)
# What the app has.
FEATURES = (
    "advertising",
    "ageAssurance",
    "gambling",
    "healthOrWellnessTopics",
    "lootBox",
    "messagingAndChat",
    "parentalControls",
    "unrestrictedWebAccess",
    "userGeneratedContent",
)
REQUIRED = (*FREQUENCIES, *FEATURES)
# Nothing harmful: the answers that seeds use.
HARMLESS = {**dict.fromkeys(FREQUENCIES, "NONE"), **dict.fromkeys(FEATURES, False)}

_OVERRIDES = frozenset({"NONE", "NINE_PLUS", "THIRTEEN_PLUS", "SIXTEEN_PLUS", "UNRATED"})
_FIELDS = {
    **{name: Field(choices=LEVELS) for name in FREQUENCIES},
    **{name: Field(bool) for name in (*FEATURES, "socialMedia", "socialMediaAgeRestricted")},
    "kidsAgeBand": Field(choices=frozenset({"FIVE_AND_UNDER", "SIX_TO_EIGHT", "NINE_TO_ELEVEN"})),
    "ageRatingOverride": Field(choices=_OVERRIDES | {"SEVENTEEN_PLUS"}),
    "ageRatingOverrideV2": Field(choices=_OVERRIDES | {"EIGHTEEN_PLUS"}),
    "koreaAgeRatingOverride": Field(choices=frozenset({"NONE", "FIFTEEN_PLUS", "NINETEEN_PLUS"})),
    "developerAgeRatingInfoUrl": Field(web_address=True),
}


def unanswered(declaration: Row) -> tuple[str, ...]:
    """Returns the required questions without an answer."""
    return tuple(name for name in REQUIRED if declaration[name] is None)


def _update(store: Store, call: ApiCall) -> Answer:
    row, wanted = store.find(KIND, call.id), call.wanted.attributes
    if row.parent("appInfo")["state"] not in INFO_EDITABLE:
        raise RefusedError(*(locked(name) for name in wanted))
    missing = [name for name in REQUIRED if wanted.get(name, row[name]) is None]
    if missing:
        raise RefusedError(*map(required_attribute, missing))
    row.attributes |= wanted
    store.changed("age.rating")
    return found(call.write.single(row))


ENDPOINTS = (
    of_one("appInfos", "ageRatingDeclaration", Query(KIND)),
    Endpoint(
        "PATCH",
        "/v1/ageRatingDeclarations/{id}",
        _update,
        body=Body(KIND, _FIELDS, creates=False),
        roles=EDITORS,
    ),
)
