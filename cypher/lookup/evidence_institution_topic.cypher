// name: evidence_institution_topic
// doc: Papers about a topic by people of an institution, as they say, newest first.
// access: read
// param one: string -- id of the institution
// param other: string -- id of the topic
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- papers on it
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year, authors, score of the topic
// cost: the papers about one topic times their authors
// example: {"one": "openalex:I159129438", "other": "openalex:T10102", "limit": 2}
MATCH (:Topic {id: $other})<-[about:ABOUT]-(paper:Paper)
WHERE EXISTS { (paper)<-[at:AUTHORED]-(:Person) WHERE $one IN at.institution_ids }
WITH paper, about
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count,
    score: about.score
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
