"""Numbers written as words, as far as a text must be seen to name a number at all."""

import re

# From two to twenty, the tens and a hundred. One is left out: in most languages it is an article as well.
_WRITTEN = """
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante
cinquante soixante cent
dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta cuarenta cincuenta
sesenta setenta ochenta noventa cien
due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici venti trenta quaranta
cinquanta sessanta settanta ottanta novanta cento
zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn zwanzig dreißig
vierzig fünfzig sechzig siebzig achtzig neunzig hundert
dwa dwie dwóch dwu trzy trzech cztery czterech pięć pięciu sześć sześciu siedem siedmiu osiem ośmiu dziewięć
dziewięciu dziesięć dziesięciu jedenaście dwanaście dwunastu czternaście czternastu dwadzieścia trzydzieści
czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt sto
dois duas três sete oito nove dez onze doze treze catorze quinze vinte trinta quarenta sessenta oitenta
kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen yksitoista kaksitoista kaksikymmentä sata
"""
_WORDS = frozenset(_WRITTEN.casefold().split())


def is_number(word: str) -> bool:
    """Whether a word names a number: it begins with a digit, or is a number word, such as `thirty-six`."""
    return bool(re.match(r"\d", word)) or word.partition("-")[0] in _WORDS
