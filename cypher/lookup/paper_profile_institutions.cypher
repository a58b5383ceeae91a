// name: paper_profile_institutions
// doc: Institutions that one paper names.
// access: read
// param id: string -- id of the paper
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- id of the institution
// return name: string -- its name
// return country: string | null -- country code
// cost: the institutions of one paper
// example: {"id": "openalex:W2048185449", "limit": 5}
MATCH (paper:Paper {id: $id})
WITH coalesce(paper.institution_ids, []) AS institution_ids
UNWIND institution_ids AS institution_id
MATCH (institution:Institution {id: institution_id})
RETURN DISTINCT institution.id AS id, institution.name AS name, institution.country AS country
ORDER BY name, id
LIMIT $limit
