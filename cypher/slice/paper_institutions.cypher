// name: paper_institutions
// doc: Institutions that one paper names.
// access: read
// param id: string -- id of the paper
// param limit: integer -- most rows returned; callers ask for one more than they use
// return id: string -- id of the neighbour
// return evidence: list<list<any>> -- one [paper id, year, number of people of the institution, 1.0]
// cost: the institutions of one paper
// example: {"id": "openalex:W2048185449", "limit": 3}
MATCH (paper:Paper {id: $id})
UNWIND paper.institution_ids AS institution_id
WITH paper, institution_id
MATCH (institution:Institution {id: institution_id})
WITH DISTINCT paper, institution
WITH paper, institution, COUNT { (institution)<-[:AFFILIATED_WITH]-(:Person) } AS degree
RETURN institution.id AS id, [[paper.id, paper.year, degree, 1.0]] AS evidence
ORDER BY id
LIMIT $limit
