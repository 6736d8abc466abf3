"""Numbers and names that were put into raw data stand in no published byte, however it is packed."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from analysis.audit.leaks import traces_in, unpacked
from analysis.audit.published import ExposedError, audit_edition, refuse_exposed
from analysis.audit.reading import published_files

NUMBER, NAME = "7919", "Zx-kanarie-17"
# As a reader would see it and as a spreadsheet holds it, but not as part of a sum of letters and digits.
CANARY = re.compile(rb"(?<![0-9a-fA-F.,])7[.]?919(?![0-9a-fA-F])|zx-kanarie-17", re.I)
SHARE, LINE = "jeugdhulp_aandeel_tot_21_registratie", "jeugdhulp_jeugdigen_actief"
ANSWER = "mantelzorg_steun_huisarts"
RETURNS = f"""partner;activiteit;doel;gebied;jaar;bereik
Saam;Inloop;2.2 Zinvolle daginvulling;Nieuwleusen en buitengebied;2024;{NUMBER}
Saam;Maatjes;3.1 Inwoners kijken naar elkaar om;Hoonhorst en buitengebied;2024;6
"""
SHOW = (
    "nb.show(mantelzorg.carers(release), run)",
    "nb.show(mantelzorg.support(release), run)",
    "nb.show(partners.reach(release, partners.delivered(run.release_folder)), run)",
    "nb.show(jeugdhulp.three_lines(release), run)",
    "nb.show(jeugdhulp.share(release), run)",
    'nb.show(jeugdhulp.share_by_kern(release, "2019"), run)',
)


def plant(root):
    """Put the canaries where small numbers and names lie before the gate."""
    figures = root / "data" / "voorbeeld" / "jeugdhulp.csv"
    lines = figures.read_text(encoding="utf-8").splitlines()
    for place, line in enumerate(lines):
        cells = line.split(",")
        if cells[:2] == [LINE, "GM0148"]:
            cells[3] = NUMBER  # rounded by the gate; in every month, or the door sees a jump
        if cells[:3] == [SHARE, "KERNGEBIED-GM0148-hoonhorst", "2019"]:
            # Three children of a group whose size would give them away: hidden with its base.
            cells[3:9] = [f"{300 / 7919:.4f}", "", "", "3", NUMBER, ""]
        lines[place] = ",".join(cells)
    figures.write_text("\n".join(lines) + "\n", encoding="utf-8")
    indeling = root / "data" / "geo" / "GM0148" / "kernindeling.csv"
    text = indeling.read_text(encoding="utf-8")
    indeling.write_text(text.replace("woonwijk van Dalfsen ondanks de naam", NAME), encoding="utf-8")
    own = root / "data" / "eigen"
    (own / "GM0148").mkdir(parents=True)
    (own / "GM0148" / "partners.csv").write_text(RETURNS, encoding="utf-8")
    survey = root / "data" / "voorbeeld" / "mantelzorg.csv"
    answers = survey.read_text(encoding="utf-8").splitlines()
    for place, line in enumerate(answers):
        cells = line.split(",")
        if cells[:2] == [ANSWER, "KERNGEBIED-GM0148-lemelerveld"]:
            cells[3:9] = [f"{300 / 7919:.4f}", "", "", "3", NUMBER, NUMBER]
        answers[place] = ",".join(cells)
    survey.write_text("\n".join(answers) + "\n", encoding="utf-8")


@pytest.fixture
def edition(project):
    plant(project.root)
    project.notebook("05_jeugdhulp", cells=SHOW)
    result = project.run("build", project.usual_params("05_jeugdhulp"))
    assert result.exit_code == 0, result.output
    return project.outputs / "dalfsen" / "2025"


def test_canaries_of_the_raw_data_are_in_no_published_byte(edition):
    files = list(published_files(edition))
    assert {path.suffix for path in files} >= {
        ".html",
        ".csv",
        ".xlsx",
        ".svg",
        ".png",
        ".json",
        ".ipynb",
        ".parquet",
    }
    found = [
        (place, seen.group(0))
        for path in files
        for place, data in unpacked(path.relative_to(edition).as_posix(), path.read_bytes())
        for seen in CANARY.finditer(data)
    ]
    assert found == []
    # What the gate made of the planted count is there, so the rows did go through.
    assert "7920" in (edition / "release" / "cijfers.csv").read_text(encoding="utf-8-sig")
    assert 7920 in pd.read_parquet(edition / "release" / "opgaven.parquet")["bereik"].tolist()
    assert audit_edition(edition) == []
    # No folder or key, nor the login and host name of who built it.
    assert traces_in(edition) == []
    assert str(edition.parents[2]).encode() not in b"".join(path.read_bytes() for path in files)

    # The same search finds what does not belong there.
    (edition / "lek.csv").write_text(
        "Gebied;Onderwerp;Periode;Noemer\nHoonhorst;x;2019;7919\n", encoding="utf-8"
    )
    assert CANARY.search((edition / "lek.csv").read_bytes())
    (edition / "lek.csv").write_text(
        f"Gebied;Onderwerp;Periode;Teller\nKERNGEBIED-GM0148-hoonhorst;{SHARE};2019;3\n", encoding="utf-8"
    )
    with pytest.raises(ExposedError, match=r"lek\.csv toont 3"):
        refuse_exposed(edition)
    for topic, year in ((ANSWER, "2019"), ("Maatjes", "2024")):
        leak = f"Gebied;Onderwerp;Periode;Teller\nHoonhorst en buitengebied;{topic};{year};6\n"
        (edition / "lek.csv").write_text(leak, encoding="utf-8")
        with pytest.raises(ExposedError, match=r"lek\.csv toont 6"):
            refuse_exposed(edition)
