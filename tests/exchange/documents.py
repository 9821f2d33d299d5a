"""Documents of the shapes that fact-checkers publish, about things that never happened."""

import json


def claim_review(**changes):
    """Return a sound ClaimReview node, with ``changes`` made to its top level."""
    node = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://checks.example/2024/moon-cheese",
        "datePublished": "2024-03-05",
        "claimReviewed": "The moon is made of cheese.",
        "author": {
            "@type": "Organization",
            "name": "Example Checks",
            "url": "https://checks.example/",
        },
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "Ann Example"},
            "datePublished": "2024-03-01",
            "appearance": [{"@type": "CreativeWork", "url": "https://talk.example/speech"}],
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 1,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": "False",
        },
    } | changes
    return {key: value for key, value in node.items() if value is not None}


def reviewed(**changes):
    """Return a sound ``itemReviewed`` with ``changes``; None takes a property out."""
    node = claim_review()["itemReviewed"] | changes
    return {key: value for key, value in node.items() if value is not None}


def rating(**changes):
    """Return a sound ``reviewRating`` with ``changes``; None takes a property out."""
    node = claim_review()["reviewRating"] | changes
    return {key: value for key, value in node.items() if value is not None}


def page(*blocks, head="", lang="en"):
    """Return a web page that holds each of ``blocks`` in a JSON-LD script of its own."""
    scripts = b"".join(map(script, blocks)).decode()
    return f'<!doctype html><html lang="{lang}"><head>{head}{scripts}</head></html>'.encode()


def script(block):
    """Return the JSON-LD script that holds ``block``, a value or a text."""
    text = block if isinstance(block, str) else json.dumps(block)
    return f'<script type="application/ld+json">{text}</script>'.encode()


MICRODATA = b"""<!doctype html><html lang="uk"><body>
<article itemscope itemtype="https://schema.org/ClaimReview">
  <h1 itemprop="claimReviewed">The moon is made of <em>cheese</em>.</h1>
  <a itemprop="url" href="/2024/moon-cheese">here</a>
  <time itemprop="datePublished" datetime="2024-03-05T10:00:00+02:00">5 March</time>
  <div itemprop="author" itemscope itemtype="https://schema.org/Organization">
    <p><span itemprop="name">Example Checks</span></p>
  </div>
  <div itemprop="itemReviewed" itemscope itemtype="https://schema.org/Claim">
    <span itemprop="author" itemscope itemtype="https://schema.org/Person">
      <meta itemprop="name" content="Ann Example">
    </span>
    <link itemprop="appearance" href="https://talk.example/speech">
    <link itemprop="appearance" href="https://talk.example/again">
  </div>
  <div itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">
    <meta itemprop="ratingValue" content="1"><meta itemprop="bestRating" content="5">
    <meta itemprop="worstRating" content="1"><b itemprop="alternateName">False</b>
  </div>
</article></body></html>"""
