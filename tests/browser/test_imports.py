"""Imports in the browser: what rows ask is answered where it stands."""

from io import BytesIO

from claims.exchange.ingest.acts import apply_import, receive_import
from claims.exchange.ingest.doubles import compare
from claims.models import Claim, User
from tests.browser.base import BrowserTestCase
from tests.exchange.sheets import csv_bytes
from tests.factories import NOW


class ImportTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        here = Claim.objects.order_by("pk")[0].text
        rows = [
            ("1", f"{here.rstrip('.')}, too.", "", "", "", "", ""),
            ("2", "The ferry was late on every day of May.", "Port office of the northern harbour",
             "", "Quatsch", "https://checks.example/ferry", "Checks Example"),
        ]  # fmt: skip
        editor = User.objects.get(username="eda")
        self.batch = receive_import(BytesIO(csv_bytes(rows)), "ferries.csv", by=editor, at=NOW)
        apply_import(self.batch, by=editor, at=NOW)
        self.batch.refresh_from_db()
        compare(self.batch)

    def test_rows_are_answered_where_they_stand(self):
        for at, address in {
            "desk": f"/desk/imports/{self.batch.public_id}/",
            "admin": f"/admin/claims/importbatch/{self.batch.pk}/change/",
        }.items():
            with self.subTest(at):
                page = self.open_page()
                self.sign_in("eda", page)
                page.goto(address)
                self.picture(f"imports-{at}", page)
                self.assert_usable(page)
                self.picture(f"imports-{at}-narrow", page)
                if at == "desk":
                    page.goto(f"{address}?rows=label")
                    page.get_by_label("“Quatsch” means").select_option("none")
                    page.get_by_role("button", name="Keep").first.click()
                else:
                    page.goto(f"{address}?rows=duplicate")
                    page.get_by_role("button", name="Different").click()
                page.wait_for_load_state()
                self.assertIn("No row is like this", page.content())
