"""Routes for the names and descriptions of products: those of a version, and the older ones of the product itself."""

from __future__ import annotations

from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, bad_attribute, wrong_state
from sandbox.appstore.locales import LOCALES
from sandbox.appstore.product_families import PURCHASES, SUBSCRIPTIONS, WRITABLE, Family, text_state
from sandbox.appstore.product_versions import as_older, newest, require_versions
from sandbox.appstore.query import Query
from sandbox.appstore.store import Row, Store

NAME_LEAST, NAME_MOST, DESCRIPTION_MOST = 2, 35, 55
_FIELDS = {
    "name": Field(required=True, label="Display Name", shortest=NAME_LEAST, longest=NAME_MOST),
    "locale": Field(required=True, fixed=True, choices=LOCALES),
    "description": Field(label="Description", longest=DESCRIPTION_MOST),
}
_CHANGES = {name: field for name, field in _FIELDS.items() if not field.fixed}


def _require_writable(version: Row) -> None:
    if version["state"] not in WRITABLE:
        detail = f"The localizations cannot be changed while the version is {version['state']}"
        raise RefusedError(wrong_state(detail))


def _require_new(version: Row, locale: str) -> None:
    if any(text["locale"] == locale for text in version.to_many["localizations"]):
        detail = f"Entity with locale: {locale} already exists. Try updating."
        raise RefusedError(bad_attribute("locale", detail, code="INVALID.DUPLICATE"))


def _require_older_writable(store: Store, version: Row, text: Row | None) -> None:
    """Checks a write to the older resource: without versions, each text has a state of its own."""
    if store.settings.product_versions:
        _require_writable(version)
    elif (version["state"] if text is None else text_state(text)) in {"WAITING_FOR_REVIEW", "IN_REVIEW"}:
        raise RefusedError(wrong_state("The localization cannot be changed while it waits for review"))


def _versioned(family: Family) -> tuple[Endpoint, ...]:
    path = f"/v2/{family.text}"

    def create(store: Store, call: ApiCall) -> Answer:
        require_versions(store, path.lstrip("/"))
        version = store.related(family.version, call.wanted.links["version"], "version")
        _require_writable(version)
        _require_new(version, call.wanted.attributes["locale"])
        row = store.add(family.text, dict(call.wanted.attributes), version=version)
        store.changed("product.text")
        return created(call.write.single(row))

    def single(store: Store, call: ApiCall) -> Answer:
        require_versions(store, f"{path}/{call.id}".lstrip("/"))
        return found(call.write.single(store.find(family.text, call.id)))

    def update(store: Store, call: ApiCall) -> Answer:
        require_versions(store, f"{path}/{call.id}".lstrip("/"))
        row = store.find(family.text, call.id)
        _require_writable(row.parent("version"))
        row.attributes |= call.wanted.attributes
        store.changed("product.text")
        return found(call.write.single(row))

    def delete(store: Store, call: ApiCall) -> Answer:
        require_versions(store, f"{path}/{call.id}".lstrip("/"))
        row = store.find(family.text, call.id)
        version = row.parent("version")
        _require_writable(version)
        if version.to_many["localizations"] == [row]:
            raise RefusedError(wrong_state("The last localization cannot be deleted"))
        store.remove(row)
        store.changed("product.text")
        return done()

    return (
        Endpoint("POST", path, create, body=Body(family.text, _FIELDS, {"version": family.version}), roles=EDITORS),
        Endpoint("GET", f"{path}/{{id}}", single, Query(family.text, include=("version",))),
        Endpoint("PATCH", f"{path}/{{id}}", update, body=Body(family.text, _CHANGES, creates=False), roles=EDITORS),
        Endpoint("DELETE", f"{path}/{{id}}", delete, roles=EDITORS),
    )


def _older(family: Family) -> tuple[Endpoint, ...]:
    path = f"/v1/{family.text}"

    def listed(store: Store, call: ApiCall) -> Answer:
        texts = newest(store.find(family.product, call.id)).to_many["localizations"]
        return found(call.write.page([as_older(store, text) for text in texts]))

    def create(store: Store, call: ApiCall) -> Answer:
        product = store.related(family.product, call.wanted.links[family.old_owner], family.old_owner)
        version = newest(product)
        _require_older_writable(store, version, None)
        _require_new(version, call.wanted.attributes["locale"])
        row = store.add(family.text, dict(call.wanted.attributes), version=version)
        _begin_again(store, row)
        return created(call.write.single(as_older(store, row)))

    def update(store: Store, call: ApiCall) -> Answer:
        row = store.find(family.text, call.id)
        _require_older_writable(store, row.parent("version"), row)
        row.attributes |= call.wanted.attributes
        _begin_again(store, row)
        return found(call.write.single(as_older(store, row)))

    links = {family.old_owner: family.product}
    return (
        Endpoint(
            "GET",
            f"{family.root}/{{id}}/{family.text}",
            listed,
            Query(family.old_text, include=(family.old_owner,), paged=True),
        ),
        Endpoint("POST", path, create, body=Body(family.text, _FIELDS, links), roles=EDITORS),
        Endpoint("PATCH", f"{path}/{{id}}", update, body=Body(family.text, _CHANGES, creates=False), roles=EDITORS),
    )


def _begin_again(store: Store, text: Row) -> None:
    """Makes a text that was changed one that has to be submitted, where products have no versions."""
    if not store.settings.product_versions:
        text.attributes["state"] = "PREPARE_FOR_SUBMISSION"
    store.changed("product.text")


ENDPOINTS = tuple(
    endpoint for family in (PURCHASES, SUBSCRIPTIONS) for endpoint in (*_versioned(family), *_older(family))
)
