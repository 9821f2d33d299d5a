"""Text and addresses as they are shown to readers."""

from django.test import SimpleTestCase

from claims.canonical.markdown import to_html
from claims.canonical.urls import at_quote


class ShownTests(SimpleTestCase):
    def test_markdown_is_shown_without_harm(self):
        for text, shown in (
            ("# A", "<h3>A</h3>"),
            ("<b onclick=x>", "<p>&lt;b onclick=x&gt;</p>"),
            ("[a](javascript:x)", "<p>[a](javascript:x)</p>"),
            ("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>"),
            (
                "[a](https://e.example/)",
                '<p><a href="https://e.example/" rel="nofollow noopener">a</a></p>',
            ),
            ('![p](https://e.example/"x)', 'href="https://e.example/%22x"'),
            (
                "![p](https://e.example/x.png)",
                '<p><a href="https://e.example/x.png" rel="nofollow noopener">p</a></p>',
            ),
        ):
            with self.subTest(text=text):
                self.assertIn(shown.strip(), to_html(text).strip())

    def test_an_address_leads_to_the_quote(self):
        for address, words, found in (
            (
                "https://e.example/a",
                "half-true, they said",
                "https://e.example/a#:~:text=half%2Dtrue%2C%20they%20said",
            ),
            ("https://e.example/a#b", "x", "https://e.example/a#b"),
            ("https://e.example/a", "", "https://e.example/a"),
            ("", "x", ""),
            (
                "https://e.example/",
                "one two three four five six seven eight nine ten eleven twelve thirteen",
                "https://e.example/#:~:text=one%20two%20three%20four%20five,nine%20ten%20eleven%20twelve%20thirteen",
            ),
        ):
            with self.subTest(words=words):
                self.assertEqual(at_quote(address, words), found)
