"""Maps for print and for the web, with classes that compared maps share."""

from analysis.topics.maps.cards import (
    PER_KERN,
    every_kernkaart,
    gemeentekaart,
    kern_classes,
    kernkaart,
    locator,
    small_multiples,
)

__all__ = [
    "PER_KERN",
    "every_kernkaart",
    "gemeentekaart",
    "kern_classes",
    "kernkaart",
    "locator",
    "small_multiples",
]
