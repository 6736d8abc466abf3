import base64
import hashlib
import re
from pathlib import Path

import pytest
from jinja2 import DictLoader

from analysis.ground.page_templates import environment, policy

PAGE = (
    '{% set css %}b { color: red; }{% endset %}<meta content="{{ policy([css], [script]) }}">'
    "<style>{{ css }}</style><script>{{ script|safe }}</script>{{ name }}"
)


def test_all_that_is_not_named_is_refused():
    rules = dict(rule.split(" ", 1) for rule in policy(["b{}"]).split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["script-src"] == "'none'"
    assert (rules["img-src"], rules["font-src"]) == ("data:", "data:")
    assert "unsafe" not in policy(["b{}"], ["x"], beside=True)
    assert "http" not in policy(["b{}"], ["x"], beside=True)


def test_only_a_page_with_pictures_beside_it_may_show_those():
    assert "img-src data: 'self'" in policy([], beside=True)
    assert "'self'" not in policy([])


def test_a_script_is_named_by_its_hash_whatever_its_line_ends():
    named = base64.b64encode(hashlib.sha256(b"a\nb").digest()).decode()
    assert {policy([], [text]) for text in ("a\nb", "a\r\nb", "a\rb")} == {policy([], ["a\nb"])}
    assert f"script-src 'sha256-{named}'" in policy([], ["a\nb"])


def test_a_template_names_what_it_holds_and_not_what_data_brought():
    # Beside it: that of the annex itself is kept for all who write pages in this process.
    made = environment("analysis.annex").overlay(loader=DictLoader({"x": PAGE}))
    page = made.get_template("x").render(script="if (1 < 2) go()", name="<script>bad()</script>")
    named = re.findall(r"sha256-([\w+/=]+)", page.replace("&#39;", "'"))
    expected = [
        base64.b64encode(hashlib.sha256(text).digest()).decode()
        for text in (b"b { color: red; }", b"if (1 < 2) go()")
    ]
    assert named == expected
    assert "&lt;script&gt;bad" in page


TEMPLATES = sorted((Path(__file__).parents[3] / "src" / "analysis").glob("**/templates/*.html.j2"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_template_names_its_policy_first_and_all_that_it_puts_in(path):
    text = path.read_text(encoding="utf-8")
    head = text[text.index("<head>") : text.index("<title>")]
    assert head.startswith('<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"')
    named = re.search(r'content="\{\{ policy\((.*?)\) \}\}"', head)[1]
    for kind in ("style", "script"):
        for variable in re.findall(rf"<{kind}>\{{\{{ (\w+)(?:\|safe)? \}}\}}</{kind}>", text):
            assert variable in named or f"{variable}s" in named
        assert text.count(f"<{kind}") == len(
            re.findall(rf"<{kind}>\{{\{{ \w+(?:\|safe)? \}}\}}</{kind}>", text)
        )
    # What stands in an attribute is refused: it has no hash.
    assert not re.search(r"\s(?:style|on\w+)=", text)
