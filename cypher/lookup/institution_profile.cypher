// name: institution_profile
// doc: What the page of one institution says first.
// access: read
// param id: string -- id of the institution
// return id: string -- the institution's id
// return name: string -- its name
// return ror: string | null -- ROR id
// return country: string | null -- country code
// return type: string | null -- kind of institution
// return same_as: list<string> -- other ids of the institution
// return datasets: list<string> -- datasets that hold it
// return people: integer -- people affiliated with it
// return papers: integer -- papers whose authors name it
// return first_year: integer | null -- year of the oldest of them
// return last_year: integer | null -- year of the newest of them
// rows: one
// cost: the people of one institution times their papers
// example: {"id": "openalex:I159129438"}
MATCH (institution:Institution {id: $id})
CALL (institution) {
  MATCH (institution)<-[:AFFILIATED_WITH]-(:Person)-[authored:AUTHORED]->(paper:Paper)
  WHERE institution.id IN authored.institution_ids
  RETURN count(DISTINCT paper) AS papers, min(paper.year) AS first_year, max(paper.year) AS last_year
}
RETURN institution.id AS id, institution.name AS name, institution.ror AS ror,
  institution.country AS country, institution.type AS type,
  coalesce(institution.same_as, []) AS same_as, institution.datasets AS datasets,
  COUNT { (institution)<-[:AFFILIATED_WITH]-(:Person) } AS people, papers, first_year, last_year
