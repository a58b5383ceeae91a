// name: create_papers
// doc: Create papers that are not there yet; a null is left out.
// access: write
// param rows: list<map> -- one map per node: id, and every property as properties
// return written: integer -- papers created
// rows: one
// cost: one write per row; a third of what upsert_papers takes on ArcadeDB
// see: upsert_papers
UNWIND $rows AS row
WITH row.id AS id, row.properties AS new
CREATE (node:Paper {
  id: id, title: new.title, year: new.year, date: new.date, type: new.type, venue: new.venue,
  abstract: new.abstract, doi: new.doi, arxiv: new.arxiv, url: new.url, language: new.language,
  cited_by_count: new.cited_by_count, retracted: new.retracted, authors_count: new.authors_count,
  authors_truncated: new.authors_truncated, awards: new.awards,
  institution_ids: new.institution_ids, references_outside: new.references_outside,
  same_as: new.same_as, folded: new.folded, datasets: new.datasets, hashes: new.hashes,
  run_id: new.run_id
})
RETURN count(node) AS written
