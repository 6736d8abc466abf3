"""The verkenner as a page that is mailed (F31): a sentence and a still picture, and nobody who is asked for widgets."""

from __future__ import annotations

import shutil

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from tests.unit.real_release import edition_folder

from analysis.explorer import lab
from analysis.explorer.page import ONLY_IN_LAB
from analysis.ground import paths
from analysis.ground.notebook_names import FOLDER_VARIABLE, RELEASE_VARIABLE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Run the verkenner as nbconvert and nbval do."""
    folder = tmp_path_factory.mktemp("stil")
    release = edition_folder() / "release"
    shutil.copy(paths.root() / lab.NOTEBOOK, folder)
    book = nbformat.read(folder / "verkenner.ipynb", as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(RELEASE_VARIABLE, str(release))
        patch.setenv(FOLDER_VARIABLE, str(folder / "figuren"))
        patch.setenv(paths.ROOT_VARIABLE, str(paths.root()))
        NotebookClient(book, timeout=120, kernel_name="python3").execute()
    return book


def test_the_page_shows_a_picture_and_says_where_the_rest_is(executed, look, tmp_path):
    text, _ = HTMLExporter().from_notebook_node(executed)
    path = tmp_path / "verkenner.html"
    path.write_text(text, encoding="utf-8")
    page = look(path)
    assert ONLY_IN_LAB in page.inner_text("body")
    images = page.locator(".verkenner img")
    assert images.count() == 2
    assert all(image.evaluate("one => one.naturalWidth") > 300 for image in images.all())
    assert page.locator(".verkenner table").count() == 1
    # nbconvert brings two libraries for any page that it makes; none of widgets, and nobody else is asked.
    assert {url.split("/")[2] for url in page.asked if url.startswith("http")} <= {"cdnjs.cloudflare.com"}
    assert "vnd.jupyter.widget-view+json" not in text.split("</head>")[1]


def test_no_widget_was_made_that_a_page_would_ask_for(executed):
    assert "widgets" not in executed.metadata
