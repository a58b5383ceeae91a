// name: find_by_keys
// doc: Nodes whose own id, DOI, arXiv id, ORCID or ROR is one of these, with the one that is.
// access: read
// param ids: list<string> -- own ids to look for, each once
// param dois: list<string> -- DOIs of papers, each once
// param arxivs: list<string> -- arXiv ids of papers, each once
// param orcids: list<string> -- ORCIDs of people, each once
// param rors: list<string> -- RORs of institutions, each once
// param limit: integer -- most rows returned
// return key: string -- which of the parameters' values the node has
// return id: string -- the node's id
// return kind: string -- paper, person, topic or institution
// return label: string -- its title or name
// cost: four index seeks per id, one per other key
// see: find_nodes, find_by_prefix
// example: {"ids": ["openalex:A5023888391", "openalex:T10102", "openalex:A0"], "dois": ["doi:10.1126/science.149.3683.510"], "arxivs": [], "orcids": ["orcid:0000-0002-2733-0689"], "rors": ["ror:031rekg67"], "limit": 10}
CALL () {
  UNWIND $ids AS key
  MATCH (n:Person {id: key})
  RETURN key, n.id AS id, 'person' AS kind, n.name AS label
  UNION
  UNWIND $ids AS key
  MATCH (n:Paper {id: key})
  RETURN key, n.id AS id, 'paper' AS kind, n.title AS label
  UNION
  UNWIND $ids AS key
  MATCH (n:Topic {id: key})
  RETURN key, n.id AS id, 'topic' AS kind, n.name AS label
  UNION
  UNWIND $ids AS key
  MATCH (n:Institution {id: key})
  RETURN key, n.id AS id, 'institution' AS kind, n.name AS label
  UNION
  UNWIND $dois AS key
  MATCH (n:Paper {doi: key})
  RETURN key, n.id AS id, 'paper' AS kind, n.title AS label
  UNION
  UNWIND $arxivs AS key
  MATCH (n:Paper {arxiv: key})
  RETURN key, n.id AS id, 'paper' AS kind, n.title AS label
  UNION
  UNWIND $orcids AS key
  MATCH (n:Person {orcid: key})
  RETURN key, n.id AS id, 'person' AS kind, n.name AS label
  UNION
  UNWIND $rors AS key
  MATCH (n:Institution {ror: key})
  RETURN key, n.id AS id, 'institution' AS kind, n.name AS label
}
RETURN key, id, kind, label
ORDER BY key, id, kind
LIMIT $limit
