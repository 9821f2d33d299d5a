"""The addresses of the API."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from claims.api.views import (
    assessments,
    claims,
    exports,
    figures,
    imports,
    mappings,
    matching,
    notices,
    people,
    records,
    search,
)
from claims.api.views.root import index, unknown

router = SimpleRouter()
for name, view in {
    "claims": claims.ClaimView,
    "wordings": claims.WordingView,
    "comments": claims.CommentView,
    "links": claims.LinkView,
    "claim-merges": claims.ClaimMergeView,
    "actors": records.ActorView,
    "actor-names": records.ActorNameView,
    "actor-merges": records.ActorMergeView,
    "sources": records.SourceView,
    "source-ratings": records.SourceRatingView,
    "topics": records.TopicView,
    "documents": records.DocumentView,
    "snapshots": records.SnapshotView,
    "origins": records.OriginView,
    "appearances": records.AppearanceView,
    "evidence": records.EvidenceView,
    "ratings": assessments.RatingView,
    "rating-mappings": mappings.RatingMappingView,
    "assessments": assessments.AssessmentView,
    "cited-evidence": assessments.CitedEvidenceView,
    "corrections": assessments.CorrectionView,
    "reviews": assessments.ReviewView,
    "users": people.UserView,
    "figures": figures.FigureView,
    "imports": imports.ImportView,
    "notices": notices.NoticeView,
    "tokens": people.TokenView,
    "audit-entries": people.AuditEntryView,
    "audit-seals": people.AuditSealView,
}.items():
    router.register(name, view, basename=name)

app_name = "api"
urlpatterns = [
    path("", index, name="index"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    path(
        "exports/<slug:name>/",
        exports.ExportView.as_view({"get": "download"}),
        name="export",
    ),
    path("search/", search.SearchView.as_view({"get": "search"}), name="search"),
    path("claims/match/", matching.MatchView.as_view({"post": "match"}), name="match"),
    path("", include(router.urls)),
    re_path(r"^.*$", unknown),
]
