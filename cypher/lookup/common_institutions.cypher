// name: common_institutions
// doc: Institutions where papers place both of two people, most papers first.
// access: read
// param one: string -- id of one person
// param other: string -- id of the other person
// param same_years: boolean -- whether only those where their years overlap are wanted
// param limit: integer -- most institutions given; callers ask for one more than they show
// rows: one
// return total: integer -- institutions in common
// return evidence: list<map> -- the first of these: id, name, country, papers, first_year, last_year and newest paper of the one, the same of the other
// cost: the papers of both people
// example: {"one": "openalex:A5068542997", "other": "openalex:A5074283997", "same_years": true, "limit": 2}
CALL () {
  MATCH (:Person {id: $one})-[authored:AUTHORED]->(paper:Paper)
  UNWIND authored.institution_ids AS institution_id
  RETURN institution_id, paper, null AS theirs
  UNION ALL
  MATCH (:Person {id: $other})-[authored:AUTHORED]->(theirs:Paper)
  UNWIND authored.institution_ids AS institution_id
  RETURN institution_id, null AS paper, theirs
}
WITH institution_id, paper, theirs
ORDER BY coalesce(paper.year, theirs.year, 0) DESC, coalesce(paper.id, theirs.id)
WITH institution_id, count(paper) AS papers, min(paper.year) AS first_year,
  max(paper.year) AS last_year, count(theirs) AS other_papers,
  min(theirs.year) AS other_first_year, max(theirs.year) AS other_last_year,
  head(collect(paper)) AS newest, head(collect(theirs)) AS other_newest
WHERE papers > 0 AND other_papers > 0
  AND (NOT $same_years OR (first_year <= other_last_year AND other_first_year <= last_year))
MATCH (institution:Institution {id: institution_id})
WITH *
ORDER BY CASE WHEN papers < other_papers THEN papers ELSE other_papers END DESC,
  papers + other_papers DESC, institution_id
WITH count(*) AS total,
  collect({
    id: institution.id, name: institution.name, country: institution.country,
    papers: papers, first_year: first_year, last_year: last_year,
    other_first_year: other_first_year, other_last_year: other_last_year,
    other_papers: other_papers,
    newest: {id: newest.id, title: newest.title, year: newest.year},
    other_newest: {id: other_newest.id, title: other_newest.title, year: other_newest.year}
  }) AS found
RETURN total, found[..$limit] AS evidence
