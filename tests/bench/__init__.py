"""How fast Claimbook is beside what PostgreSQL could do, and beside how most would write it."""
