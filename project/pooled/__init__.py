"""PostgreSQL as Django knows it, with connections of the pool looked at and not asked."""
