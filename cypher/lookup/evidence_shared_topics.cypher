// name: evidence_shared_topics
// doc: Topics that two papers are both about, the surest first.
// access: read
// param one: string -- id of one paper
// param other: string -- id of the other paper
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- topics of both
// return first_year: integer | null -- none: these have no year
// return last_year: integer | null -- none
// return evidence: list<map> -- the first of these: id, name, source, score on the one, other_score on the other
// cost: the topics of two papers
// example: {"one": "openalex:W134224908", "other": "openalex:W1485792508", "limit": 2}
MATCH (:Paper {id: $one})-[mine:ABOUT]->(topic:Topic)
MATCH (:Paper {id: $other})-[theirs:ABOUT]->(topic)
WITH topic, mine, theirs
ORDER BY mine.score * theirs.score DESC, topic.id
WITH count(*) AS total,
  collect({
    id: topic.id, name: topic.name, source: topic.source,
    score: mine.score, other_score: theirs.score
  }) AS found
RETURN total, null AS first_year, null AS last_year, found[..$limit] AS evidence
