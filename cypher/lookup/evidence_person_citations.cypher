// name: evidence_person_citations
// doc: Citations, either way, between papers that each of two people wrote without the other, newest first. Each citing and cited paper are one; years are of the citing ones.
// access: read
// param one: string -- id of one person
// param other: string -- id of the other person
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- citations
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year and authors of the citing paper, outward where it is by the one, cited_id, cited_title, cited_year
// cost: the papers of both people times their references
// example: {"one": "openalex:A5068542997", "other": "openalex:A5074283997", "limit": 2}
CALL () {
  MATCH (:Person {id: $one})-[:AUTHORED]->(paper:Paper)
  WHERE NOT EXISTS { MATCH (paper)<-[:AUTHORED]-(:Person {id: $other}) }
  WITH paper
  MATCH (paper)-[:CITES]->(cited:Paper)
  WHERE EXISTS { MATCH (cited)<-[:AUTHORED]-(:Person {id: $other}) }
    AND NOT EXISTS { MATCH (cited)<-[:AUTHORED]-(:Person {id: $one}) }
  RETURN paper, cited, true AS outward
  UNION ALL
  MATCH (:Person {id: $other})-[:AUTHORED]->(paper:Paper)
  WHERE NOT EXISTS { MATCH (paper)<-[:AUTHORED]-(:Person {id: $one}) }
  WITH paper
  MATCH (paper)-[:CITES]->(cited:Paper)
  WHERE EXISTS { MATCH (cited)<-[:AUTHORED]-(:Person {id: $one}) }
    AND NOT EXISTS { MATCH (cited)<-[:AUTHORED]-(:Person {id: $other}) }
  RETURN paper, cited, false AS outward
}
WITH paper, cited, outward
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id, cited.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count,
    outward: outward, cited_id: cited.id, cited_title: cited.title, cited_year: cited.year
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
