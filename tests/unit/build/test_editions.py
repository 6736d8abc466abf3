"""What `--only` names of the plans that are made."""

from types import SimpleNamespace

import pytest

from analysis.build.editions import parts_meant
from analysis.ground.errors import InputError


def plan(*tasks):
    return SimpleNamespace(tasks=[SimpleNamespace(id=one, notebook=one.split("-")[0]) for one in tasks])


PLANS = [plan("01_kernkaarten", "02_wijkprofiel-gm0148", "02_wijkprofiel-noord", "03_mantelzorg-inwoners")]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (["release", "annex"], {"release", "annex"}),
        (["02_wijkprofiel"], {"02_wijkprofiel-gm0148", "02_wijkprofiel-noord"}),
        (["02_wijkprofiel-noord"], {"02_wijkprofiel-noord"}),
        # Who gave it a parameter renamed the run, not the notebook.
        (["03_mantelzorg"], {"03_mantelzorg-inwoners"}),
        ([], set()),
    ],
)
def test_a_notebook_stands_for_all_its_runs(only, expected):
    assert parts_meant(only, PLANS) == expected


def test_what_is_in_no_plan_is_refused_all_at_once_with_what_is_near():
    with pytest.raises(InputError) as caught:
        parts_meant(["02_wijkprofil", "xyz"], PLANS)
    assert len(caught.value.problems) == 2
    assert 'Bedoelt u "02_wijkprofiel"?' in str(caught.value)
    assert str(caught.value).count("een van: ") == 1  # it was: the whole list at each
