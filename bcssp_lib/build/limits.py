"""What a section's run may take: time, memory and output."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from bcssp_lib.data.catalogue import Settings

MEGABYTE = 1 << 20
MEMORY_VARIABLE = "BCSSP_SECTION_MEGABYTES"


@dataclass(frozen=True)
class Limits:
    """The limits of params/settings.yaml; each message of one that was hit names it."""

    cell_seconds: int
    section_megabytes: int
    output_megabytes: int
    outputs: int

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value <= 0:
                raise ValueError(f"{name} is {value}, and must be above 0")


def limits_of(settings: Settings) -> Limits:
    """The limits that the settings set."""
    return Limits(
        settings.cell_seconds,
        settings.section_megabytes,
        settings.output_megabytes,
        settings.outputs,
    )


def where_set(name: str) -> str:
    """Where the user can change a limit."""
    return f"the limit is {name} in params/settings.yaml"


def out_of_memory(limits: Limits) -> str:
    """What is said of a section that has used up its memory."""
    most = f"{limits.section_megabytes:,} MB"
    return f"it needed more than {most} of memory ({where_set('section_megabytes')})"
