// name: featured_topics
// doc: The topic of each dataset with the most papers.
// access: read
// param limit: integer -- most rows returned
// return dataset: string -- the dataset it is from
// return id: string -- the node's id
// return label: string -- its title or name
// return papers: integer -- papers about it
// cost: one count per topic; the front door keeps the answer until the data changes
// example: {"limit": 5}
MATCH (topic:Topic)
WITH topic.datasets[0] AS dataset, topic, COUNT { (topic)<-[:ABOUT]-(:Paper) } AS papers
ORDER BY papers DESC, topic.id
WITH dataset, collect({id: topic.id, label: topic.name, papers: papers, source: topic.source})[0] AS best
RETURN dataset, best.id AS id, best.label AS label, best.papers AS papers
ORDER BY CASE WHEN best.source = 'derived' THEN 1 ELSE 0 END, papers DESC, id
LIMIT $limit
