// name: only_institutions
// doc: Institutions where papers place one person and not another, most papers first.
// access: read
// param one: string -- id of the person whose they are
// param other: string -- id of the other person
// param limit: integer -- most given; callers ask for one more than they show
// rows: one
// return total: integer -- all of these
// return evidence: list<map> -- the first of these: id, name, country, papers, first_year, last_year and newest paper
// cost: the papers of both people
// example: {"one": "openalex:A5068542997", "other": "openalex:A5074283997", "limit": 2}
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
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.id, theirs.id)
WITH institution_id, count(paper) AS papers, min(paper.year) AS first_year,
  max(paper.year) AS last_year, count(theirs) AS other_papers, head(collect(paper)) AS newest
WHERE papers > 0 AND other_papers = 0
MATCH (institution:Institution {id: institution_id})
WITH *
ORDER BY papers DESC, coalesce(last_year, 0) DESC, institution_id
WITH count(*) AS total,
  collect({
    id: institution.id, name: institution.name, country: institution.country,
    papers: papers, first_year: first_year, last_year: last_year,
    newest: {id: newest.id, title: newest.title, year: newest.year}
  }) AS found
RETURN total, found[..$limit] AS evidence
