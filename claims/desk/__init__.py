"""The review desk: where analysts and reviewers work on claims, in the browser."""
