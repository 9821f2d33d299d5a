"""The figures as the desk shows them: charts that say what they show, numbers, and files."""

import csv
from html.parser import HTMLParser
from io import StringIO

from django.urls import reverse
from django.utils import timezone

from claims.desk.charts import chart_of
from claims.review.figures import FIGURES, Column, Figure
from tests.desk.base import DeskTestCase
from tests.factories import NOW, make_claim, make_topic


class Page(HTMLParser):
    """What of a page matters here: its charts, and whether styles or scripts stand in it."""

    def __init__(self, text: str):
        super().__init__()
        self.charts: list[dict] = []
        self.ids: set[str] = set()
        self.styled: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "svg" and given.get("role") == "img":
            self.charts.append(given)
        if "style" in given or tag == "style" or (tag == "script" and "src" not in given):
            self.styled.append(tag)


class FiguresTests(DeskTestCase):
    def shown(self, **query):
        return self.client.get(self.url("figures"), query)

    def test_shows_every_figure_with_a_chart_that_has_a_name(self):
        self.published(text="It rained.").claim.topics.add(make_topic(name="Rain"))
        answer = self.as_("zoe").get(self.url("figures"), {"since": "2025-01"})
        page = Page(answer.content.decode())
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(len(answer.context["figures"]), len(FIGURES))
        self.assertGreaterEqual(len(page.charts), 4)
        for chart in page.charts:
            self.assertLessEqual(set(chart["aria-labelledby"].split()), page.ids)
        self.assertEqual(page.styled, [])

    def test_says_when_there_is_nothing_to_count(self):
        self.as_("zoe")
        self.assertContains(self.shown(), "Nothing to count in these months.", count=len(FIGURES))

    def test_names_the_month_that_is_wrong(self):
        self.as_("zoe")
        for query, sentence in (
            ({"since": "May"}, "Write the month like 2026-11."),
            ({"since": "2999-01"}, "is to come"),
            ({"since": "1990-01"}, "at most 120 months"),
            ({"topic": "lost"}, "Select a valid choice"),
        ):
            answer = self.shown(**query)
            self.assertContains(answer, sentence, status_code=400)
            file = self.client.get(self.url("figure_file", name="status"), query)
            self.assertEqual(file.status_code, 400, query)

    def test_keeps_what_was_asked_for_in_the_links(self):
        make_topic(slug="rain")
        answer = self.as_("zoe").get(self.url("figures"), {"topic": "rain", "since": "2026-01"})
        self.assertIn("since=2026-01", answer.context["query"])
        self.assertIn("topic=rain", answer.context["query"])

    def test_is_for_colleagues(self):
        answer = self.client.get(self.url("figures"))
        self.assertRedirects(
            answer,
            f"{reverse('account_login')}?next={self.url('figures')}",
            fetch_redirect_response=False,
        )


class FileTests(DeskTestCase):
    def rows(self, name: str, **query) -> list[list[str]]:
        answer = self.as_("zoe").get(self.url("figure_file", name=name), query)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer["Content-Type"], "text/csv; charset=utf-8")
        return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))

    def test_holds_the_numbers_of_the_page(self):
        make_claim()
        month = f"{timezone.localdate():%Y-%m}"
        heading, row = self.rows("status", since=month)
        self.assertEqual(heading[:3], ["Month", "New", "Researching"])
        self.assertEqual(row, [month, "1", "0", "0", "0", "0", "0"])

    def test_leaves_empty_what_was_not_measured(self):
        month = f"{timezone.localdate():%Y-%m}"
        self.assertEqual(self.rows("days", since=month)[1], [month, "", "", "", ""])

    def test_holds_no_formulas(self):
        topic = make_topic(name='=HYPERLINK("https://evil.example")')
        self.published().claim.topics.add(topic)
        _, row = self.rows("topics", since=f"{NOW:%Y-%m}")
        self.assertEqual(row[0], f"'{topic.name}")

    def test_is_named_after_what_it_holds(self):
        answer = self.as_("zoe").get(
            self.url("figure_file", name="status"), {"since": "2026-01", "until": "2026-03"}
        )
        self.assertIn('"status-2026-01-2026-03.csv"', answer["Content-Disposition"])

    def test_knows_no_other_figure(self):
        answer = self.as_("zoe").get(self.url("figure_file", name="lost"))
        self.assertEqual(answer.status_code, 404)


class ChartTests(DeskTestCase):
    def figure(self, shape: str, rows, columns=("A", "B")) -> Figure:
        made = [Column(label, tone) for tone, label in enumerate(columns, start=1)]
        return Figure("name", "Title", "Says.", "Row", made, rows, shape)

    def test_heights_are_as_the_numbers(self):
        chart = chart_of(self.figure("stacked", [("2026-01", [10.0, 30.0]), ("2026-02", [0, 0])]))
        one, other = chart.marks
        self.assertAlmostEqual(other.height / one.height, 3, places=2)
        self.assertAlmostEqual(one.y, other.y + other.height, places=1)
        self.assertEqual(other.says, "2026-01, B: 30")
        self.assertEqual([label.text for label in chart.beside], ["0", "10", "20", "30", "40"])

    def test_bars_fit_and_tell_their_sum(self):
        rows = [("Party " + "long" * 20, [3.0, 1.0]), ("Other", [1.0, 0.0])]
        chart = chart_of(self.figure("groups", rows))
        self.assertLessEqual(max(mark.x + mark.width for mark in chart.marks), chart.right)
        self.assertEqual([label.text for label in chart.below], ["4", "1"])
        self.assertTrue(chart.beside[0].text.endswith("…"))

    def test_a_median_lies_in_its_box(self):
        columns = ("Lower", "Median", "Upper", "Count")
        rows = [("2026-01", [1.0, 2.0, 4.0, 9.0]), ("2026-02", [None] * 4)]
        box, median = chart_of(self.figure("spread", rows, columns)).marks
        self.assertGreater(median.y, box.y)
        self.assertLess(median.y, box.y + box.height)

    def test_nothing_is_no_chart(self):
        self.assertIsNone(chart_of(self.figure("stacked", [("2026-01", [0.0, None])])))
        self.assertIsNone(chart_of(self.figure("groups", [])))
