"""Made-up words of several languages, drawn as often as words are drawn in real text (Zipf)."""

import random
from itertools import accumulate

VOCABULARY = 20_000

# Language: its share of all claims, what syllables begin with, their vowels, what words end on.
_LANGUAGES = {
    "en": (50, "b c d f g h l m n p r s t w br st tr", "a e i o u ea ou", "n t d s r ng l"),
    "uk": (18, "б в г д ж з к л м н п р с т х ц ч ш", "а е и і о у я є ї", "н т к ть в л р"),
    "ru": (12, "б в г д ж з к л м н п р с т х ц ч щ", "а е и о у ы я ю", "н т к ть в л р"),
    "de": (10, "b d f g h k l m n r s t w sch st", "a e i o u ä ö ü ei", "n t r s ch ng"),
    "fr": (10, "b c d f g j l m n p r s t v ch", "a e i o u é è ou", "n t r s l x"),
}

# The words that every text of a language is full of, commonest first.
_COMMON = {
    "en": "the of to in and has that is for on with by at from was not more than its against",
    "uk": "у в на з що до не за про та від для під час це був року своїх понад країни",
    "ru": "в на и что не с по за из для от до о был при году своих более страны против",
    "de": "der die das in und zu den von mit für auf ist nicht ein dem sich des hat im gegen",
    "fr": "de la le les et des en un du une que pour dans est sur par pas plus avec contre",
}


class Words:
    """The vocabulary of one language, always the same, to be drawn from by rank."""

    def __init__(self, language: str) -> None:
        maker = random.Random(f"vocabulary of {language}")  # noqa: S311
        _, heads, vowels, tails = _LANGUAGES[language]
        first, middle, last = heads.split(), vowels.split(), tails.split()
        known = dict.fromkeys(_COMMON[language].split())
        while len(known) < VOCABULARY:
            syllables = [
                maker.choice(first) + maker.choice(middle) for _ in range(maker.randint(1, 3))
            ]
            known["".join(syllables) + maker.choice(last)] = None
        self.by_rank = list(known)
        self._weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def draw(self, chance: random.Random, count: int) -> list[str]:
        """Return ``count`` words, each the rarer the higher its rank (Zipf's law)."""
        return chance.choices(self.by_rank, cum_weights=self._weights, k=count)

    def sentence(self, chance: random.Random, least: int, most: int) -> str:
        """Return a sentence of ``least`` to ``most`` words, now and then with a number."""
        words = self.draw(chance, chance.randint(least, most))
        if chance.random() < 0.3:
            words.insert(chance.randrange(len(words)), str(chance.randint(2, 9999)))
        text = " ".join(words)
        return f"{text[0].upper()}{text[1:]}."

    def name(self, chance: random.Random, words: int = 2) -> str:
        """Return a name of some of the rarer words, each with a capital."""
        return " ".join(chance.choice(self.by_rank[50:]).capitalize() for _ in range(words))


def draw_language(chance: random.Random) -> str:
    """Return a language, each as often as its share."""
    shares = [share for share, *_ in _LANGUAGES.values()]
    return chance.choices(list(_LANGUAGES), weights=shares)[0]


def all_words() -> dict[str, Words]:
    """Return the vocabularies of all languages."""
    return {language: Words(language) for language in _LANGUAGES}
