// name: evidence_topics_together
// doc: Papers about both of two topics, newest first.
// access: read
// param one: string -- id of one topic
// param other: string -- id of the other topic
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- papers on both
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year, authors, score of the one topic, other_score of the other
// cost: the papers about one topic times their topics
// example: {"one": "openalex:T10102", "other": "openalex:T11937", "limit": 2}
MATCH (:Topic {id: $one})<-[mine:ABOUT]-(paper:Paper)-[theirs:ABOUT]->(:Topic {id: $other})
WITH paper, mine, theirs
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count,
    score: mine.score, other_score: theirs.score
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
