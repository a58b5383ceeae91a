// name: paper_profile_authors
// doc: The authors of one paper, in the paper's order.
// access: read
// param id: string -- id of the paper
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- id of the person
// return name: string -- name
// return identity: string -- source, or name where people are told apart by name only
// return position: integer -- place in the list of authors, from 1
// return corresponding: boolean | null -- whether the paper names them for letters
// return institutions: list<map> -- institutions the paper names for them: {id, name}
// cost: the authors of one paper and their institutions
// example: {"id": "openalex:W2048185449", "limit": 5}
MATCH (person:Person)-[authored:AUTHORED]->(:Paper {id: $id})
CALL (authored) {
  UNWIND coalesce(authored.institution_ids, []) AS institution_id
  MATCH (institution:Institution {id: institution_id})
  WITH DISTINCT institution
  ORDER BY institution.name, institution.id
  RETURN collect({id: institution.id, name: institution.name}) AS institutions
}
RETURN person.id AS id, person.name AS name, person.identity AS identity,
  authored.position AS position, authored.corresponding AS corresponding, institutions
ORDER BY position, id
LIMIT $limit
