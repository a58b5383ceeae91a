// name: person_profile_affiliations
// doc: Institutions one person's papers name for them, newest first.
// access: read
// param id: string -- id of the person
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- id of the institution
// return name: string -- its name
// return country: string | null -- country code
// return first_year: integer | null -- year of the first paper that says so
// return last_year: integer | null -- year of the last one
// return papers: integer -- papers that say so
// cost: the affiliations of one person
// example: {"id": "openalex:A5023888391", "limit": 6}
MATCH (:Person {id: $id})-[at:AFFILIATED_WITH]->(institution:Institution)
RETURN institution.id AS id, institution.name AS name, institution.country AS country,
  at.first_year AS first_year, at.last_year AS last_year, at.papers AS papers
ORDER BY coalesce(last_year, 0) DESC, papers DESC, id
LIMIT $limit
