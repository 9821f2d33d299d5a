"""The demo: one news report told as claims, by people who sign in to look around."""
