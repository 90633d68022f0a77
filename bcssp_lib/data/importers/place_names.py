"""Places, and the names by which data/ knows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bcssp_lib.model.area import Authority
from bcssp_lib.model.characters import make_slug


@dataclass(frozen=True)
class Place:
    """Where a row is: ``key`` is its code, or the slug of one of the project's own areas.

    ``code`` has all codes that are known of it.
    """

    key: str
    kind: str
    name: str
    region: str = ""
    code: str = ""
    own: bool = False


def name_places(
    places: Iterable[tuple[Place, str]], held: Sequence[Authority]
) -> dict[str, Authority]:
    """Each place by its key, as data/national/authorities.csv lists it.

    ``places`` come with their latest period. A place that is listed keeps its slug; a name that
    passed from one authority to another (Dorset) is the latest one's alone.
    """
    by_code = {code: each for each in held for code in each.codes}
    by_slug = {each.slug: each for each in held}
    named: dict[str, Authority] = {}
    taken = {each.slug for each in held if each.codes}
    for place, _ in sorted(places, key=lambda pair: (pair[1], pair[0].key), reverse=True):
        if place.key in named:
            continue
        slug = place.key if place.own else make_slug(place.name)
        listed = next((by_code[code] for code in place.code.split() if code in by_code), None)
        if listed is not None and not place.own:
            codes = " ".join(dict.fromkeys([*listed.codes, *place.code.split()]))
            named[place.key] = listed.model_copy(update={"code": codes})
            continue
        before = by_slug.get(slug)
        if slug in taken and not place.own:
            slug = f"{slug}-{place.key.lower()}"
        elif before is not None and before.kind != place.kind:
            slug = f"{slug}-{place.kind}"
        taken.add(slug)
        named[place.key] = Authority.model_validate(
            {
                "slug": slug,
                "kind": place.kind,
                "name": place.name,
                "region": place.region,
                "code": place.code,
            }
        )  # fmt: skip
    return named
