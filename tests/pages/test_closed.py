"""A house that keeps to itself shows strangers nothing, at any face."""

from django.test import override_settings
from rest_framework.test import APIClient

from claims.api.urls import router
from tests.factories import make_user
from tests.pages.base import PagesTestCase


@override_settings(CLAIMS_PUBLIC=False)
class ClosedTests(PagesTestCase):
    def test_the_front_door_leads_to_the_desk(self):
        answer = self.client.get("/")
        self.assertRedirects(answer, "/desk/", fetch_redirect_response=False)

    def test_no_page_and_no_feed_is_there(self):
        claim = self.published(text="It rains.")
        for path in (
            f"/claims/{claim.ref}/",
            f"/claims/{claim.ref}/card/",
            f"/oembed?url=http://testserver/claims/{claim.ref}/",
            "/search/?q=rains",
            "/feeds/latest.atom",
            "/feeds/claimreview.json",
            "/sitemap.xml",
            "/nothing/",
        ):
            with self.subTest(path=path):
                answer = self.client.get(path)
                self.assertNotContains(answer, "It rains.", status_code=404)
        self.assertEqual(self.client.get("/robots.txt").text, "User-agent: *\nDisallow: /\n")

    def test_machines_are_asked_who_they_are(self):
        claim = self.published()
        path = f"/api/v1/claims/{claim.ref}/"
        api = APIClient()
        self.assertEqual(api.get(path).status_code, 401)
        api.force_login(make_user("nobody"))
        self.assertEqual(api.get(path).status_code, 403)
        api.force_login(self.cast["zoe"])
        self.assertEqual(api.get(path).status_code, 200)
        answer = self.client.get("/v1alpha1/claims:search?query=claim")
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(answer.json()["error"]["status"], "PERMISSION_DENIED")

    def test_no_list_of_the_api_is_open(self):
        self.published()
        for prefix, _, _ in router.registry:
            with self.subTest(prefix=prefix):
                self.assertEqual(APIClient().get(f"/api/v1/{prefix}/").status_code, 401)
        self.assertEqual(APIClient().get("/api/v1/search/?q=claim").status_code, 401)

    def test_colleagues_are_led_to_no_page_that_is_not_there(self):
        claim = self.published()
        self.client.force_login(self.cast["eda"])
        for path in (f"/desk/claims/{claim.ref}/", f"/admin/claims/claim/{claim.pk}/change/"):
            with self.subTest(path=path):
                self.assertNotContains(self.client.get(path), "Public page")
                with override_settings(CLAIMS_PUBLIC=True):
                    self.assertContains(self.client.get(path), "Public page")
