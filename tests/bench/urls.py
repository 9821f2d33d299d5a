"""The addresses of Claimbook, and those of the yardstick."""

from django.urls import path

from project.urls import urlpatterns as ours
from tests.bench.yardstick import YardstickView

urlpatterns = [
    path("yardstick/claims/", YardstickView.as_view({"get": "list"})),
    path("yardstick/claims/<str:ref>/", YardstickView.as_view({"get": "retrieve"})),
    *ours,
]
