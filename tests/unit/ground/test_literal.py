import html

import jinja2
import mistune
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ground.literal import literal

MARKDOWN = mistune.create_markdown(escape=False, plugins=["url", "table", "strikethrough", "math"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{7*7}}", "&#123;&#123;7&#42;7&#125;&#125;"),
        ("{% raw %}", "&#123;% raw %&#125;"),
        ("<b>", "&#60;b&#62;"),
        ('"onerror="', "&#34;onerror=&#34;"),
        ("`${1}`", "&#96;&#36;&#123;1&#125;&#96;"),
        ("\\", "&#92;"),
        ("'t Hoogeland & omstreken", "&#39;t Hoogeland &#38; omstreken"),
        ("Súdwest", "Súdwest"),
        ("12,3% (1.234) – 2024", "12,3% (1.234) – 2024"),
        (12, "12"),
    ],
)
def test_what_has_a_meaning_is_written_as_a_number(text, expected):
    assert literal(text) == expected


@given(st.text() | st.text("{}%#`$\\<>&;'\"ab49*![]()|~_ \n"))
@settings(deadline=None)
def test_a_text_reads_as_it_was_and_runs_nowhere(text):
    escaped = literal(text)
    assert html.unescape(escaped) == " ".join(text.split())
    assert not set("{}`$\\<>\"'*_[]|\n") & set(escaped)
    assert jinja2.Template(escaped, keep_trailing_newline=True).render() == escaped


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://127.0.0.1:9/beacon)",
        "[klik](javascript:alert(1))",
        "\n\n# kop\n\n- <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>",
        "<http://127.0.0.1:9/> http://127.0.0.1:9/",
        "a | b\n--|--\n1 | 2",
        "\n\n    code\n\n```\nx\n```\n",
        "[x]: http://127.0.0.1:9/\n\n[x]",
    ],
)
def test_a_paragraph_with_it_means_nothing_to_markdown(text):
    page = f"<p>{literal(text)}</p>"
    assert MARKDOWN(page).strip() == page
