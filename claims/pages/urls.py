"""Which address belongs to which public page. Addresses that were once given away stay."""

from django.urls import path

from claims.pages.views import claims, data, embed, feeds, lists, method, people, robots, search

app_name = "pages"
urlpatterns = [
    path("", lists.home, name="home"),
    path("claims/<slug:ref>/", claims.claim, name="claim"),
    path("claims/<slug:ref>/versions/<int:number>/", claims.version, name="version"),
    path("claims/<slug:ref>/card/", embed.card, name="card"),
    path("topics/", lists.topics, name="topics"),
    path("topics/<slug:slug>/", lists.topic, name="topic"),
    path("actors/", people.actors, name="actors"),
    path("actors/<uuid:public_id>/", people.actor, name="actor"),
    path("actors/<uuid:public_id>/<slug:slug>/", people.actor, name="actor"),
    path("sources/", people.sources, name="sources"),
    path("sources/<uuid:public_id>/", people.source, name="source"),
    path("sources/<uuid:public_id>/<slug:slug>/", people.source, name="source"),
    path("search/", search.search, name="search"),
    path("corrections/", lists.corrections, name="corrections"),
    path("method/", method.method, name="method"),
    path("feeds/", feeds.index, name="feeds"),
    path("feeds/latest.atom", feeds.latest, name="feed_latest"),
    path("feeds/corrections.atom", feeds.corrections, name="feed_corrections"),
    path("feeds/claimreview.json", data.claimreview, name="feed_claimreview"),
    path("feeds/topics/<slug:slug>.atom", feeds.topic, name="feed_topic"),
    path("oembed", embed.oembed, name="oembed"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
    path("sitemaps/pages.xml", robots.sitemap_pages, name="sitemap_pages"),
    path(
        "sitemaps/<int:year>-<int:month>-<int:number>.xml",
        robots.sitemap_month,
        name="sitemap_month",
    ),
]
