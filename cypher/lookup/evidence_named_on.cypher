// name: evidence_named_on
// doc: The paper, if it names the institution, and for how many of its authors.
// access: read
// param one: string -- id of the institution
// param other: string -- id of the paper
// param limit: integer -- most evidence given; callers ask for one more than they show
// rows: one
// return total: integer -- 1 or 0
// return first_year: integer | null -- earliest year of these
// return last_year: integer | null -- latest year of these
// return evidence: list<map> -- the first of these: id, title, year, authors, people: how many of them are there
// cost: the authors of one paper
// example: {"one": "openalex:I159129438", "other": "openalex:W2048185449", "limit": 2}
MATCH (paper:Paper {id: $other})
WHERE $one IN paper.institution_ids
WITH paper
ORDER BY coalesce(paper.year, 0) DESC, coalesce(paper.date, '') DESC, paper.id
WITH count(*) AS total, min(paper.year) AS first_year, max(paper.year) AS last_year,
  collect({
    id: paper.id, title: paper.title, year: paper.year, authors: paper.authors_count,
    people: COUNT {
      MATCH (paper)<-[theirs:AUTHORED]-(:Person)
      WHERE $one IN theirs.institution_ids
    }
  }) AS found
RETURN total, first_year, last_year, found[..$limit] AS evidence
