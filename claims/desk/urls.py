"""Which address belongs to which page of the desk."""

from django.urls import path

from claims.desk.views import (
    acts,
    appearances,
    claims,
    comments,
    documents,
    drafts,
    evidence,
    figures,
    lookups,
    notices,
    queues,
    reviews,
    search,
    similar,
)

app_name = "desk"
urlpatterns = [
    path("", queues.queue, {"name": "mine"}, name="home"),
    path("queues/<slug:name>/", queues.queue, name="queue"),
    path("search/", search.search, name="search"),
    path("take-next/", queues.take_next, name="take_next"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:name>.csv", figures.download, name="figure_file"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read, name="read_notices"),
    path("notices/<uuid:notice>/", notices.open_notice, name="notice"),
    path("preferences/", notices.preferences, name="preferences"),
    path("claims/<slug:ref>/", claims.workspace, name="claim"),
    path("claims/<slug:ref>/history/", claims.history, name="history"),
    path("claims/<slug:ref>/comments/", comments.add, name="add_comment"),
    path("claims/<slug:ref>/similar/", similar.judge, name="judge"),
    path("claims/<slug:ref>/documents/", documents.documents, name="documents"),
    path("claims/<slug:ref>/documents/new/", documents.record, name="new_document"),
    path("claims/<slug:ref>/documents/<uuid:document>/", documents.read, name="read"),
    path("claims/<slug:ref>/draft/", drafts.begin, name="begin_draft"),
    path("claims/<slug:ref>/review/", reviews.review, name="review"),
    path("claims/<slug:ref>/acts/<slug:act>/", acts.perform, name="act"),
    path("appearances/<uuid:appearance>/", appearances.change, name="change_appearance"),
    path("appearances/<uuid:appearance>/remove/", appearances.remove, name="remove_appearance"),
    path("comments/<int:comment>/", comments.resolve, name="resolve_comment"),
    path("evidence/<uuid:evidence>/", evidence.change, name="change_evidence"),
    path("evidence/<uuid:evidence>/withdraw/", evidence.withdraw, name="withdraw_evidence"),
    path("evidence/<uuid:evidence>/cite/", drafts.cite, name="cite"),
    path("lookup/<slug:kind>/", lookups.lookup, name="lookup"),
    path("assessments/<uuid:assessment>/rounds/", reviews.rounds, name="rounds"),
    path("assessments/<uuid:assessment>/", drafts.save, name="save_draft"),
]
