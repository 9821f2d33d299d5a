-- The newest claims of a topic, or about somebody, in the order in which they are shown. Django
-- makes these tables by itself and has no place to say it.
CREATE INDEX claim_topics_newest ON claims_claim_topics (topic_id, claim_id);
CREATE INDEX claim_subjects_newest ON claims_claim_subjects (actor_id, claim_id);
