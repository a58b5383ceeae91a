// name: person_profile_venues
// doc: Where one person published most.
// access: read
// param id: string -- id of the person
// param limit: integer -- most rows returned
// return venue: string -- name of the venue, as the papers write it
// return papers: integer -- papers there
// cost: the papers of one person
// example: {"id": "openalex:A5023888391", "limit": 3}
MATCH (:Person {id: $id})-[:AUTHORED]->(paper:Paper)
WHERE paper.venue IS NOT NULL
RETURN paper.venue AS venue, count(DISTINCT paper) AS papers
ORDER BY papers DESC, venue
LIMIT $limit
