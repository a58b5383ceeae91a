// name: hub_years
// doc: Papers per year of one topic or one institution.
// access: read
// param id: string -- id of a topic or an institution
// param limit: integer -- most rows returned
// return year: integer -- the year; 0 for papers without one
// return papers: integer -- how many papers there are
// cost: the papers about one topic, or those of the people of one institution
// example: {"id": "openalex:T10102", "limit": 3}
CALL () {
  MATCH (:Topic {id: $id})<-[:ABOUT]-(paper:Paper)
  RETURN coalesce(paper.year, 0) AS year, count(paper) AS papers
  UNION ALL
  MATCH (:Institution {id: $id})<-[:AFFILIATED_WITH]-(:Person)-[at:AUTHORED]->(paper:Paper)
  WHERE $id IN at.institution_ids
  RETURN coalesce(paper.year, 0) AS year, count(paper) AS papers
}
RETURN year, papers
ORDER BY year
LIMIT $limit
