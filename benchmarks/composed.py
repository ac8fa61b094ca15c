"""Reports composed from clauses, with the truth about which incident each sentence tells of.

In: how many reports, and a seed. Out: `Composed` reports in the source form of the contract, each
with the spans of its text that tell of an incident and that incident's number. Places, parties,
days, tolls, targets and wordings vary, so that no report is a copy of another; days, tolls and
places are left out, rounded or put vaguely about as often as news does. It refuses to be news:
places are real, all that is said to have happened there is made up, and theatres are mixed freely.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FIRST, DAYS = date(2021, 1, 4), 730  # two years, however many reports
REPORTS_EACH = 3.2  # reports that tell of one incident, on average

THEATRES = (
    ("Mopti Bandiagara Gao Timbuktu Kidal Menaka Sikasso Segou Koutiala Kayes Djenne Douentza",
     "JNIM fighters|Islamic State militants|Malian soldiers|Wagner fighters|armed herders"),
    ("Maiduguri Damboa Gwoza Chibok Biu Bama Monguno Jos Kaduna Zaria Katsina Gusau",
     "Boko Haram fighters|ISWAP militants|Nigerian troops|bandits|vigilantes"),
    ("Goma Bukavu Beni Butembo Bunia Rutshuru Masisi Uvira Kalemie Kisangani Mambasa Walikale",
     "M23 rebels|ADF rebels|Congolese soldiers|CODECO militiamen|Mai-Mai fighters"),
    ("Mogadishu Baidoa Kismayo Beledweyne Galkayo Jowhar Bosaso Garowe Merca Dhusamareb Luuq",
     "al-Shabaab militants|Somali soldiers|clan militiamen|Islamic State fighters"),
    ("Khartoum Omdurman Nyala Geneina Kutum Kabkabiya Kadugli Kosti Sennar Kassala Zalingei",
     "RSF fighters|Sudanese soldiers|SPLM-N rebels|tribal militiamen"),
    ("Kharkiv Kherson Mykolaiv Bakhmut Kramatorsk Sloviansk Zaporizhzhia Odesa Sumy Chernihiv",
     "Russian forces|Ukrainian forces|Wagner fighters"),
    ("Gaza Jenin Nablus Hebron Rafah Ramallah Tulkarm Jericho Qalqilya Bethlehem Jabalia",
     "Israeli forces|Hamas fighters|Islamic Jihad militants|settlers"),
    ("Idlib Aleppo Homs Hama Raqqa Palmyra Qamishli Manbij Afrin Daraa Azaz Hasakah",
     "Syrian government forces|Islamic State fighters|Turkish forces|SDF fighters|HTS fighters"),
    ("Mosul Kirkuk Ramadi Fallujah Tikrit Baquba Samarra Basra Hit Haditha Sinjar Khanaqin",
     "Islamic State militants|Iraqi soldiers|Kataib Hezbollah fighters|Turkish warplanes"),
    ("Sanaa Hodeidah Taiz Marib Aden Saada Dhamar Ibb Hajjah Ataq Zinjibar Mukalla",
     "Houthi fighters|the Saudi-led coalition|al-Qaeda militants|Yemeni government troops"),
    ("Kabul Kandahar Kunduz Herat Jalalabad Ghazni Lashkar-Gah Khost Mazar-i-Sharif Farah",
     "Taliban fighters|Islamic State militants|Afghan soldiers|resistance fighters"),
    ("Quetta Peshawar Miranshah Wana Bannu Turbat Gwadar Khuzdar Kohat Swat Hangu",
     "Pakistani Taliban militants|Baloch separatists|Pakistani soldiers|sectarian gunmen"),
    ("Mandalay Sagaing Loikaw Hakha Lashio Myitkyina Sittwe Monywa Magway Pakokku Falam",
     "Myanmar soldiers|Kachin rebels|Arakan Army fighters|resistance fighters|Karenni fighters"),
    ("Cotabato Marawi Jolo Zamboanga Isabela Davao Koronadal Surigao Butuan Kidapawan",
     "Abu Sayyaf gunmen|New People's Army rebels|Philippine soldiers|BIFF fighters"),
    ("Cali Tumaco Buenaventura Quibdo Arauca Cucuta Popayan Caucasia Tibu Saravena Corinto",
     "ELN rebels|FARC dissidents|Colombian soldiers|Clan del Golfo gunmen"),
    ("Pemba Palma Macomia Nampula Mueda Chiure Montepuez Nangade Quissanga Metuge",
     "Islamic State militants|Mozambican soldiers|Rwandan troops|insurgents"),
)  # fmt: skip
"""Towns and armed parties of sixteen theatres."""

DEEDS = (
    ("shot dead", "opened fire on", "attacked", "stormed", "raided", "ambushed"),
    ("shelled", "fired mortar rounds at", "fired artillery at", "pounded"),
    ("bombed", "carried out an air strike on", "struck from the air", "hit with an air strike"),
    ("hit with a drone strike", "struck with a drone", "carried out a drone attack on"),
    ("set off a car bomb at", "detonated a bomb at", "blew up a vehicle packed with explosives at"),
    ("fired rockets at", "launched a rocket attack on", "rained rockets on"),
)
NOUNS = (
    ("attack", "assault", "raid", "shooting"), ("shelling", "mortar attack", "bombardment"),
    ("air strike", "air raid", "bombing"), ("drone strike", "drone attack"),
    ("car bombing", "bombing", "explosion"), ("rocket attack", "rocket fire"),
)  # fmt: skip
TARGETS = (
    "a weekly market", "a police station", "a military post", "a checkpoint", "a secondary school",
    "a hospital", "a convoy of lorries", "a bus", "a wedding party", "a funeral", "a mosque",
    "a church", "a bakery", "a fuel depot", "a power station", "a grain store", "a prison",
    "a customs office", "a hotel", "a restaurant", "a water tower", "a bridge", "an aid convoy",
    "a clinic", "a displaced persons' camp", "a cattle market", "a gold mine", "a radio station",
    "the town hall", "a court house", "an army base", "an oil pipeline", "a railway station",
    "a dormitory", "a cement factory", "a farm", "a fishing harbour", "a bank", "a pharmacy",
    "a football ground", "a tea house", "a patrol of soldiers", "a minibus taxi", "a warehouse",
)  # fmt: skip
LANDMARKS = (
    "the Nasr roundabout", "the old cinema", "Liberty Square", "the northern ring road",
    "the grain silos", "the university", "the airport road", "the cattle bridge", "the stadium",
    "the brick kilns", "the central bus park", "the cotton mill", "Martyrs' Cemetery",
    "the customs yard", "the tannery", "the teachers' college", "the river port", "the quarry",
)  # fmt: skip
NAMES = (
    "Ibrahim Sankara", "Moses Achuil", "Daniel Ortega Ruiz", "Hassan al-Tikriti", "Ko Min Thu",
    "Abdul Wahid Noor", "Pierre Lukusa", "Yusuf Abdi Warsame", "Olena Marchenko", "Jose Macuacua",
    "Rami Abu Salem", "Faisal Khan Afridi", "Musa Tanko", "Luis Cardona", "Khaled al-Ahdal",
    "Sergei Bondar", "Mariam Coulibaly", "Omar Dagher", "Aung Naing Win", "Ramon Dimaporo",
)  # fmt: skip
SPEAKERS = (
    "a local official", "police", "the army", "residents", "a hospital source", "witnesses",
    "the governor's office", "a security source", "a monitoring group", "the health ministry",
    "an aid worker", "a village chief", "the interior ministry", "a doctor", "a lawmaker",
)  # fmt: skip
FILLER = (
    "Shops stayed closed in the {n} districts nearest to the scene.",
    "No group has said that it was behind the {noun}.",
    "Soldiers sealed off {mark} and searched houses for {n} hours.",
    "“We heard it and ran,” said {name}, who lives near {mark}.",
    "“There was dust everywhere, and then people calling for water,” a teacher said by telephone.",
    "The road to {town} was reopened after {n} hours.",
    "Aid groups said that {n} families had left for {town} with what they could carry.",
    "The government has promised an inquiry, the {n}th this year.",
    "Electricity was cut in parts of {town}, and telephone lines were down for {n} hours.",
    "Prices of flour in {town} have risen by {n} per cent since the spring.",
    "“Nobody tells us anything,” said {name}, a trader of {n} years.",
    "The United Nations said that it was following the events in {town} with concern.",
    "Talks that were to open in {town} have been put off by {n} days.",
    "Officials said that the number of checkpoints around {town} would rise to {n}.",
    "A local reporter counted {n} burnt vehicles along the road near {mark}.",
    "The mayor, {name}, asked residents to stay away from {mark}.",
)
SOURCES = tuple(f"{a} {b}" for a in ("Daily", "Evening", "National", "Regional", "Northern")
                for b in ("Courier", "Post", "Wire", "Observer", "Radio", "Gazette"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """One incident as it truly was."""

    number: int
    day: date
    town: str
    theatre: int
    doer: str
    deed: int
    target: str
    mark: str
    killed: int
    injured: int
    victim: str | None


@dataclass(frozen=True, slots=True)
class Composed:
    """One report, and which spans of its text tell of which incident."""

    id: str
    text: str
    published: date | None
    source: str
    truth: tuple[tuple[int, int, int], ...]  # start, end, number of the incident

    @property
    def row(self) -> dict[str, str]:
        """The report in the source form of the contract."""
        row = {"id": self.id, "text": self.text, "source": self.source}
        return row | ({"published": self.published.isoformat()} if self.published else {})


def compose(reports: int, seed: int = 7) -> Iterator[Composed]:
    """So many reports; a larger number tells of more incidents in the same two years."""
    chance = random.Random(f"{seed}/{reports}")
    world = [_happened(n, chance) for n in range(round(reports * 2.2 / REPORTS_EACH))]
    world.sort(key=lambda h: (h.day, h.number))
    by_theatre: list[list[Happened]] = [[] for _ in THEATRES]
    for happened in world:
        by_theatre[happened.theatre].append(happened)
    for number in range(reports):
        yield _report(number, world, by_theatre, chance)


def _happened(number: int, chance: random.Random) -> Happened:
    theatre = chance.randrange(len(THEATRES))
    towns, doers = THEATRES[theatre]
    killed = min(int(chance.paretovariate(0.9)) - chance.randrange(2), 140)
    return Happened(
        number,
        FIRST + timedelta(days=chance.randrange(DAYS)),
        chance.choice(towns.split()),
        theatre,
        chance.choice(doers.split("|")),
        chance.randrange(len(DEEDS)),
        chance.choice(TARGETS),
        chance.choice(LANDMARKS),
        killed,
        int(killed * chance.uniform(0, 4)) + chance.randrange(3),
        chance.choice(NAMES) if chance.random() < 0.12 else None,
    )


def _report(
    number: int,
    world: Sequence[Happened],
    by_theatre: Sequence[Sequence[Happened]],
    chance: random.Random,
) -> Composed:
    main = chance.choice(world)
    near = by_theatre[main.theatre]
    at = near.index(main)
    earlier = [
        near[max(0, at - chance.randrange(1, 12))] for _ in range(chance.choice((0, 1, 1, 2)))
    ]
    told = list(dict.fromkeys([main, *(h for h in earlier if h is not main)]))
    published = main.day + timedelta(days=chance.choice((0, 1, 1, 2)))
    dated = chance.random() < 0.85
    parts: list[tuple[str, int | None]] = []
    for place, happened in enumerate(told):
        parts.append((_lead(happened, published, dated, place, chance), happened.number))
        if chance.random() < 0.6:
            parts.append((_more(happened, chance), happened.number))
        for _ in range(chance.randrange(1, 4)):
            parts.append((_filler(happened, chance), None))
    text, truth = "", []
    for words, of in parts:
        text += "\n\n" if text and chance.random() < 0.6 else " " if text else ""
        if of is not None:
            truth.append((len(text), len(text) + len(words), of))
        text += words
    when = published if dated else None
    return Composed(f"r{number:05}", text, when, chance.choice(SOURCES), tuple(truth))


def _lead(
    happened: Happened, published: date, dated: bool, place: int, chance: random.Random
) -> str:
    """The sentence that tells of an incident."""
    doer = happened.doer if chance.random() < 0.75 else chance.choice(("gunmen", "attackers"))
    when = _when(happened.day, published, dated, chance)
    where = f"in {happened.town}" if chance.random() < 0.92 else "in the region"
    if chance.random() < 0.45:
        where = f"near {happened.mark} {where}"
    toll = _toll(happened, chance)
    said = f", {chance.choice(SPEAKERS)} said" if chance.random() < 0.7 else ""
    noun = chance.choice(NOUNS[happened.deed])
    deed = chance.choice(DEEDS[happened.deed])
    article = "An" if noun[0] in "ae" else "A"
    shapes = (
        f"{doer} {deed} {happened.target} {where}{when}{toll}{said}.",
        f"{article} {noun} by {doer} on {happened.target} {where}{when}{toll or ' caused damage'}"
        f"{said}.".replace(", killing", " killed").replace(", leaving", " left"),
        f"{when.strip() + ', ' if when else ''}{doer} {deed} {happened.target} {where}"
        f"{toll}{said}.",
    )
    words = " ".join(chance.choice(shapes).split())
    if place and words[:2] in ("A ", "An"):
        words = chance.choice(("Earlier, ", "In another incident, ", "", "")) + _small(words)
    return words[0].upper() + words[1:]


def _small(words: str) -> str:
    return words[0].lower() + words[1:]


def _when(day: date, published: date, dated: bool, chance: random.Random) -> str:
    """Words for the day, as news puts it; none in one sentence of seven."""
    if chance.random() < 0.14:
        return ""
    exact = f" on {day.day} {day:%B}"
    if (published - day).days <= 6 and chance.random() < 0.7:
        hour = chance.choice(("", "", "", " evening", " morning"))
        return f" on {day:%A}{hour}"
    if not dated and chance.random() < 0.4:
        return f"{exact} {day.year}"
    return chance.choice((exact, f" on {day:%B} {day.day}", f"{exact} {day.year}"))


def _toll(happened: Happened, chance: random.Random) -> str:
    """Words for the toll, sometimes an early or rounded one; none in one sentence of five."""
    if chance.random() < 0.2:
        return ""
    killed, injured = happened.killed, happened.injured
    if chance.random() < 0.25 and killed > 3:
        killed = max(1, killed - chance.randrange(1, max(2, killed // 3)))
    who = happened.victim and chance.random() < 0.7 and f", among them {happened.victim}"
    whom = chance.choice(("people", "people", "civilians", "persons"))
    more = f" and wounding {injured} others" if injured and chance.random() < 0.6 else ""
    some = chance.choice(("", "", "", "at least ", "about ")) if killed > 2 else ""
    if killed == 0:
        return f", wounding {injured} {whom}" if injured else ""
    form = chance.choice((f", killing {some}{killed} {whom}", f", leaving {some}{killed} dead"))
    return f"{form}{more}{who or ''}"


def _more(happened: Happened, chance: random.Random) -> str:
    """A sentence that goes on about the same incident."""
    noun = chance.choice(NOUNS[happened.deed])
    choices = [
        f"The {noun} began at {chance.randrange(3, 11)} in the morning and lasted "
        f"{chance.randrange(5, 90)} minutes.",
        f"The {noun} destroyed {chance.randrange(2, 9)} rooms of {happened.target[2:]}.",
        f"{chance.choice(SPEAKERS).capitalize()} blamed {happened.doer} for the {noun}.",
    ]
    if happened.killed > 1:
        choices.append(
            f"The {noun} killed {happened.killed} people, {chance.choice(SPEAKERS)} said."
        )
    if happened.victim:
        choices.append(f"{happened.victim} was killed in the {noun}, relatives said.")
    return chance.choice(choices)


def _filler(happened: Happened, chance: random.Random) -> str:
    towns = THEATRES[happened.theatre][0].split()
    return chance.choice(FILLER).format(
        n=chance.randrange(2, 60),
        noun=chance.choice(NOUNS[happened.deed]),
        mark=happened.mark if chance.random() < 0.5 else chance.choice(LANDMARKS),
        name=chance.choice(NAMES),
        town=chance.choice(towns),
    )
