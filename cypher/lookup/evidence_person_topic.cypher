// name: evidence_person_topic
// doc: Papers of a person about a topic, newest first.
// access: read
// param one: string -- id of the person
// param other: string -- id of the topic
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- papers on it
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year, authors, position, corresponding, score of the topic
// cost: the papers of one person times their topics
// example: {"one": "openalex:A5068542997", "other": "openalex:T10102", "limit": 2}
MATCH (:Person {id: $one})-[mine:AUTHORED]->(paper:Paper)-[about:ABOUT]->(:Topic {id: $other})
WITH paper, mine, about
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count,
    position: mine.position, corresponding: mine.corresponding, score: about.score
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
