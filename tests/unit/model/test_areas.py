import pytest
from pydantic import ValidationError

from analysis.model.areas import Area, gemeente_of, level_of


@pytest.mark.parametrize(
    ("code", "level", "gemeente"),
    [
        ("BU01480101", "buurt", "GM0148"),
        ("WK014801", "wijk", "GM0148"),
        ("GM0148", "gemeente", "GM0148"),
        ("KERN-GM0148-dalfsen", "kern", "GM0148"),
        ("KERNGEBIED-GM0148-dalfsen", "kern", "GM0148"),
        ("WOONKERN-GM0148-ankum-kern", "kern", "GM0148"),
        ("KLASSE-0-20", "klasse", ""),
        ("RG-ZWOLLE", "regio", ""),
        ("GG1009", "regio", ""),
        ("PV23", "provincie", ""),
        ("NL00", "land", ""),
    ],
)
def test_a_code_says_its_own_level_and_gemeente(code, level, gemeente):
    assert (level_of(code), gemeente_of(code)) == (level, gemeente)


@pytest.mark.parametrize(
    ("gebied", "niveau", "hoort_bij"),
    [
        ("BU01480101", "wijk", "GM0148"),
        ("BU01480101", "buurt", "GM0177"),
        ("KERN-GM0148-dalfsen", "kern", ""),
        ("GM0148", "regio", ""),
        ("NL00", "gemeente", ""),
    ],
)
def test_a_row_cannot_contradict_its_code(gebied, niveau, hoort_bij):
    with pytest.raises(ValidationError, match="F437"):
        Area(gebied=gebied, naam="x", niveau=niveau, hoort_bij=hoort_bij)
