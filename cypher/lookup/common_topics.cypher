// name: common_topics
// doc: Topics that two people both write about, most papers first.
// access: read
// param one: string -- id of one person
// param other: string -- id of the other person
// param limit: integer -- most topics given; callers ask for one more than they show
// rows: one
// return total: integer -- topics in common
// return evidence: list<map> -- the first of these: id, name, source, papers, first_year, last_year and newest paper of the one, the same of the other
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
ORDER BY coalesce(paper.year, theirs.year, 0) DESC, coalesce(paper.id, theirs.id)
WITH topic, count(paper) AS papers, min(paper.year) AS first_year,
  max(paper.year) AS last_year, count(theirs) AS other_papers,
  min(theirs.year) AS other_first_year, max(theirs.year) AS other_last_year,
  head(collect(paper)) AS newest, head(collect(theirs)) AS other_newest
WHERE papers > 0 AND other_papers > 0
WITH *
ORDER BY CASE WHEN papers < other_papers THEN papers ELSE other_papers END DESC,
  papers + other_papers DESC, topic.id
WITH count(*) AS total,
  collect({
    id: topic.id, name: topic.name, source: topic.source,
    papers: papers, first_year: first_year, last_year: last_year,
    other_first_year: other_first_year, other_last_year: other_last_year,
    other_papers: other_papers,
    newest: {id: newest.id, title: newest.title, year: newest.year},
    other_newest: {id: other_newest.id, title: other_newest.title, year: other_newest.year}
  }) AS found
RETURN total, found[..$limit] AS evidence
