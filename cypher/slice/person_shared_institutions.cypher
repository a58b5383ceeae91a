// name: person_shared_institutions
// doc: People of the institutions of one person in the same years, most shared first.
// access: read
// param id: string -- id of the person
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [institution id, last year shared, number of its people, 1.0] per shared institution
// cost: the institutions of one person times their people
// example: {"id": "openalex:A5068542997", "limit": 3}
MATCH (:Person {id: $id})-[mine:AFFILIATED_WITH]->(institution:Institution)
MATCH (institution)<-[theirs:AFFILIATED_WITH]-(other:Person)
WHERE other.id <> $id
  AND mine.first_year <= theirs.last_year AND theirs.first_year <= mine.last_year
WITH other.id AS id, institution,
  CASE WHEN mine.last_year < theirs.last_year THEN mine.last_year ELSE theirs.last_year END AS year
WITH id, institution.id AS institution_id, year,
  COUNT { (institution)<-[:AFFILIATED_WITH]-(:Person) } AS degree
RETURN id, collect([institution_id, year, degree, 1.0]) AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
