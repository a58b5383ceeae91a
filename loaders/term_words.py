"""Words that ``loaders.terms`` knows by name. English, as most titles in its reach are."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that end a run: no term crosses them.
STOP = _set("""
a about across after against all along also am among an and any are around as at be been before
being below between beyond both but by can could de der des die did do does doing down du during
each either et few for from further had has have having he her here him his how i if in into is it
its just la le les like made make makes many may me might more most much must my nor not of off on
once one only or other our ours out over own per same she should since so some such than that the
their them then there these they this those through throughout to together too toward towards
two und under until up upon us use used uses using versus very via vs was we were what when where
whether which while who whom whose why will with within without would yet you your
""")

# Words that neither begin nor end a term: they praise, place or announce, but name nothing.
GENERIC = _set("""
accurate achieving active advance advanced advancing agnostic aided alternative analytic
application approach approximate art assisted assisting augmented automated automatic
automatically aware awareness balanced base based baseline basic benchmark better bridging brief
bringing built call case centric challenge challenging choice class collection combination
combined combining common compact comparative comparing comparison competitive complete complex
complexity comprehensive concept consistent constrained constraint context contribution cost
critical current customized data dataset deeper demo demonstration dependent design designing
detailed developing development direct directly discussion distinct driven early easy edition
effect effective effectively efficiency efficient efficiently elegant emerging empirical enabled
enabling end enhanced enhancement enhancing enriched evaluating evaluation evidence example
experiment experimental exploiting exploration exploratory explore exploring extended extending
extension extensive factor fair family fast faster fine first flexible focused formulation
foundation four framework free friendly full fully fundamental general generalized generating
generic good grained great grounded group guide guided hard harnessing heavy help helpful high
higher highly hybrid idea impact implementation importance improve improved improvement improving
incorporating increasing independent individual induced infinite informed initial innovative
insight inspired integrated integrating integration interesting introducing introduction invariant
investigating investigation invited issue joint jointly key keynote known large larger late latest
learnable learned lesson level leveraging lightweight limit limited list long look low lower main
making massive matter mean meaningful measuring meet method methodology minimal mixed modified
modular more multiple near need new next non note novel number online open optimal optimized
optimizing oriented overview pair panel paper part partial partially perspective piece pilot place
plus possible post potential powerful practical practice pre preliminary preserving principled
problem proceeding promising proposed provable provably purpose quick quickly rapid rate real
really recent recently report research resource result rethinking review revisited revisiting rich
right robust robustly role scalable scale scenario scheme second sensitive session set setting
several shared short side significant simple simplified simultaneous simultaneously single size
small smart smarter solution solving special specific stage standard state step strategy strong
stronger structured study successful summary supporting survey systematic tailored take taking
target task technique term theoretical theory thing three time tool top total track tradeoff trend
truly tutorial two type ultra unified unifying universal unknown upper useful variant various vast
versatile via view way weak well wide wild wise work workshop world zero
""")

# Good as the first word of a term, never as its last: "deep hashing", not "image deep".
NEVER_LAST = _set("""
bag deep deeply domain dual dynamic human latent local mobile natural pairwise people people's
person semi social user weakly web
""")
# The other way about: "metric learning", not "learning metric". So are other verbal nouns.
NEVER_FIRST = _set("""
algorithm analysis classification completion component detection estimation feature
generation inference instance learn model module network optimization performance pipeline
prediction process recognition representation segmentation selection similarity space structure
system
""")
# Words in -ing that may begin a term.
GERUNDS = _set("""
bullying clustering crowdsourcing embedding gaming hashing imaging king marketing parking
programming ranking reading ring sing spring string thing wing
""")
# Nouns that end as adjectives and participles do.
NOUNS = _set("""
advertisement agent alignment animal anomaly anonymity answer approval arabic arrival assembly
assessment assignment autoencoder bed boundary character cascade center classifier clinic cluster
comment component computer consumer content controller corner counter covariant critic decoder
dictionary disaster document embodiment encoder engagement enrichment entertainment environment
event experiment fabric family feed filter folder forest gesture goal gradient graphic hospital
intent interest layer letter library logic management metric moment movement music narrative news
newspaper number objective order paper parameter parser patient placement plant player portal
proposal quality reader recommender refinement reinforcement removal render repository retrieval
router seed segment sentiment server signal speaker speed student summary survival table teacher
test topic tracker traffic transfer transformer treatment twitter user variable vocabulary weather
""")
# Two words that end so name a device rather than a topic, unless many titles do.
VAGUE = _set("architecture code descriptor detector feature function model network")
# What a hyphen joins to the next word: "re-identification", "multi view".
PREFIXES = _set("""
re multi semi non un pre co sub super inter intra hyper bi tri anti auto meta micro macro ultra
pseudo spatio over under self
""")
# No plurals, though they end so.
UNFOLDED = _set("""
series news bias lens atlas canvas gps rss dns corpus bus gas gans
always paris las texas kansas illinois physics arkansas
""")
# Two spellings of one word.
SAME = {"net": "network", "nets": "network", "dialogue": "dialog", "modelling": "modeling"}
