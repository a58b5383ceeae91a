// name: only_topics
// doc: Topics that one person writes about and another does not, most papers first.
// access: read
// param one: string -- id of the person whose they are
// param other: string -- id of the other person
// param limit: integer -- most given; callers ask for one more than they show
// rows: one
// return total: integer -- all of these
// return evidence: list<map> -- the first of these: id, name, source, papers, first_year, last_year and newest paper
// cost: the papers of both people times their topics
// example: {"one": "openalex:A5068542997", "other": "openalex:A5074283997", "limit": 2}
CALL () {
  MATCH (:Person {id: $one})-[:AUTHORED]->(paper:Paper)-[:ABOUT]->(topic:Topic)
  RETURN topic, paper, null AS theirs
  UNION ALL
  MATCH (:Person {id: $other})-[:AUTHORED]->(theirs:Paper)-[:ABOUT]->(topic:Topic)
  RETURN topic, null AS paper, theirs
}
WITH topic, paper, theirs
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.id, theirs.id)
WITH topic, count(paper) AS papers, min(paper.year) AS first_year,
  max(paper.year) AS last_year, count(theirs) AS other_papers, head(collect(paper)) AS newest
WHERE papers > 0 AND other_papers = 0
WITH *
ORDER BY papers DESC, coalesce(last_year, 0) DESC, topic.id
WITH count(*) AS total,
  collect({
    id: topic.id, name: topic.name, source: topic.source,
    papers: papers, first_year: first_year, last_year: last_year,
    newest: {id: newest.id, title: newest.title, year: newest.year}
  }) AS found
RETURN total, found[..$limit] AS evidence
