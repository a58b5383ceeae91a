// name: introduction_ties
// doc: With whom some people wrote, and how strongly that ties them: papers count by recency, and one of n authors 1/(n-1).
// access: read
// param people: list<string> -- ids of people
// param among: map | null -- ids of the only co-authors wanted, as keys of true; null for all
// param newest: integer -- the newest year of the data; papers lose half their weight in ten years
// param authors: integer -- papers with more authors are passed over
// param each: integer -- most co-authors of one person, the strongest; callers ask for one more than they use
// param limit: integer -- most rows returned: as many as people
// return id: string -- id of one of the people
// return ties: list<list<any>> -- [id of a co-author, strength to nine decimals, papers of theirs; 0 where only some are wanted], the strongest first
// cost: the papers of these people times their authors
// see: introduction_papers
// example: {"people": ["openalex:A5068542997"], "among": null, "newest": 2024, "authors": 50, "each": 3, "limit": 1}
UNWIND $people AS person_id
MATCH (person:Person {id: person_id})
CALL (person) {
  MATCH (person)-[:AUTHORED]->(paper:Paper)
  WHERE paper.authors_count <= $authors
  WITH person, paper,
    CASE
      WHEN paper.year IS NULL THEN 0.5
      WHEN paper.year > $newest THEN 1.0
      ELSE 0.5 ^ (($newest - paper.year) / 10.0)
    END / CASE WHEN paper.authors_count > 2 THEN paper.authors_count - 1 ELSE 1 END AS weight
  MATCH (paper)<-[:AUTHORED]-(other:Person)
  WHERE other.id <> person.id AND ($among IS NULL OR $among[other.id])
  WITH other, other.id AS other_id,
    round(sum(weight) * 1000000000) / 1000000000.0 AS strength
  ORDER BY strength DESC, other_id
  LIMIT $each
  WITH other_id, strength,
    CASE WHEN $among IS NULL THEN COUNT { (other)-[:AUTHORED]->(:Paper) } ELSE 0 END AS papers
  ORDER BY strength DESC, other_id
  RETURN collect([other_id, strength, papers]) AS ties
}
RETURN person.id AS id, ties
ORDER BY id
LIMIT $limit
