"""The published statistical neighbours of Bath and North East Somerset, by two models."""

from __future__ import annotations

from bcssp_lib.model.area import Neighbours

NEIGHBOURS = {
    "2021 model": (916, 873, 931, 865, 938, 850, 802, 803, 885, 878),
    "2025 model": (816, 358, 919, 356, 938, 314, 825, 931, 873, 916),
}


def neighbours_in(model, authorities):
    """The ten neighbours; one that is not listed among the authorities keeps its code as a name."""
    slugs = {code: each.slug for each in authorities for code in each.codes}
    codes = map(str, NEIGHBOURS[model])
    return Neighbours(
        model=model, authorities=tuple(slugs.get(code, f"authority-{code}") for code in codes)
    )
