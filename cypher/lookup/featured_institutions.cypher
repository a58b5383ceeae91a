// name: featured_institutions
// doc: The institution of each dataset with the most people.
// access: read
// param limit: integer -- most rows returned
// return dataset: string -- the dataset it is from
// return id: string -- the node's id
// return label: string -- its title or name
// return people: integer -- people affiliated with it
// cost: one count per institution; the front door keeps the answer until the data changes
// example: {"limit": 5}
MATCH (institution:Institution)
WITH institution.datasets[0] AS dataset, institution,
  COUNT { (institution)<-[:AFFILIATED_WITH]-(:Person) } AS people
ORDER BY people DESC, institution.id
WITH dataset, collect({id: institution.id, label: institution.name, people: people})[0] AS best
RETURN dataset, best.id AS id, best.label AS label, best.people AS people
ORDER BY people DESC, id
LIMIT $limit
