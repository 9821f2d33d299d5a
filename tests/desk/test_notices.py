"""The notices as the desk shows them: whose, how many, and marking them as read."""

from claims.models import Comment, Notice, User
from claims.review import notices, workflow
from tests.desk.base import DeskTestCase
from tests.factories import NOW, make_claim


class NoticesTests(DeskTestCase):
    def tell(self, name="ana", **fields):
        claim = make_claim(**fields)
        notices.tell([self.cast[name].pk], "comment", claim, by=self.cast["rui"], text="Hm.")
        return Notice.objects.latest("id")

    def shown(self, **query):
        answer = self.client.get(self.url("notices"), query)
        self.assertEqual(answer.status_code, 200)
        return [notice.pk for notice in answer.context["notices"]]

    def test_says_that_there_are_none(self):
        self.as_("ana")
        self.assertContains(self.client.get(self.url("notices")), "You have read everything.")
        self.assertContains(self.client.get(self.url("notices") + "?show=all"), "Nothing yet.")

    def test_shows_ones_own_and_counts_them_on_every_page(self):
        mine, _ = self.tell("ana"), self.tell("rui")
        self.as_("ana")
        self.assertEqual(self.shown(), [mine.pk])
        home = self.client.get(self.url("home"))
        self.assertContains(home, '<span class="count unread">1<')
        self.assertContains(self.client.get(self.url("notices")), "by Rui")
        self.assertNotContains(self.as_("zoe").get(self.url("home")), "count unread")

    def test_counts_no_further_than_anybody_reads(self):
        claim = make_claim()
        for _ in range(100):
            notices.tell([self.cast["ana"].pk], "comment", claim, by=self.cast["rui"])
        self.assertContains(self.as_("ana").get(self.url("home")), "99+")

    def test_pages_without_repeating(self):
        made = [self.tell().pk for _ in range(35)]
        self.as_("ana")
        first = self.shown()
        second = self.shown(before=first[-1])
        self.assertEqual(first + second, made[::-1])
        for nonsense in ("x", "-1", "9" * 40, "²"):
            self.assertIn(self.shown(before=nonsense), (first, []))

    def test_following_one_reads_it(self):
        notice = self.tell()
        answer = self.as_("ana").get(self.url("notice", notice=notice.public_id))
        self.assertRedirects(answer, self.url("claim", ref=notice.claim.ref))
        self.assertEqual(self.shown(), [])
        self.assertEqual(self.shown(show="all"), [notice.pk])

    def test_looking_ahead_reads_nothing(self):
        notice = self.tell()
        self.as_("ana").head(self.url("notice", notice=notice.public_id))
        self.assertEqual(self.shown(), [notice.pk])

    def test_others_are_not_there(self):
        notice = self.tell("ana")
        address = self.url("notice", notice=notice.public_id)
        self.assertEqual(self.as_("rui").get(address).status_code, 404)
        self.client.post(self.url("read_notices"), {"notice": notice.public_id})
        self.client.post(self.url("read_notices"), {"newest": notice.pk})
        notice.refresh_from_db()
        self.assertIsNone(notice.read_at)

    def test_marks_one(self):
        one, other = self.tell(), self.tell()
        self.as_("ana").post(self.url("read_notices"), {"notice": one.public_id})
        self.assertEqual(self.shown(), [other.pk])
        self.client.post(self.url("read_notices"), {"notice": "nonsense"})
        self.assertEqual(self.shown(), [other.pk])

    def test_marks_all_but_those_that_came_since(self):
        self.tell()
        seen = self.tell()
        since = self.tell()
        self.as_("ana").post(self.url("read_notices"), {"newest": seen.pk})
        self.assertEqual(self.shown(), [since.pk])

    def test_reading_takes_a_post(self):
        self.assertEqual(self.as_("ana").get(self.url("read_notices")).status_code, 405)

    def test_asks_no_more_for_many(self):
        self.tell()
        self.as_("ana").get(self.url("notices"))
        with self.assertNumQueries(6):
            self.client.get(self.url("notices"))
        for _ in range(9):
            self.tell()
        with self.assertNumQueries(6):
            self.client.get(self.url("notices"))


class CauseTests(DeskTestCase):
    """What is done at the desk is told through the same functions."""

    def test_a_comment_is_told_to_the_holder(self):
        claim = workflow.take(make_claim(), by=self.cast["ana"], at=NOW)
        self.as_("rui").post(self.url("add_comment", ref=claim.ref), {"text": "Look again."})
        self.assertEqual(Comment.objects.count(), 1)
        notice = Notice.objects.get()
        self.assertEqual((notice.recipient.username, notice.text), ("ana", "Look again."))

    def test_assigning_is_told(self):
        claim = make_claim()
        self.as_("eda").post(
            self.url("act", ref=claim.ref, act="assign"), {"to": self.cast["ana"].pk}
        )
        self.assertEqual(Notice.objects.get().recipient, self.cast["ana"])


class PreferencesTests(DeskTestCase):
    def wants(self) -> bool:
        return User.objects.get(username="ana").wants_digest

    def test_are_ones_own_to_set(self):
        User.objects.filter(username="ana").update(email="ana@example.org")
        self.as_("ana").post(self.url("preferences"), {"wants_digest": "on"})
        self.assertTrue(self.wants())
        self.assertContains(self.client.get(self.url("preferences")), "ana@example.org")
        self.client.post(self.url("preferences"), {})
        self.assertFalse(self.wants())

    def test_mail_takes_an_address(self):
        answer = self.as_("ana").post(self.url("preferences"), {"wants_digest": "on"})
        self.assertContains(answer, "No mail address is known of you", status_code=400)
        self.assertFalse(self.wants())
