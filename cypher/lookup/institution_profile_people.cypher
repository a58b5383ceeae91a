// name: institution_profile_people
// doc: The people of one institution, most papers there first.
// access: read
// param id: string -- id of the institution
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- id of the person
// return name: string -- name
// return identity: string -- source, or name where people are told apart by name only
// return papers: integer -- papers that say so
// return first_year: integer | null -- year of the first
// return last_year: integer | null -- year of the last
// cost: the people of one institution
// example: {"id": "openalex:I159129438", "limit": 5}
MATCH (:Institution {id: $id})<-[at:AFFILIATED_WITH]-(person:Person)
RETURN person.id AS id, person.name AS name, person.identity AS identity, at.papers AS papers,
  at.first_year AS first_year, at.last_year AS last_year
ORDER BY papers DESC, name, id
LIMIT $limit
