"""Plots in the open: weather, animals, ways and games."""

from __future__ import annotations

from .plots_errands import TIME
from .tale import Tale

OPEN = ('kitchen', 'attic', 'cellar', 'barn', 'school', 'market')
"""Places that are not in the open."""


def rain(t: Tale) -> None:
    t.say('{T}, {A} and {B} played {w}.|{T}, {A} and {B} were {w}.', T=t.choose(TIME), w=t.place(*OPEN))
    t.say('Suddenly dark clouds came.|Then the sky became grey.|A cold wind began to blow.')
    t.say('It began to rain.|Soon it was raining hard.|Big drops fell, and there was thunder.')
    t.say('{B} was afraid of the thunder.|"I am getting wet!" said {B}.|"Quick, come with me!" said {A}.')
    t.say(
        'They ran to {s} and waited there.|{A} found {s}, and they hid there.',
        s=t.choose('a hut|a cave|an old barn|a big tree|a small bridge'),
    )
    t.say('{A} told a joke, and {B} laughed.|They sang songs until the rain stopped.|{A} and {B} shared a piece of bread.')
    t.say(
        'When the sun came back, they saw a rainbow.|At last the rain was over, and they walked home.|After an hour, the sky was blue again.'
    )


def race(t: Tale) -> None:
    goal = t.choose('bridge|old oak|mill|lake|church|well|big stone')
    t.say('"I am faster than you," said {A} to {B}.|{A} could run very fast, and was proud of it.|"Nobody runs as fast as I do," said {A}.')
    t.say('"Let us run to the {g}," said {B}.|So {A} and {B} ran a race to the {g}.', g=goal)
    t.say('{A} was soon far ahead.|At first {A} was much faster.|{A} ran like the wind.')
    t.say(
        '"I have time," thought {A}, and sat down in the grass.|Then {A} stopped to pick berries.|But {A} became tired and fell asleep under a tree.'
    )
    t.say('{B} did not stop.|{B} ran on and on.|Step by step, {B} came nearer.')
    t.say('{B} came to the {g} first.|When {A} came to the {g}, {B} was there already.|So {B} won the race.', g=goal)
    t.say('"Well done, {B}," said {A}.|{A} learned not to be so proud.|"Next time I will not stop," said {A}.')


def seed(t: Tale) -> None:
    fruit = t.choose('apple|pear|plum|cherry|peach|pumpkin|melon|sunflower')
    t.say('{B} gave {A} a seed.|{T}, {A} found a seed.|{A} got a seed from {B}.', T=t.choose(TIME))
    t.say('{A} put it into the ground.|{A} planted it behind the house.|{A} planted it in a pot.')
    t.say('Every day {A} gave it water.|{A} watered it every morning.|For weeks {A} watered it and waited.')
    t.say('At first nothing happened.|"Nothing grows," said {A}. "Be patient," said {B}.|{B} laughed, but {A} did not give up.')
    t.say('Then a small green leaf came out.|One morning there was a green leaf.')
    t.say(
        'The plant grew and grew. It was {an_f}!|In the summer, it was taller than {A}. It was {an_f}.',
        f=f'{fruit} tree' if fruit not in ('pumpkin', 'melon', 'sunflower') else fruit,
    )
    t.say('{A} and {B} were proud of it.|{A} called {B}, and they looked at it together.|"I did it!" said {A}.')


def hurt_bird(t: Tale) -> None:
    animal = t.choose('bird|sparrow|pigeon|swallow|robin|young magpie')
    part = 'wing'
    t.say(
        '{T}, {A} found {an_x} {w}.|{T}, {A} and {B} found {an_x} {w}.',
        T=t.choose(TIME),
        x=animal,
        w=t.place('kitchen', 'school', 'market', 'cellar'),
    )
    t.say('Its {p} was hurt.|It had a hurt {p} and could not fly.', p=part)
    t.say('"Poor thing," said {A}.|{A} took it home in a warm cloth.|{A} carried it home very carefully.')
    t.say('{B} brought water and some seeds.|{A} and {B} gave it water and food.|{A} made a nest of straw for it.')
    t.say('Day by day it got better.|After {n} days, its {p} was strong again.', n=t.choose('five|six|ten|twelve'), p=part)
    t.say('Then {A} opened the window, and it flew away.|They let it go, and it flew over the trees.')
    t.say('Sometimes it comes back and sings.|{A} was sad and glad at the same time.|"Goodbye!" called {B}.')


def stuck(t: Tale) -> None:
    x = t.thing(('balloon', 'ball', 'cap', 'flag', 'hat', 'kite', 'scarf'))
    t.say(
        '{T}, {A} played with a {x} {w}.|{A} had a new {x} and played with it {w}.',
        T=t.choose(TIME),
        x=x,
        w=t.place(*OPEN, 'beach', 'bridge'),
    )
    t.say('A strong wind came, and the {x} flew into a tree.|Then the {x} got stuck in a high tree.', x=x)
    t.say('{A} jumped, but the tree was too high.|{A} threw a stick, but the {x} did not fall.|"Oh no, my {x}!" cried {A}.', x=x)
    t.say('{B} heard that and came.|Then {B} came by.|"I can climb," said {B}.')
    t.say('{B} climbed up and got the {x}.|{B} climbed from branch to branch and got the {x}.|{B} brought a ladder and got the {x}.', x=x)
    t.say('{B} gave the {x} to {A}.|{B} gave it back to {A}.', x=x)
    t.say('"You are brave," said {A}.|Then they played together.|After that, {A} played far away from trees.')


def lost_way(t: Tale) -> None:
    t.say(
        '{T}, {A} and {B} went into the forest to look for {m}.|{T}, {A} and {B} walked in the forest.',
        T=t.choose(TIME),
        m=t.choose('berries|mushrooms|nuts|flowers'),
    )
    t.say(
        'They walked and walked and did not look at the way.|They saw a deer and ran after it.|They talked so much that they forgot the way.'
    )
    t.say(
        '"Where are we?" asked {B}.|Then {B} stopped. "I do not know this place," said {B}.|It became dark, and they did not know the way home.'
    )
    t.say('{A} was afraid, but {A.he} did not say so.|"Do not be afraid," said {A}.|"Let us think," said {A}.')
    t.say(
        '{A} heard a stream. "It flows to our village," said {A}.|{A} saw a light between the trees.|{A} climbed a tree and saw the church tower.'
    )
    t.say(
        'They went that way and came home.|So they found the way, and soon they were home.|They followed it, step by step, to the first house.'
    )
    t.say('Their supper was still warm.|"Next time we will look at the way," said {B}.|They were tired, but safe.')


def snow(t: Tale) -> None:
    x = t.thing(('basket', 'blanket', 'cap', 'hat', 'scarf', 'whistle'))
    t.say('In the night it snowed. Everything was white.|It was winter, and there was much snow.|When {A} woke up, the world was white.')
    t.say('{A} called {B}. "Let us make a snowman!"|{A} and {B} went out to make a snowman.')
    t.say(
        'They made a big ball and a small ball of snow.|{A} made the body, and {B} made the head.|They worked until their hands were cold.'
    )
    t.say('They used two stones for eyes and a carrot for a nose.|{B} took a carrot for the nose.|The eyes were two black stones.')
    t.say('{A} had {an_x} and gave it to the snowman.|{B} brought {an_x} for the snowman.', x=x)
    t.say(
        'It was the best snowman in the village.|"He looks like my uncle," said {B}, and they laughed.|The snowman stood there for {n} days.',
        n=t.choose('five|six|seven|nine'),
    )
    t.say('Then the sun came, and only the {x} was left.|When spring came, they found the {x} in the grass.', x=x)


def river(t: Tale) -> None:
    side = t.choose('a mill|an apple tree|a small hut|a field of flowers|a white horse')
    t.say(
        '{A} and {B} lived near a river. On the other side was {s}.|{T}, {A} and {B} stood at the river. On the other side they saw {s}.',
        T=t.choose(TIME),
        s=side,
    )
    t.say('There was no bridge.|The water was deep, and there was no bridge.|"How can we get there?" asked {A}.')
    t.say('"We can build a raft," said {B}.|{B} had an idea. "Let us build a raft," said {B}.')
    t.say(
        'They found wood and tied it together.|{A} brought wood, and {B} tied it together.|It took them {n} days to build it.',
        n=t.choose('two|three|four'),
    )
    t.say('Then they put the raft on the water and got on.|{A} got on first, and {B} followed.')
    t.say('The raft was slow, but it did not sink.|In the middle of the river, {A} held on to {B}.|The wind blew, but the raft went on.')
    t.say('At last they were on the other side.|They got to the other side and cheered.|Soon they stood on the other side.')


PLOTS = [rain, race, seed, hurt_bird, stuck, lost_way, snow, river]
