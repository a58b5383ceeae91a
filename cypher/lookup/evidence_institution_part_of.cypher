// name: evidence_institution_part_of
// doc: The larger of two institutions, if one is part of the other.
// access: read
// param one: string -- id of one institution
// param other: string -- id of the other institution
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- 1 or 0; 2 where each is part of the other
// return first_year: integer | null -- none: these have no year
// return last_year: integer | null -- none
// return evidence: list<map> -- the first of these: id and name of the larger institution, outward where the one is part of it
// cost: what two institutions are part of
// example: {"one": "openalex:I2801851002", "other": "openalex:I136199984", "limit": 2}
CALL () {
  MATCH (:Institution {id: $one})-[:PART_OF]->(institution:Institution {id: $other})
  RETURN institution, true AS outward
  UNION ALL
  MATCH (:Institution {id: $other})-[:PART_OF]->(institution:Institution {id: $one})
  RETURN institution, false AS outward
}
WITH institution, outward
ORDER BY institution.id
WITH count(*) AS total,
  collect({
    id: institution.id, name: institution.name, outward: outward
  }) AS found
RETURN total, null AS first_year, null AS last_year, found[..$limit] AS evidence
