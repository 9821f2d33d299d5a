"""Everything that leaves in one piece: ClaimReview, feeds, sheets, annotations, the full dump."""

from claims.exchange.export.run import Request, export

__all__ = ["Request", "export"]
