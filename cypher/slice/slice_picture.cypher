// name: slice_picture
// doc: Everything between the nodes a slice shows, and the names of all that it mentions.
// access: read
// param papers: list<string> -- ids of the shown papers
// param people: list<string> -- ids of the shown people
// param topics: list<string> -- ids of the shown topics
// param institutions: list<string> -- ids of the shown institutions
// param writers: list<string> -- people whose papers together are listed: those shown, or nobody where another question lists them
// param writing: list<string> -- papers that are listed beside these
// param since: integer -- first year whose papers are listed; 0 lists what has no year too
// param until: integer -- last year whose papers are listed
// param evidence: integer -- most papers listed for one affiliation, the newest first
// param named_papers: list<string> -- ids of further papers to name
// param named_people: list<string> -- ids of further people to name
// param named_topics: list<string> -- ids of further topics to name
// param named_institutions: list<string> -- ids of further institutions to name
// param damped: list<string> -- ids of what the cut names as damped, of any kind
// param resting: list<list<any>> -- [person, topics, institutions, collaborators] of shown people: ids of what they share with an ego
// param apart: list<list<any>> -- [what they may share, ids of nodes of one kind that something ties but no edge of the graph]; of people topics of people, institutions, collaborators, of papers authors, cited, topics of papers
// param around: list<string> -- those of them that the others are near to
// param cited: list<list<any>> -- [paper, others] of those that others may cite together
// param most: integer -- two papers that are each cited more often are not asked about
// param newest: integer -- the year that ages count from
// param half_life: float -- years after which a paper counts half
// param crowd: integer -- papers with more authors tie nobody to a collaborator
// param behind: integer -- most papers behind one thing shared, the newest first
// rows: one
// return written: list<list<any>> -- [paper, year, number of authors, title, ids of shown authors, venue] of each paper by two of the writers, or listed beside
// return placed: list<list<any>> -- [person, institution, first and last year and number of its papers in the years counted, the newest of them as [id, year, title, venue]]
// return about: list<list<any>> -- [paper, topic, score, year]
// return cites: list<list<any>> -- [citing paper, cited paper, year]
// return part_of: list<list<any>> -- [topic, broader topic], and [institution, institution it is part of]
// return behind: list<list<any>> -- [person, shared topic, institution or collaborator, its newest papers with that person as [id, year, title, venue]]
// return shared: list<list<any>> -- [what it is, something that at least two of those apart share, its label, of a paper year and venue, its degree, those who share it as [id, first and last year of it there]; of somebody whom they wrote with [id, tie as in person_people, last joint year], papers of more than $crowd authors aside]
// return nodes: list<list<any>> -- [id, kind, label, year, note, size] of each shown node: note is the venue of a paper, identity of a person, source of a topic, country of an institution; size counts authors of a paper, papers of a person, papers about a topic, people of an institution
// return named: list<list<any>> -- [id, kind, label, year, note] of each further node: note is the venue of a paper
// return broken_off: list<string> -- ids of damped papers whose list of authors is not whole
// cost: the papers of the writers and of what their reasons rest on, the topics and references of the shown papers, and one index seek per id and per paper of an affiliation; where only some years count, the institutions of all those papers of the people too; topics, institutions, authors and citations of those apart, the papers of those people and their authors, and of each two papers compared the references of what cites the one that fewer cite, $most at most
// example: {"papers": ["openalex:W2048185449", "openalex:W2165122403"], "people": ["openalex:A5068542997", "openalex:A5074283997"], "topics": ["openalex:T10102"], "institutions": ["openalex:I159129438", "openalex:I2801851002", "openalex:I136199984"], "writers": ["openalex:A5068542997", "openalex:A5074283997"], "writing": ["openalex:W2048185449", "openalex:W2165122403"], "since": 0, "until": 9999, "evidence": 2, "named_papers": ["openalex:W1991119149"], "named_people": [], "named_topics": ["openalex:T11937"], "named_institutions": [], "damped": ["openalex:W2048185449"], "resting": [["openalex:A5074283997", ["openalex:T11937"], [], ["openalex:A5068542997"]]], "apart": [["topics of people", ["openalex:A5068542997", "openalex:A5074283997"]], ["collaborators", ["openalex:A5068542997", "openalex:A5074283997"]], ["cited", ["openalex:W2048185449", "openalex:W2165122403"]]], "around": ["openalex:A5068542997", "openalex:W2048185449"], "cited": [["openalex:W2048185449", ["openalex:W2165122403"]]], "most": 2000, "newest": 2024, "half_life": 10.0, "crowd": 50, "behind": 2}
CALL () {
  CALL () {
    // Labels are left out where a kind of edge has one kind of end: each costs one look per row.
    UNWIND $writers AS person_id
    MATCH (person:Person {id: person_id})-[:AUTHORED]->(paper)
    WITH paper, collect(person_id) AS authors
    WHERE size(authors) > 1
    RETURN paper, authors
    UNION ALL
    UNWIND $writing AS paper_id
    MATCH (paper:Paper {id: paper_id})
    CALL (paper) {
      MATCH (paper)<-[:AUTHORED]-(person)
      WITH person.id AS person_id
      WHERE person_id IN $writers
      RETURN collect(person_id) AS authors
    }
    WITH paper, authors
    WHERE size(authors) = 1
    RETURN paper, authors
  }
  RETURN collect([
    paper.id, paper.year, paper.authors_count, paper.title, authors, paper.venue
  ]) AS written
}
CALL () {
  // Where every year counts, an affiliation says all of this itself. One that an earlier release
  // wrote does not; then the papers of that person are read, as where only some years count.
  CALL () {
    UNWIND CASE WHEN $since <= 0 AND $until >= 9999 THEN $people ELSE [] END AS person_id
    MATCH (person:Person {id: person_id})
    CALL (person) {
      MATCH (person)-[at:AFFILIATED_WITH]->(place:Institution)
      WHERE place.id IN $institutions
      RETURN collect([place.id, at.first_year, at.last_year, at.papers, at.newest]) AS known
    }
    WITH person_id, known
    WHERE size([each IN known WHERE size(each[4]) >= $evidence OR size(each[4]) = each[3]]) = size(known)
    RETURN collect([person_id, known]) AS told
  }
  CALL (told) {
    UNWIND told AS each
    UNWIND each[1] AS at
    CALL (at) {
      UNWIND at[4][0..$evidence] AS paper_id
      MATCH (paper:Paper {id: paper_id})
      WITH paper
      ORDER BY coalesce(paper.year, 0) DESC, paper.id
      RETURN collect([paper.id, paper.year, paper.title, paper.venue]) AS said
    }
    RETURN collect([each[0], at[0], at[1], at[2], at[3], said]) AS kept
  }
  CALL (told) {
    WITH [each IN told | each[0]] AS done
    UNWIND [id IN $people WHERE NOT id IN done] AS person_id
    MATCH (person:Person {id: person_id})-[authored:AUTHORED]->(paper)
    WITH person_id, paper, [id IN authored.institution_ids WHERE id IN $institutions] AS places
    WHERE size(places) > 0
    UNWIND places AS place_id
    WITH DISTINCT person_id, place_id, paper
    WITH person_id, place_id, paper, $since <= coalesce(paper.year, 0) <= $until AS counted
    ORDER BY coalesce(paper.year, 0) DESC, paper.id
    WITH person_id, place_id,
      min(CASE WHEN counted THEN paper.year END) AS first,
      max(CASE WHEN counted THEN paper.year END) AS last,
      collect(CASE WHEN counted THEN paper END) AS said
    RETURN collect([
      person_id, place_id, first, last, size(said),
      [paper IN said[0..$evidence] | [paper.id, paper.year, paper.title, paper.venue]]
    ]) AS read
  }
  RETURN kept + read AS placed
}
CALL () {
  UNWIND $papers AS paper_id
  MATCH (paper:Paper {id: paper_id})-[about:ABOUT]->(topic)
  WHERE topic.id IN $topics
  RETURN collect([paper.id, topic.id, about.score, paper.year]) AS about
}
CALL () {
  UNWIND $papers AS paper_id
  MATCH (paper:Paper {id: paper_id})-[:CITES]->(cited:Paper)
  WHERE cited.id IN $papers
  RETURN collect([paper.id, cited.id, paper.year]) AS cites
}
CALL () {
  CALL () {
    UNWIND $topics AS topic_id
    MATCH (topic:Topic {id: topic_id})-[:PART_OF]->(broader:Topic)
    WHERE broader.id IN $topics
    RETURN topic.id AS part, broader.id AS whole
    UNION ALL
    UNWIND $institutions AS institution_id
    MATCH (institution:Institution {id: institution_id})-[:PART_OF]->(parent:Institution)
    WHERE parent.id IN $institutions
    RETURN institution.id AS part, parent.id AS whole
  }
  RETURN collect([part, whole]) AS part_of
}
CALL () {
  CALL () {
    // From the topic, and below from the person in between: REACH bounds what those have. Nodes
    // are compared, for their ids would have to be read.
    UNWIND $resting AS each
    MATCH (resting:Person {id: each[0]})
    UNWIND each[1] AS shared
    WITH shared, collect(resting) AS people
    MATCH (:Topic {id: shared})<-[:ABOUT]-(paper)
    WHERE $since <= coalesce(paper.year, 0) <= $until
    WITH shared, people, paper
    MATCH (paper)<-[:AUTHORED]-(person)
    WHERE person IN people
    RETURN person.id AS person_id, shared, paper
    UNION ALL
    UNWIND $resting AS each
    WITH each
    WHERE size(each[2]) > 0
    MATCH (:Person {id: each[0]})-[authored:AUTHORED]->(paper)
    WHERE $since <= coalesce(paper.year, 0) <= $until
    UNWIND authored.institution_ids AS shared
    WITH each, shared, paper
    WHERE shared IN each[2]
    RETURN each[0] AS person_id, shared, paper
    UNION ALL
    UNWIND $resting AS each
    MATCH (resting:Person {id: each[0]})
    UNWIND each[3] AS shared
    WITH shared, collect(resting) AS people
    MATCH (:Person {id: shared})-[:AUTHORED]->(paper)
    WHERE paper.authors_count <= $crowd AND $since <= coalesce(paper.year, 0) <= $until
    WITH shared, people, paper
    MATCH (paper)<-[:AUTHORED]-(person)
    WHERE person IN people
    RETURN person.id AS person_id, shared, paper
  }
  WITH DISTINCT person_id, shared, paper
  ORDER BY coalesce(paper.year, 0) DESC, paper.id
  WITH person_id, shared, collect([paper.id, paper.year, paper.title, paper.venue])[0..$behind] AS newest
  RETURN collect([person_id, shared, newest]) AS behind
}
CALL () {
  CALL () {
    UNWIND [each IN $apart WHERE each[0] = 'topics of people'] AS each
    UNWIND each[1] AS id
    MATCH (person:Person {id: id})-[:AUTHORED]->(paper)-[:ABOUT]->(topic)
    WHERE $since <= coalesce(paper.year, 0) <= $until
    WITH each[0] AS relation, topic, person.id AS id, max(paper.year) AS last
    WITH relation, topic, collect([id, null, last]) AS ends
    WHERE size(ends) > 1 AND any(end IN ends WHERE end[0] IN $around)
    RETURN [
      relation, topic.id, topic.name, null, null, COUNT { (topic)<-[:ABOUT]-() }, ends
    ] AS row
    UNION ALL
    UNWIND [each IN $apart WHERE each[0] = 'institutions'] AS each
    UNWIND each[1] AS id
    MATCH (person:Person {id: id})-[at:AFFILIATED_WITH]->(place)
    WHERE at.first_year <= $until AND $since <= at.last_year
    WITH each[0] AS relation, place, collect([
      id,
      CASE WHEN at.first_year > $since THEN at.first_year ELSE $since END,
      CASE WHEN at.last_year < $until THEN at.last_year ELSE $until END
    ]) AS ends
    WHERE size(ends) > 1 AND any(end IN ends WHERE end[0] IN $around)
    RETURN [
      relation, place.id, place.name, null, null, COUNT { (place)<-[:AFFILIATED_WITH]-() }, ends
    ] AS row
    UNION ALL
    UNWIND [each IN $apart WHERE each[0] = 'collaborators'] AS each
    UNWIND each[1] AS id
    MATCH (one:Person {id: id})-[:AUTHORED]->(paper)
    WHERE coalesce(paper.authors_count, 0) <= $crowd AND $since <= coalesce(paper.year, 0) <= $until
    WITH each[0] AS relation, one, paper, paper.year AS year,
      CASE
        WHEN paper.year IS NULL THEN 0.5
        WHEN paper.year >= $newest THEN 1.0
        ELSE 0.5 ^ (($newest - paper.year) / $half_life)
      END / CASE WHEN paper.authors_count > 2 THEN paper.authors_count - 1 ELSE 1 END AS part
    MATCH (paper)<-[:AUTHORED]-(person)
    WHERE person <> one
    WITH relation, one, person, sum(part) AS tie, max(year) AS last
    WITH relation, person, collect([one.id, tie, last]) AS ends
    WHERE size(ends) > 1 AND any(end IN ends WHERE end[0] IN $around)
    RETURN [
      relation, person.id, person.name, null, null, COUNT { (person)-[:AUTHORED]->() }, ends
    ] AS row
    UNION ALL
    UNWIND [each IN $apart WHERE each[0] = 'authors'] AS each
    UNWIND each[1] AS id
    MATCH (:Paper {id: id})<-[:AUTHORED]-(person)
    WITH each[0] AS relation, person, collect([id, null, null]) AS ends
    WHERE size(ends) > 1 AND any(end IN ends WHERE end[0] IN $around)
    RETURN [
      relation, person.id, person.name, null, null, COUNT { (person)-[:AUTHORED]->() }, ends
    ] AS row
    UNION ALL
    UNWIND [each IN $apart WHERE each[0] = 'cited'] AS each
    UNWIND each[1] AS id
    MATCH (:Paper {id: id})-[:CITES]->(cited)
    WITH each[0] AS relation, cited, collect([id, null, null]) AS ends
    WHERE size(ends) > 1 AND any(end IN ends WHERE end[0] IN $around)
    RETURN [
      relation, cited.id, cited.title, cited.year, cited.venue, COUNT { (cited)<-[:CITES]-() }, ends
    ] AS row
    UNION ALL
    // A paper that very many cite is never read from there, but from the one that fewer cite.
    UNWIND $cited AS each
    MATCH (one:Paper {id: each[0]})
    UNWIND each[1] AS id
    MATCH (other:Paper {id: id})
    WITH one, other, COUNT { (one)<-[:CITES]-() } AS ones, COUNT { (other)<-[:CITES]-() } AS others
    WITH CASE WHEN others < ones THEN other ELSE one END AS few,
      CASE WHEN others < ones THEN one ELSE other END AS many,
      CASE WHEN others < ones THEN others ELSE ones END AS citations
    WHERE citations <= $most
    WITH few, collect(many) AS several
    MATCH (few)<-[:CITES]-(citing)-[:CITES]->(many)
    WHERE many IN several
    WITH few, many, citing
    WHERE $since <= coalesce(citing.year, 0) <= $until
    RETURN [
      'citing', citing.id, citing.title, citing.year, citing.venue, COUNT { (citing)-[:CITES]->() },
      [[few.id, null, null], [many.id, null, null]]
    ] AS row
    UNION ALL
    UNWIND [each IN $apart WHERE each[0] = 'topics of papers'] AS each
    UNWIND each[1] AS id
    MATCH (:Paper {id: id})-[:ABOUT]->(topic)
    WITH each[0] AS relation, topic, collect([id, null, null]) AS ends
    WHERE size(ends) > 1 AND any(end IN ends WHERE end[0] IN $around)
    RETURN [
      relation, topic.id, topic.name, null, null, COUNT { (topic)<-[:ABOUT]-() }, ends
    ] AS row
  }
  RETURN collect(row) AS shared
}
CALL () {
  CALL () {
    UNWIND $papers AS id
    MATCH (n:Paper {id: id})
    RETURN n.id AS node, 'paper' AS kind, n.title AS label, n.year AS year, n.venue AS note,
      n.authors_count AS size
    UNION ALL
    UNWIND $people AS id
    MATCH (n:Person {id: id})
    RETURN n.id AS node, 'person' AS kind, n.name AS label, null AS year, n.identity AS note,
      COUNT { (n)-[:AUTHORED]->() } AS size
    UNION ALL
    UNWIND $topics AS id
    MATCH (n:Topic {id: id})
    RETURN n.id AS node, 'topic' AS kind, n.name AS label, null AS year, n.source AS note,
      COUNT { (n)<-[:ABOUT]-() } AS size
    UNION ALL
    UNWIND $institutions AS id
    MATCH (n:Institution {id: id})
    RETURN n.id AS node, 'institution' AS kind, n.name AS label, null AS year, n.country AS note,
      COUNT { (n)<-[:AFFILIATED_WITH]-() } AS size
  }
  RETURN collect([node, kind, label, year, note, size]) AS nodes
}
CALL () {
  CALL () {
    UNWIND $named_papers AS id
    MATCH (n:Paper {id: id})
    RETURN n.id AS node, 'paper' AS kind, n.title AS label, n.year AS year, n.venue AS note
    UNION ALL
    UNWIND $named_people AS id
    MATCH (n:Person {id: id})
    RETURN n.id AS node, 'person' AS kind, n.name AS label, null AS year, null AS note
    UNION ALL
    UNWIND $named_topics AS id
    MATCH (n:Topic {id: id})
    RETURN n.id AS node, 'topic' AS kind, n.name AS label, null AS year, null AS note
    UNION ALL
    UNWIND $named_institutions AS id
    MATCH (n:Institution {id: id})
    RETURN n.id AS node, 'institution' AS kind, n.name AS label, null AS year, null AS note
  }
  RETURN collect([node, kind, label, year, note]) AS named
}
CALL () {
  UNWIND $damped AS id
  MATCH (n:Paper {id: id})
  WHERE n.authors_truncated = true
  RETURN collect(n.id) AS broken_off
}
RETURN written, placed, about, cites, part_of, behind, shared, nodes, named, broken_off
