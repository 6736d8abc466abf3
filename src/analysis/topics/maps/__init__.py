"""Maps for print and for the web, with classes that compared maps share."""

from analysis.topics.maps.cards import PER_KERN as PER_KERN
from analysis.topics.maps.cards import every_kernkaart as every_kernkaart
from analysis.topics.maps.cards import gemeentekaart as gemeentekaart
from analysis.topics.maps.cards import kern_classes as kern_classes
from analysis.topics.maps.cards import kernkaart as kernkaart
from analysis.topics.maps.cards import locator as locator
from analysis.topics.maps.cards import small_multiples as small_multiples
