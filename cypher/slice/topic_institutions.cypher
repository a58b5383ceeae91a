// name: topic_institutions
// doc: Institutions named for the authors of papers about one topic, most papers first.
// access: read
// param id: string -- id of the topic
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of people of the institution, score of the topic] per paper
// cost: the papers about one topic times their institutions
// example: {"id": "openalex:T10102", "limit": 3}
MATCH (:Topic {id: $id})<-[about:ABOUT]-(paper:Paper)
UNWIND paper.institution_ids AS institution_id
WITH paper, about, institution_id
MATCH (institution:Institution {id: institution_id})
WITH institution, collect(DISTINCT [paper.id, paper.year, about.score]) AS found
WITH institution, found, COUNT { (institution)<-[:AFFILIATED_WITH]-(:Person) } AS degree
RETURN institution.id AS id, [f IN found | [f[0], f[1], degree, f[2]]] AS evidence
ORDER BY size(evidence) DESC, id
LIMIT $limit
