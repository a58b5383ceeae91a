// name: stated_affiliations
// doc: The affiliations that authorships of some people state, one row per paper and institution.
// access: read
// param people: list<string> -- ids of people
// return stated: list<map> -- one map per paper and institution: person, institution, year, datasets
// rows: one
// cost: the papers of the people times the institutions on them
// see: link_affiliations
// example: {"people": ["openalex:A5023888391"]}
UNWIND $people AS id
MATCH (person:Person {id: id})-[authored:AUTHORED]->(paper:Paper)
UNWIND authored.institution_ids AS institution_id
MATCH (institution:Institution {id: institution_id})
WITH person, authored, paper, institution
ORDER BY person.id, institution.id, paper.id
RETURN collect({
  person: person.id, institution: institution.id, paper: paper.id, year: paper.year,
  datasets: authored.datasets
}) AS stated
