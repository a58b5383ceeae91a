// name: evidence_shared_authors
// doc: People who wrote both of two papers, in the order of the one.
// access: read
// param one: string -- id of one paper
// param other: string -- id of the other paper
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- people who wrote both
// return first_year: integer | null -- none: these have no year
// return last_year: integer | null -- none
// return evidence: list<map> -- the first of these: id, name, identity, position and corresponding on the one, other_position and other_corresponding on the other
// cost: the authors of one paper times their papers
// example: {"one": "openalex:W2089745446", "other": "openalex:W4230129368", "limit": 2}
MATCH (:Paper {id: $one})<-[mine:AUTHORED]-(person:Person)-[theirs:AUTHORED]->(:Paper {id: $other})
WITH person, mine, theirs
ORDER BY mine.position, person.id
WITH count(*) AS total,
  collect({
    id: person.id, name: person.name, identity: person.identity,
    position: mine.position, corresponding: mine.corresponding,
    other_position: theirs.position, other_corresponding: theirs.corresponding
  }) AS found
RETURN total, null AS first_year, null AS last_year, found[..$limit] AS evidence
