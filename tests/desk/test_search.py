"""The search of the desk."""

from claims.search.rebuild import learn_words
from tests.desk.base import DeskTestCase
from tests.factories import make_appearance, make_claim


class SearchTests(DeskTestCase):
    def search(self, q, **more):
        response = self.as_("zoe").get(self.url("search"), {"q": q, **more})
        self.assertEqual(response.status_code, 200)
        return response

    def test_shows_what_was_found_marked_and_escaped(self):
        claim = make_claim(text="Tanks <script>crossed</script> the river.")
        page = self.search("tank")
        self.assertContains(
            page, "<mark>Tanks</mark> &lt;script&gt;crossed&lt;/script&gt; the river."
        )
        self.assertContains(page, claim.ref)

    def test_facets_narrow_and_widen_again(self):
        make_appearance(make_claim(text="Tanks here.", language="uk"))
        make_claim(text="Tanks there.")
        self.assertContains(self.search("tanks"), 'href="?q=tanks+lang%3Auk"')
        narrowed = self.search("tanks lang:uk")
        self.assertContains(narrowed, 'href="?q=tanks" aria-current="true"')
        self.assertContains(narrowed, "1 claim.")

    def test_says_what_may_have_been_meant_and_what_was_not_read(self):
        make_claim(text="Tanks crossed the river.")
        learn_words()
        self.assertContains(self.search("tnaks"), "Did you mean")
        self.assertContains(self.search("status:foo"), "There is no status “foo”")
        self.assertContains(self.search("xqzvw"), "No claim fits")

    def test_a_queue_is_searched_in_the_same_language(self):
        claim = make_claim(text="Tanks crossed the river.")
        make_claim(text="Wheat is sold.")
        client = self.as_("zoe")
        page = client.get(self.url("queue", name="all"), {"q": "tank crossing after:soon"})
        self.assertEqual(list(page.context["claims"]), [claim])
        self.assertContains(page, "“soon” is no date")

    def test_begins_with_what_can_be_typed(self):
        page = self.as_("zoe").get(self.url("search"))
        self.assertContains(page, "What you can type")

    def test_pages_and_sorts(self):
        for number in range(27):
            make_claim(text=f"Tanks number {number}.")
        page = self.search("tanks", order="newest")
        self.assertContains(page, 'rel="next"')
        following = self.client.get(self.url("search") + page.context["next"])
        self.assertEqual(len(following.context["found"].hits), 2)
