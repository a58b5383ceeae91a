// name: institution_profile_relatives
// doc: The institutions one institution is part of, and those that are part of it.
// access: read
// param id: string -- id of the institution
// param limit: integer -- most rows returned; callers ask for one more than they show
// return id: string -- id of the institution
// return name: string -- its name
// return country: string | null -- country code
// return type: string | null -- kind of institution
// return above: boolean -- whether this one is part of it
// cost: what one institution is part of, and its parts
// example: {"id": "openalex:I2801851002", "limit": 5}
MATCH (institution:Institution {id: $id})
CALL (institution) {
  MATCH (institution)-[:PART_OF]->(other:Institution)
  RETURN other, true AS above
  UNION
  MATCH (institution)<-[:PART_OF]-(other:Institution)
  RETURN other, false AS above
}
RETURN other.id AS id, other.name AS name, other.country AS country, other.type AS type, above
ORDER BY above DESC, name, id
LIMIT $limit
