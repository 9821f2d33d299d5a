"""The whole story of a claim at the desk, told by three people and read by a stranger."""

import pytest

from claims.audit import verify_audit
from claims.models import Claim
from tests.browser.base import BrowserTestCase

CLAIM = "Xi Jinping arrived in Moscow on 8 May 2025."
SELECT = """(words) => {
  const text = document.querySelector("[data-captured]");
  const node = [...text.childNodes].find((one) => one.textContent.includes(words));
  const inner = node.nodeType === Node.TEXT_NODE ? node : node.firstChild;
  const start = inner.textContent.indexOf(words);
  document.getSelection().setBaseAndExtent(inner, start, inner, start + words.length);
}"""


class StoryTestCase(BrowserTestCase):
    """Ana, Rui and Eda each have a browser of their own, and so has a stranger."""

    def setUp(self):
        super().setUp()
        self.claim = Claim.objects.get(text=CLAIM)
        self.desk = f"/desk/claims/{self.claim.ref}/"
        self.stranger = self.page
        self.pages = {}

    def as_(self, name):
        """Return the page of somebody who is signed in at the desk."""
        if name not in self.pages:
            self.pages[name] = self.open_page()
            self.sign_in(name, self.pages[name], to="/desk/")
        return self.pages[name]

    def said(self, page, words):
        page.get_by_role("status").filter(has_text=words).first.wait_for()
        page.wait_for_load_state()

    def read_by_stranger(self):
        """Return status and body of what anybody reads of the claim over the API."""
        answer = self.stranger.request.get(f"/api/v1/claims/{self.claim.ref}/")
        return answer.status, answer.json()


@pytest.mark.docs
class StoryTests(StoryTestCase):
    def test_a_claim_is_judged_by_three_people_and_corrected(self):
        self.ana_takes_it()
        self.ana_adds_an_appearance()
        self.ana_adds_evidence()
        self.ana_drafts_and_submits()
        self.assertEqual(self.read_by_stranger()[0], 404)
        self.rui_requests_changes()
        self.ana_submits_again()
        self.rui_approves()
        self.assertEqual(self.read_by_stranger()[0], 404)
        self.eda_publishes()
        status, body = self.read_by_stranger()
        self.assertEqual((status, body["verdict"], body["status"]), (200, "true", "published"))
        self.assertIn("on a Thursday", body["assessment"]["explanation"])
        self.they_correct_it()
        status, body = self.read_by_stranger()
        self.assertIn("for four days", body["assessment"]["explanation"])
        corrections = self.stranger.request.get("/api/v1/corrections/").json()["results"]
        self.assertIn("We add how long.", [row["public_note"] for row in corrections])
        self.assertEqual(verify_audit().findings, [])

    def ana_takes_it(self):
        page = self.as_("ana")
        page.goto("/desk/queues/unassigned/")
        self.picture("queue", page)
        page.get_by_label("Search").fill("arrived in Moscow")
        page.wait_for_url("**q=arrived*")
        page.get_by_role("link", name=CLAIM).click()
        page.get_by_role("button", name="Take", exact=True).click()
        self.said(page, "Take:")

    def ana_adds_an_appearance(self):
        page = self.as_("ana")
        page.keyboard.press("a")
        page.get_by_role("searchbox", name="Title or address").fill("visit to Moscow")
        page.locator("#documents a", has_text="Report on Xi Jinping's visit").click()
        page.locator("[data-captured]").wait_for()
        page.evaluate(SELECT, "He arrives on a Thursday")
        who = page.get_by_role("combobox", name="Who", exact=True)
        who.press_sequentially("al jaz")
        page.get_by_role("option", name="Al Jazeera").first.wait_for()
        who.press("ArrowDown")
        who.press("Enter")
        self.assertEqual(who.input_value(), "Al Jazeera")
        page.get_by_label("What they do with the claim").select_option("reports")
        page.get_by_label("When it was said").fill("2025-05-08")
        self.picture("quoting", page)
        page.get_by_role("button", name="Keep appearance").click()
        page.locator("#beside", has_text="The appearance is kept.").wait_for()
        kept = self.claim.appearances.get(quote="He arrives on a Thursday")
        self.assertEqual((kept.actor.name, kept.prefix[-5:]), ("Al Jazeera", ".\n\n2."))
        page.locator("#appearances-part", has_text="He arrives on a Thursday").wait_for()

    def ana_adds_evidence(self):
        page = self.as_("ana")
        page.keyboard.press("v")
        page.locator("#documents a", has_text="Report on Xi Jinping's visit").click()
        page.locator("[data-captured]").wait_for()
        page.evaluate(SELECT, "Dated 8 May 2025")
        page.get_by_label("Stance").select_option("supports")
        page.get_by_label("Rationale").fill("It is dated, and tells of the arrival.")
        page.get_by_label("Credibility").select_option("2")
        page.get_by_role("combobox", name="Origin").fill("Al Jazeera's own reporting, 8 May 2025")
        page.get_by_label("Visibility").select_option("public")
        page.get_by_role("button", name="Keep evidence").click()
        page.locator("#evidence-part", has_text="1 document, 1 independent origin").wait_for()

    def ana_drafts_and_submits(self):
        page = self.as_("ana")
        page.get_by_role("button", name="Begin a draft").click()
        page.get_by_text("Missing before it can be submitted").wait_for()
        page.get_by_label("Rating").select_option(label="True")
        page.get_by_label("Confidence", exact=True).select_option("moderate")
        page.get_by_label("Explanation").fill("He came that day.")
        page.locator("[data-saved]").wait_for()
        page.locator(".missing", has_text="Cite at least one piece of evidence").wait_for()
        page.get_by_role("button", name="Cite Report on").click()
        page.locator("#draft-state .whole").wait_for()
        page.keyboard.press("1")
        page.locator("#beside mark", has_text="Dated 8 May 2025").wait_for()
        self.picture("workspace", page)
        self.submit(page)

    def submit(self, page):
        page.get_by_role("link", name="Submit").click()
        page.get_by_role("button", name="Submit").click()
        self.said(page, "Submit:")

    def rui_requests_changes(self):
        page = self.as_("rui")
        page.goto("/desk/queues/review/")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.get_by_role("link", name=CLAIM).click()
        page.wait_for_url("**/review/")
        page.keyboard.press("1")
        page.locator("#beside mark", has_text="Dated 8 May 2025").wait_for()
        page.keyboard.press("e")
        page.keyboard.type("Say which day of the week.")
        page.get_by_role("button", name="Request changes").click()
        self.said(page, "Request changes:")

    def ana_submits_again(self):
        page = self.as_("ana")
        page.goto(self.desk)
        page.get_by_text("Say which day of the week.").first.wait_for()
        page.get_by_label("Explanation").fill("He came that day, on a Thursday.")
        page.locator("[data-saved]").wait_for()
        self.submit(page)

    def rui_approves(self):
        page = self.as_("rui")
        page.goto(f"{self.desk}review/")
        added = page.locator("section:has(#changed) ins").inner_text()
        self.assertEqual(added.strip(), ", on a Thursday")
        self.picture("review", page)
        page.get_by_role("button", name="Approve").click()
        self.said(page, "Approve:")

    def eda_publishes(self):
        page = self.as_("eda")
        page.goto(self.desk)
        page.get_by_role("link", name="Publish", exact=True).click()
        page.get_by_role("button", name="Publish").click()
        self.said(page, "Publish:")

    def they_correct_it(self):
        ana, rui, eda = (self.as_(name) for name in ("ana", "rui", "eda"))
        ana.goto(self.desk)
        ana.get_by_role("link", name="Reopen").click()
        ana.get_by_role("button", name="Reopen").click()
        ana.get_by_role("button", name="Begin a draft").click()
        ana.get_by_label("Rating").select_option(label="True")
        ana.get_by_label("Confidence", exact=True).select_option("moderate")
        ana.get_by_label("Explanation").fill("He came on a Thursday, for four days.")
        ana.get_by_label("Public note").fill("We add how long.")
        ana.locator("[data-saved]").wait_for()
        ana.get_by_role("button", name="Cite Report on").click()
        ana.locator("#draft-state .whole").wait_for()
        self.submit(ana)
        _, body = self.read_by_stranger()
        self.assertEqual((body["verdict"], body["status"]), ("true", "rechecking"))
        rui.goto(f"{self.desk}review/")
        rui.get_by_text("Changed against what is published").wait_for()
        rui.get_by_role("button", name="Approve").click()
        self.said(rui, "Approve:")
        eda.goto(self.desk)
        eda.get_by_role("link", name="Publish as correction").click()
        eda.get_by_role("button", name="Publish as correction").click()
        self.said(eda, "Publish as correction:")


class NothingLostTests(StoryTestCase):
    def begin(self):
        page = self.as_("ana")
        page.goto(self.desk)
        page.get_by_role("button", name="Take", exact=True).click()
        page.get_by_role("button", name="Begin a draft").click()
        return page

    def test_two_people_who_write_see_both_texts(self):
        ana, rui = self.begin(), self.as_("rui")
        rui.goto(self.desk)
        rui.get_by_label("Explanation").fill("Rui's sentence.")
        rui.locator("[data-saved]").wait_for()
        ana.get_by_label("Explanation").fill("Ana's sentence.")
        ana.get_by_text("Somebody else wrote in this draft meanwhile.").wait_for()
        ana.get_by_role("button", name="Save draft").click()
        ana.get_by_role("heading", name="Two people wrote in this draft").wait_for()
        self.assertIn("Rui's sentence.", ana.content())
        self.assertEqual(ana.get_by_label("Explanation: yours").input_value(), "Ana's sentence.")
        self.assert_usable(ana)
        ana.get_by_role("button", name="Save as it stands").click()
        self.said(ana, "The draft is kept.")
        draft = self.claim.assessments.get()
        self.assertEqual(draft.explanation, "Ana's sentence.")

    def test_what_was_typed_outlives_the_session(self):
        page = self.begin()
        page.context.clear_cookies(name="sessionid")
        page.get_by_label("Explanation").fill("Written after the session ended.")
        page.get_by_text("You are signed out.").wait_for()
        self.sign_in("ana", page, to="/desk/")
        page.goto(self.desk)
        page.get_by_role("button", name="Put it back").click()
        page.locator("[data-saved]").wait_for()
        draft = self.claim.assessments.get()
        self.assertEqual(draft.explanation, "Written after the session ended.")

    def test_what_was_typed_outlives_the_connection(self):
        page = self.begin()
        page.context.set_offline(True)
        page.get_by_label("Explanation").fill("Written on a train.")
        self.said(page, "No connection")
        page.context.set_offline(False)
        page.reload()
        page.get_by_role("button", name="Put it back").click()
        page.locator("[data-saved]").wait_for()
        self.assertEqual(self.claim.assessments.get().explanation, "Written on a train.")

    def test_a_refused_form_keeps_what_was_typed(self):
        page = self.begin()
        page.get_by_role("link", name="Add evidence").click()
        page.locator("#documents a", has_text="Report on Xi Jinping's visit").click()
        page.get_by_label("Stance").select_option("supports")
        page.get_by_label("Rationale").fill("Because it says so.")
        page.get_by_role("combobox", name="Origin").fill("Somebody whom nobody recorded")
        page.get_by_role("button", name="Keep evidence").click()
        page.get_by_text("Nothing is called “Somebody whom nobody recorded”").wait_for()
        self.assertEqual(page.get_by_label("Rationale").input_value(), "Because it says so.")
        page.get_by_label("The origin is a").select_option("first_hand")
        page.get_by_role("button", name="Keep evidence").click()
        page.locator("#evidence-part", has_text="Somebody whom nobody recorded").wait_for()


class KeyTests(StoryTestCase):
    def focused(self, page):
        return page.evaluate("document.activeElement.innerText || document.activeElement.id")

    def test_the_desk_is_worked_by_keys_alone(self):
        page = self.as_("ana")
        page.goto("/desk/queues/all/?status=published")
        links = page.locator("[data-item] > a").all_inner_texts()
        page.keyboard.press("j")
        page.keyboard.press("j")
        self.assertEqual(self.focused(page), links[1])
        page.keyboard.press("k")
        self.assertEqual(self.focused(page), links[0])
        page.keyboard.press("?")
        page.locator("dialog[open]").wait_for()
        self.assert_usable(page)
        page.keyboard.press("Escape")
        page.locator("dialog[open]").wait_for(state="detached")
        page.keyboard.press("/")
        self.assertEqual(self.focused(page), "id_q")
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/claims/**")
        page.keyboard.press("1")
        page.locator("#beside .captured, #beside .empty").first.wait_for()
        page.keyboard.press("h")
        page.wait_for_url("**/history/")
        page.keyboard.press("g")
        page.wait_for_url("**/queues/all/?status=published")
