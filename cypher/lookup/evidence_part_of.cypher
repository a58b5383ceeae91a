// name: evidence_part_of
// doc: The broader of two topics, if one is part of the other.
// access: read
// param one: string -- id of one topic
// param other: string -- id of the other topic
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- 1 or 0; 2 where each is part of the other
// return first_year: integer | null -- none: these have no year
// return last_year: integer | null -- none
// return evidence: list<map> -- the first of these: id, name and source of the broader topic, outward where the one is part of it
// cost: the parents of two topics
// example: {"one": "openalex:T10102", "other": "openalex:subfields/1804", "limit": 2}
CALL () {
  MATCH (:Topic {id: $one})-[:PART_OF]->(topic:Topic {id: $other})
  RETURN topic, true AS outward
  UNION ALL
  MATCH (:Topic {id: $other})-[:PART_OF]->(topic:Topic {id: $one})
  RETURN topic, false AS outward
}
WITH topic, outward
ORDER BY topic.id
WITH count(*) AS total,
  collect({
    id: topic.id, name: topic.name, source: topic.source, outward: outward
  }) AS found
RETURN total, null AS first_year, null AS last_year, found[..$limit] AS evidence
