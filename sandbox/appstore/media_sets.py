"""Sets of files on a page, one for each type: of screenshots by display type, of previews by preview type."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sandbox.appstore import custom_page_states, experiments_states
from sandbox.appstore.bodies import Body, Field, Linkage
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, bad_relationship, required_relationship, wrong_state
from sandbox.appstore.query import Query
from sandbox.appstore.states import EDITABLE
from sandbox.appstore.store import Row, Store

# What can have sets: localizations of a version, of a version of a custom page, and of a treatment of an experiment.
PARENTS = {
    "appStoreVersionLocalization": "appStoreVersionLocalizations",
    "appCustomProductPageLocalization": "appCustomProductPageLocalizations",
    "appStoreVersionExperimentTreatmentLocalization": experiments_states.LOCALIZATIONS,
}


def localization(media_set: Row) -> Row:
    """Returns what a set belongs to."""
    return next(row for name in PARENTS if (row := media_set.to_one[name]) is not None)


@dataclass(frozen=True, slots=True)
class MediaSets:
    """The sets of one kind: the type of their resources, of their `members`, and the `attribute` that is unique.

    `title` is what Apple calls a set in its errors, `noun` what is in it.
    """

    kind: str
    members: str
    attribute: str
    types: frozenset[str]
    title: str
    noun: str

    def require_editable(self, media_set: Row, *also: str) -> None:
        """Refuses (409) changes to a set whose version is not editable, nor in one of the states in `also`."""
        self._require(localization(media_set), f"Updating a {self.title.lower()}", *also)

    def _require(self, locale: Row, action: str, *also: str) -> None:
        if locale.kind.type == "appCustomProductPageLocalizations":
            custom_page_states.require_editable(locale.parent("appCustomProductPageVersion"), action)
        elif locale.kind.type == experiments_states.LOCALIZATIONS:
            treatment = locale.parent("appStoreVersionExperimentTreatment")
            experiments_states.require_editable(treatment.parent("appStoreVersionExperimentV2"))
        elif locale.parent("appStoreVersion")["appVersionState"] not in EDITABLE.union(also):
            raise RefusedError(wrong_state(f"{self.noun} cannot be edited at this time"))

    def add(self, store: Store, locale: Row, type_: str) -> Row:
        """Adds an empty set."""
        name = next(name for name, kind in PARENTS.items() if kind == locale.kind.type)
        row = store.add(self.kind, {self.attribute: type_}, row_id=None, **{name: locale})
        store.changed("set.added")
        return row

    def remove(self, store: Store, row: Row) -> None:
        """Deletes a set; for a while, Apple refuses another one in its place."""
        key = localization(row).id, row[self.attribute]
        store.lingering[key] = store.now + store.settings.set_deletion_lag
        store.remove(row)
        store.changed("set.removed")

    def of(self, locale: Row, type_: str) -> Row | None:
        """Returns the set of a type, if the localization has one."""
        return next((row for row in locale.to_many[self.kind] if row[self.attribute] == type_), None)

    def _list(self, store: Store, call: ApiCall, kind: str) -> Answer:
        rows = store.find(kind, call.id).to_many[self.kind]
        if not store.settings.ignores_display_type_filter:
            rows = [row for row in rows if call.params.matches(self.attribute, row[self.attribute])]
        document = call.write.page(rows)
        if store.settings.omits_set_relationships:
            for resource in document["data"]:
                resource.pop("relationships", None)
        return found(document)

    def _get(self, store: Store, call: ApiCall) -> Answer:
        return found(call.write.single(store.find(self.kind, call.id)))

    def _create(self, store: Store, call: ApiCall) -> Answer:
        if len(call.wanted.links) != 1:
            raise RefusedError(required_relationship("appStoreVersionLocalization"))
        ((name, parent_id),) = call.wanted.links.items()
        locale, type_ = store.related(PARENTS[name], parent_id, name), call.wanted.attributes[self.attribute]
        self._require(locale, f"Creating a {self.title.lower()}")
        exists = self.of(locale, type_) is not None
        if exists or store.now < store.lingering.get((locale.id, type_), 0.0):
            raise RefusedError(wrong_state(f"{self.title} Already Exists!"))
        return created(call.write.single(self.add(store, locale, type_)))

    def _delete(self, store: Store, call: ApiCall) -> Answer:
        row = store.find(self.kind, call.id)
        self.require_editable(row)
        self.remove(store, row)
        return done()

    def _content(self, store: Store, call: ApiCall) -> Answer:
        return found(call.write.page(store.find(self.kind, call.id).to_many[self.members]))

    def _order(self, store: Store, call: ApiCall) -> Answer:
        return found(call.write.identifiers(store.find(self.kind, call.id).to_many[self.members]))

    def _reorder(self, store: Store, call: ApiCall) -> Answer:
        row = store.find(self.kind, call.id)
        self.require_editable(row)
        present = {member.id: member for member in row.to_many[self.members]}
        if sorted(call.wanted.ids) != sorted(present):
            raise RefusedError(bad_relationship(self.members, "The list must name everything in the set once"))
        row.to_many[self.members][:] = [present[member_id] for member_id in call.wanted.ids]
        store.changed("set.ordered")
        return done()

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Returns the routes of the sets and their order."""
        path, include = f"/v1/{self.kind}/{{id}}", (*PARENTS, self.members)
        listed = Query(self.kind, filters={self.attribute: self.types}, include=include, paged=True)
        attributes = {self.attribute: Field(required=True, choices=self.types)}
        order = f"{path}/relationships/{self.members}"
        return (
            *(
                Endpoint("GET", f"/v1/{kind}/{{id}}/{self.kind}", partial(self._list, kind=kind), listed)
                for kind in PARENTS.values()
            ),
            Endpoint("GET", path, self._get, Query(self.kind, include=include)),
            Endpoint(
                "POST",
                f"/v1/{self.kind}",
                self._create,
                body=Body(self.kind, attributes, optional=PARENTS),
                roles=EDITORS,
            ),
            Endpoint("DELETE", path, self._delete, roles=EDITORS),
            Endpoint(
                "GET",
                f"{path}/{self.members}",
                self._content,
                Query(self.members, include=(self.kind.removesuffix("s"),), paged=True),
            ),
            Endpoint("GET", order, self._order, Query(self.members, paged=True, bare=True)),
            Endpoint("PATCH", order, self._reorder, body=Linkage(self.members), roles=EDITORS),
        )
