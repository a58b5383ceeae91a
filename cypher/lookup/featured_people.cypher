// name: featured_people
// doc: The person of each dataset with the most papers, those with an affiliation first.
// access: read
// param limit: integer -- most rows returned
// return dataset: string -- the dataset it is from
// return id: string -- the node's id
// return label: string -- its title or name
// return papers: integer -- papers of the person
// cost: one count per person; the front door keeps the answer until the data changes
// example: {"limit": 5}
MATCH (person:Person)
WITH person.datasets[0] AS dataset, person, COUNT { (person)-[:AUTHORED]->(:Paper) } AS papers,
  CASE WHEN EXISTS { (person)-[:AFFILIATED_WITH]->(:Institution) } THEN 0 ELSE 1 END AS place
ORDER BY place, papers DESC, person.id
WITH dataset, collect({id: person.id, label: person.name, papers: papers, place: place})[0] AS best
RETURN dataset, best.id AS id, best.label AS label, best.papers AS papers
ORDER BY best.place, papers DESC, id
LIMIT $limit
