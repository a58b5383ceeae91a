// name: evidence_about
// doc: The paper, if it is about the topic, and how sure that is.
// access: read
// param one: string -- id of the paper
// param other: string -- id of the topic
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- 1 or 0
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year, authors, score of the topic
// cost: the topics of one paper
// example: {"one": "openalex:W2048185449", "other": "openalex:T10102", "limit": 2}
MATCH (paper:Paper {id: $one})-[about:ABOUT]->(:Topic {id: $other})
WITH paper, about
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count,
    score: about.score
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
