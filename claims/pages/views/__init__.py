"""What each public page is made of."""
