// name: person_people
// doc: People who share topics, an institution in the same years, or collaborators with some people.
// access: read
// param egos: list<string> -- ids of the egos, each a person
// param since: integer -- first year counted; 0 counts what has no year too
// param until: integer -- last year counted
// param reach: integer -- most nodes followed from one ego by one relation, the most telling first; what lies beyond comes without neighbours
// param close: list<list<any>> -- [ego, place, collaborator, tie, last joint year] of the ego's strongest collaborators, the first place the strongest
// param crowd: integer -- papers with more authors tie nobody to a collaborator
// param newest: integer -- the year that ages count from
// param half_life: float -- years after which a paper counts half
// param limit: integer -- most rows; callers ask for one more than they use
// rows: one
// return rows: list<list<any>> -- [ego, relation, year, size, role, evidence ids, neighbour ids]; size is the number of authors of a paper, the degree of anything else; without a year each evidence is [id, year, role]. Shared_topic: evidence is a topic, neighbours the people with papers on it, the year the last in which both sides had one; same_institution: evidence is an institution, neighbours its people, the year the last in common; common_collaborators: evidence is a collaborator, role its tie to the ego, neighbours its collaborators, each as [id, tie, last joint year], a tie the sum of 1/(n−1) over papers of n authors, those a half-life old counting half
// cost: the topics of one person and their papers, the institutions of one person and their people, the papers of collaborators and their authors, as far as $reach goes
// example: {"egos": ["openalex:A5068542997"], "since": 2000, "until": 9999, "reach": 60, "close": [["openalex:A5068542997", 0, "openalex:A5074283997", 0.5, 2020]], "crowd": 50, "newest": 2024, "half_life": 10.0, "limit": 20}
UNWIND $egos AS ego
MATCH (node:Person {id: ego})
CALL (node) {
  // Labels are left out where a kind of edge has one kind of end: each costs one look per row.
  MATCH (node)-[:AUTHORED]->(own:Paper)-[:ABOUT]->(topic:Topic)
  WHERE $since <= coalesce(own.year, 0) <= $until
  WITH topic, max(own.year) AS mine
  WITH topic.id AS id, mine, COUNT { (topic)<-[:ABOUT]-() } AS degree
  ORDER BY degree, id
  WITH collect([id, mine, degree]) AS ends
  WITH ends, reduce(so_far = [0, 0], each IN ends | CASE
      WHEN so_far[0] + each[2] <= $reach THEN [so_far[0] + each[2], so_far[1] + 1]
      ELSE [$reach, so_far[1]]
    END)[1] AS near
  CALL (ends, near) {
    UNWIND ends[0..near] AS each
    WITH each[0] AS id, each[1] AS mine, each[2] AS degree
    CALL (id, mine) {
      MATCH (:Topic {id: id})<-[:ABOUT]-(paper)
      WHERE $since <= coalesce(paper.year, 0) <= $until
      WITH paper, CASE WHEN mine IS NULL OR mine < paper.year THEN mine ELSE paper.year END AS year
      MATCH (paper)<-[:AUTHORED]-(person)
      WITH person, max(year) AS year
      RETURN year, collect(person.id) AS found
    }
    RETURN id, degree, year, found
    UNION ALL
    UNWIND ends[near..size(ends)] AS each
    RETURN each[0] AS id, each[2] AS degree, null AS year, [] AS found
  }
  RETURN 'shared_topic' AS relation, year, degree AS size, 1.0 AS role, [id] AS evidence,
    found AS neighbours
  UNION ALL
  MATCH (node)-[at:AFFILIATED_WITH]->(place:Institution)
  WHERE at.first_year IS NOT NULL
  WITH place, CASE WHEN at.first_year > $since THEN at.first_year ELSE $since END AS first,
    CASE WHEN at.last_year < $until THEN at.last_year ELSE $until END AS last
  WHERE first <= last
  WITH place.id AS id, [first, last] AS mine, COUNT { (place)<-[:AFFILIATED_WITH]-() } AS degree
  ORDER BY degree, id
  WITH collect([id, mine, degree]) AS ends
  WITH ends, reduce(so_far = [0, 0], each IN ends | CASE
      WHEN so_far[0] + each[2] <= $reach THEN [so_far[0] + each[2], so_far[1] + 1]
      ELSE [$reach, so_far[1]]
    END)[1] AS near
  CALL (ends, near) {
    UNWIND ends[0..near] AS each
    WITH each[0] AS id, each[1] AS mine, each[2] AS degree
    MATCH (:Institution {id: id})<-[at:AFFILIATED_WITH]-(person)
    WHERE at.first_year <= mine[1] AND mine[0] <= at.last_year
    WITH id, degree, person.id AS other, CASE WHEN mine[1] < at.last_year THEN mine[1] ELSE at.last_year END AS year
    RETURN id, degree, year, collect(other) AS found
    UNION ALL
    UNWIND ends[near..size(ends)] AS each
    RETURN each[0] AS id, each[2] AS degree, null AS year, [] AS found
  }
  RETURN 'same_institution' AS relation, year, degree AS size, 1.0 AS role, [id] AS evidence,
    found AS neighbours
  UNION ALL
  UNWIND [each IN $close WHERE each[0] = node.id] AS each
  MATCH (through:Person {id: each[2]})
  WITH each, COUNT { (through)-[:AUTHORED]->() } AS papers
  // One who alone exceeds the reach stands last, and keeps no other from being followed.
  ORDER BY CASE WHEN papers > $reach THEN 1 ELSE 0 END, each[1]
  WITH collect([each[2], each[3], each[4], papers]) AS ends
  WITH ends, reduce(so_far = [0, 0], each IN ends | CASE
      WHEN so_far[0] + each[3] <= $reach THEN [so_far[0] + each[3], so_far[1] + 1]
      ELSE [$reach, so_far[1]]
    END)[1] AS near
  CALL (ends, near) {
    UNWIND ends[0..near] AS each
    WITH each[0] AS id, each[1] AS tie, each[2] AS last, each[3] AS papers
    CALL (id) {
      MATCH (through:Person {id: id})-[:AUTHORED]->(paper)
      WHERE coalesce(paper.authors_count, 0) <= $crowd AND $since <= coalesce(paper.year, 0) <= $until
      WITH through, paper, paper.year AS year,
        CASE
          WHEN paper.year IS NULL THEN 0.5
          WHEN paper.year >= $newest THEN 1.0
          ELSE 0.5 ^ (($newest - paper.year) / $half_life)
        END / CASE WHEN paper.authors_count > 2 THEN paper.authors_count - 1 ELSE 1 END AS part
      MATCH (paper)<-[:AUTHORED]-(person)
      WHERE person <> through
      WITH person, max(year) AS theirs, sum(part) AS tie_on
      RETURN collect([person.id, tie_on, theirs]) AS found
    }
    WITH id, tie, last, papers, found
    WHERE size(found) > 0
    RETURN id, tie, last, papers, found
    UNION ALL
    UNWIND ends[near..size(ends)] AS each
    RETURN each[0] AS id, each[1] AS tie, each[2] AS last, each[3] AS papers, [] AS found
  }
  RETURN 'common_collaborators' AS relation, last AS year, papers AS size, tie AS role,
    [id] AS evidence, found AS neighbours
}
WITH ego, relation, year, size, role, evidence, neighbours
ORDER BY ego, relation, CASE WHEN role IS NULL THEN neighbours[0] ELSE evidence[0] END, year
LIMIT $limit
RETURN collect([ego, relation, year, size, role, evidence, neighbours]) AS rows
