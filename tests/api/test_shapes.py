"""What PostgreSQL writes, what the serializers say and what the description promises are one."""

import io
import json
from datetime import datetime
from types import SimpleNamespace

from django.core.cache import cache
from django.test import TestCase
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from claims.api.urls import router
from claims.choices import Role
from claims.exchange.ingest.acts import rehearse_import
from claims.exchange.ingest.staging import stage
from claims.models import (
    ApiToken,
    AuditSeal,
    Comment,
    ForeignVerdict,
    Notice,
    Origin,
    Review,
    Snapshot,
)
from claims.review.audience import visible
from tests.api.base import API, client_of
from tests.exchange.sheets import csv_bytes
from tests.factories import NOW, make_evidence, make_source_rating, make_user
from tests.models.world import World


def spelled_alike(value):
    """Return ``value`` with every moment in one spelling: Z and +00:00 are the same."""
    if isinstance(value, dict):
        return {name: spelled_alike(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [spelled_alike(inner) for inner in value]
    if isinstance(value, str) and value[:2] == "20" and value[10:11] == "T":
        return datetime.fromisoformat(value).isoformat()
    return value


class ShapeTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = world = World()
        make_source_rating(world.document.source, world.ana)
        for model in (AuditSeal, Comment, Origin, Review, Snapshot):
            model.objects.create(**world.fields(model))
        cls.boss = make_user("boss", Role.ADMINISTRATOR)
        ForeignVerdict.objects.create(
            evidence=make_evidence(world.claim, document=world.document),
            publisher_name="Example Checks",
            publisher_site="checks.example",
            label="Mostly false",
            rating_value=2,
            rating_best=5,
        )
        Notice.objects.create(**world.fields(Notice) | {"recipient": cls.boss})
        batch = stage(io.BytesIO(csv_bytes()), "claims.csv", by=cls.boss)
        rehearse_import(batch, by=cls.boss, at=NOW)
        ApiToken.objects.create(user=cls.boss, name="other", scopes=["read"])
        described = client_of(cls.boss).get(f"{API}/schema/?format=json")
        cls.described = described.json()["components"]["schemas"]

    def setUp(self):
        cache.clear()

    def said(self, view, record, person):
        """Return what the serializer of ``view`` makes of ``record`` for ``person``."""
        request = SimpleNamespace(user=person)
        data = view.serializer_class(record, context={"request": request}).data
        return spelled_alike(json.loads(JSONRenderer().render(data)))

    def records(self):
        """Yield each view whose serializer can read rows by itself, with its address."""
        for name, view, _ in router.registry:
            shape = view.serializer_class
            if isinstance(shape, type) and issubclass(shape, serializers.ModelSerializer):
                yield name, view

    def test_lists_and_records_are_what_the_serializer_says(self):
        client = client_of(self.boss)
        for name, view in self.records():
            rows = list(visible(view.queryset.all(), self.boss).order_by("-pk")[:200])
            with self.subTest(name):
                self.assertTrue(rows, "there is nothing to compare")
                answer = client.get(f"{API}/{name}/?page_size=200")
                self.assertEqual(answer.status_code, 200, answer.content)
                listed = answer.json()["results"]
                self.assertEqual(len(listed), len(rows))
                for record in rows[:3]:
                    said = self.said(view, record, self.boss)
                    address = getattr(record, view.lookup_field or "pk")
                    shown = client.get(f"{API}/{name}/{address}/").json()
                    for worked_out in ("allowed_steps", "refused_steps"):
                        shown.pop(worked_out, None)
                    self.assertEqual(spelled_alike(shown), said)
                    self.assertEqual(list(shown), list(said))
                    short = {key: said[key] for key in said if key not in view.whole_only}
                    self.assertIn(short, [spelled_alike(one) for one in listed])

    def test_strangers_see_what_the_serializer_shows_them(self):
        stranger = client_of(None)
        for name, view in self.records():
            if not view.public:
                continue
            listed = stranger.get(f"{API}/{name}/?page_size=200")
            self.assertEqual(listed.status_code, 200, name)
            fields = view.serializer_class(context={"request": SimpleNamespace(user=None)}).fields
            for one in listed.json()["results"]:
                self.assertEqual(set(one), set(fields) - set(view.whole_only), name)

    def test_the_description_names_each_member(self):
        for name, view in self.records():
            component = self.described[view.serializer_class.__name__.removesuffix("Serializer")]
            shown = view.serializer_class(context={"request": SimpleNamespace(user=self.boss)})
            with self.subTest(name):
                self.assertEqual(
                    set(component["properties"]),
                    {key for key, field in shown.fields.items() if not field.write_only},
                )
