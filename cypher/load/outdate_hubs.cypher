// name: outdate_hubs
// doc: Mark the stored answers that rest on some papers, topics or institutions, so that nobody uses them.
// access: write
// param papers: list<string> -- ids of papers that change, or whose edges do
// param topics: list<string> -- ids of topics whose broader topics change
// param institutions: list<string> -- ids of institutions that change, or what they are part of
// return written: integer -- answers marked
// rows: one
// cost: the links of these papers, and the authors and topics of the papers they cite or are cited by
// see: store_hub
CALL () {
  UNWIND $papers AS paper_id
  MATCH (paper:Paper {id: paper_id})
  CALL (paper) {
    MATCH (paper)<-[at:AUTHORED]-(person:Person)
    RETURN [person.id] + coalesce(at.institution_ids, []) AS ids
    UNION ALL
    MATCH (paper)-[:ABOUT]->(topic:Topic)
    RETURN [topic.id] AS ids
    UNION ALL
    RETURN coalesce(paper.institution_ids, []) AS ids
    UNION ALL
    MATCH (paper)-[:CITES]->(cited:Paper)<-[:AUTHORED]-(person:Person)
    RETURN [person.id] AS ids
    UNION ALL
    MATCH (paper)<-[:CITES]-(citing:Paper)<-[:AUTHORED]-(person:Person)
    RETURN [person.id] AS ids
    UNION ALL
    MATCH (paper)-[:CITES]->(cited:Paper)-[:ABOUT]->(topic:Topic)
    RETURN [topic.id] AS ids
    UNION ALL
    MATCH (paper)<-[:CITES]-(citing:Paper)-[:ABOUT]->(topic:Topic)
    RETURN [topic.id] AS ids
  }
  RETURN ids
  UNION ALL
  UNWIND $topics AS topic_id
  MATCH (topic:Topic {id: topic_id})
  RETURN [topic.id] AS ids
  UNION ALL
  UNWIND $topics AS topic_id
  MATCH (topic:Topic {id: topic_id})-[:PART_OF]->(broader:Topic)
  RETURN [broader.id] AS ids
  UNION ALL
  UNWIND $topics AS topic_id
  MATCH (topic:Topic {id: topic_id})<-[:PART_OF]-(narrower:Topic)
  RETURN [narrower.id] AS ids
  UNION ALL
  UNWIND $institutions AS institution_id
  MATCH (institution:Institution {id: institution_id})
  RETURN [institution.id] AS ids
  UNION ALL
  UNWIND $institutions AS institution_id
  MATCH (institution:Institution {id: institution_id})-[:PART_OF]->(parent:Institution)
  RETURN [parent.id] AS ids
  UNION ALL
  UNWIND $institutions AS institution_id
  MATCH (institution:Institution {id: institution_id})<-[:PART_OF]-(part:Institution)
  RETURN [part.id] AS ids
}
UNWIND ids AS node
WITH DISTINCT node
MATCH (hub:Hub)
WHERE hub.node = node
SET hub.stale = true
RETURN count(hub) AS written
