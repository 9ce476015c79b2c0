"""The things, places, animals and words of the world."""

from __future__ import annotations

OBJECTS = (
    'apple ball balloon bell basket blanket book boot bottle bowl box brush bucket candle cap coin cup doll drum feather'
    ' flag flute guitar hammer hat jar kettle key kite lamp lantern lemon map mirror mug needle orange pear pen pencil'
    ' pillow plate ring rope scarf shell shoe spoon stick stone ticket towel trumpet umbrella violin whistle'
).split()
"""Small enough for anybody to carry."""

ROOMS = 'attic barn bathroom bedroom cellar garage garden hallway kitchen library office park school shop stable yard'.split()

COUNTED = (
    'apples beads books buttons cards coins eggs flowers keys marbles nuts pears pencils seeds shells stamps stickers stones'
).split()

LEGS = {'ant': 6, 'bee': 6, 'cat': 4, 'cow': 4, 'crab': 10, 'dog': 4, 'duck': 2, 'fly': 6, 'goat': 4, 'hen': 2, 'horse': 4, 'owl': 2,
        'pig': 4, 'sheep': 4, 'spider': 8, 'swan': 2}  # fmt: skip
PLURAL = {'fly': 'flies', 'sheep': 'sheep', 'fox': 'foxes', 'mouse': 'mice', 'fish': 'fish', 'wolf': 'wolves', 'goose': 'geese'}


def plural(noun: str) -> str:
    return PLURAL.get(noun, noun + 's')


WORDS = (
    'able acorn actor adult after again alarm album alive angel animal ankle answer apple april april arrow artist autumn'
    ' baby bacon badge bakery balloon banana basket beach beard beaver bedroom beetle bench berry bicycle bird biscuit'
    ' blanket blossom board boat bottle bottom bowl branch brave bread breeze brick bridge bright broom brother brush'
    ' bubble bucket builder bunny butter button cabin cactus camel camera candle candy canoe captain carpet carrot castle'
    ' cellar center cereal chair chalk cheese cherry chicken child circle circus city class clever climb clock cloud clown'
    ' coast cocoa coffee color comet cookie copper corner cotton cotton cousin cradle crane crayon creek crown cuckoo'
    ' cupboard curtain cushion dance danger daughter deer desert desk diamond dinner doctor dolphin donkey door dragon'
    ' drawer dream dress drum eagle earth easel echo eleven empty engine evening falcon family farmer father feather fence'
    ' ferry field finger fire flag floor flower flute forest forest fork fountain friend frog fruit funny garden garlic'
    ' gentle giant ginger giraffe glass glove goat gold goose grape grass green guitar hammer happy harbor harvest hedge'
    ' helmet hollow honey horse hotel house hungry island jacket jelly jewel jigsaw journey jungle kettle kitchen kitten'
    ' ladder lantern leather lemon letter library lizard lobster lunch machine magic magnet mango maple marble market'
    ' meadow melon middle minute mirror mitten model money monkey morning mother motor mountain mouse music napkin needle'
    ' nephew number nurse ocean office onion orange orchard oven owner oyster paddle paint palace panda paper parent parrot'
    ' peanut pebble pencil penguin pepper petal piano picnic picture pillow pilot pirate planet plant plate pocket police'
    ' potato powder present prince puddle pumpkin puppet puzzle queen quiet rabbit radio rain rainbow raven reason ribbon'
    ' river robin rocket rubber saddle sailor salad salmon sandal school scissors season secret shadow sheep shelf shell'
    ' shower silver simple sister sleepy slipper smile snail soccer soldier spade spider spinach spoon spring square stable'
    ' stamp station stone storm story street student summer sunset supper sweater swing table tailor teacher temple tennis'
    ' thunder ticket tiger tomato tooth towel tower train treasure trumpet tulip tunnel turkey turtle umbrella uncle valley'
    ' vanilla vessel village violin visitor voice wagon walnut water weather wheel whisper whistle willow window winter'
    ' wizard wolf wood worker yellow yogurt zebra'
).split()
WORDS = sorted(set(WORDS))
"""Words to spell, count letters in and write backwards."""

DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split()
