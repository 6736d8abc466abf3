"""Maps for print and for the web, with classes that compared maps share."""

from analysis.maps.choropleth import gemeentekaart, kern_classes, kernkaart
from analysis.maps.classes import Classes, shared_classes

__all__ = ["Classes", "gemeentekaart", "kern_classes", "kernkaart", "shared_classes"]
