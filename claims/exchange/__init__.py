"""What comes in and goes out: ClaimReview, feeds and dumps, and the words of other publishers."""
