"""Maps for print and for the web, with classes that compared maps share."""

from analysis.topics.maps.choropleth import PER_KERN, every_kernkaart, gemeentekaart, kern_classes, kernkaart
from analysis.topics.maps.classes import Classes, shared_classes
from analysis.topics.maps.locator import locator
from analysis.topics.maps.multiples import small_multiples

__all__ = [
    "PER_KERN",
    "Classes",
    "every_kernkaart",
    "gemeentekaart",
    "kern_classes",
    "kernkaart",
    "locator",
    "shared_classes",
    "small_multiples",
]
