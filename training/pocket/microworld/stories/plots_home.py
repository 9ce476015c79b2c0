"""Plots at home and at school: baking, learning, fears and shared things."""

from __future__ import annotations

from .plots_errands import TIME
from .tale import Tale


def dark(t: Tale) -> None:
    x = t.thing(('candle', 'lamp', 'lantern'))
    what = t.choose('a coat on a hook|a chair with a blanket|the branch of a tree|a white shirt on a line|a sleeping cat')
    t.say('{A} was afraid of the dark.|At night {A} could not sleep, because it was so dark.')
    t.say('{T}, {B} stayed for the night.|One night, {B} was there too.', T='One evening')
    t.say('"There is something by the window," said {A}.|{A} saw something in the corner. "What is that?" asked {A}.')
    t.say('{B} got up and took {an_x}.|"Wait," said {B}, and brought {an_x}.', x=x)
    t.say('In the light of the {x} they saw what it was: {w}.|The {x} made the room bright. It was only {w}.', x=x, w=what)
    t.say('{A} had to laugh.|Both laughed.|"Is that all?" said {A}.')
    t.say(
        'After that, {A} was not afraid any more.|{A} put the {x} next to the bed and slept well.|From that night on, {A} slept well.', x=x
    )


def cake(t: Tale) -> None:
    thing = t.choose('sugar|flour|milk|butter|eggs')
    kind = t.choose('an apple cake|a honey cake|a cherry cake|a big cake|a small cake')
    t.say('{T}, {A} and {B} wanted to bake {k}.|{A} wanted to bake {k} for {B}, and {B} wanted to help.', T=t.choose(TIME), k=kind)
    t.say(
        'But there was no {x} in the house.|They had everything but {x}.|{A} looked, but there was no {x}.'
        if thing != 'eggs'
        else 'But there were no eggs in the house.|They had everything but eggs.',
        x=thing,
    )
    t.say(
        '{B} ran to the neighbour and came back with {x}.|{A} went to the shop and bought {x}.|"I will get {x}," said {B}, and soon {B.he} was back.',
        x=thing,
    )
    t.say('{A} mixed everything in a bowl.|{B} mixed it all, and {A} sang a song.|They mixed it, and there was flour on their noses.')
    t.say('Then they put the cake into the oven.|The cake was in the oven for an hour.|They waited in front of the oven.')
    t.say('How good it smelled!|Soon the whole house smelled of cake.|It was brown and sweet.')
    t.say('{A} ate {n} pieces.|{A} and {B} ate it with warm milk.|They gave some of it to the neighbour.', n=t.choose('two|three|four'))


def music(t: Tale) -> None:
    x = t.thing(('drum', 'flute', 'guitar', 'trumpet', 'violin'))
    t.say('{A} got a {x}.|{A} had a {x}, but {A.he} could not play it.|{B} gave a {x} to {A}.', x=x)
    t.say('At first the {x} sounded terrible.|The first tones of the {x} were terrible.', x=x)
    t.say('{B} put {B.his} hands over {B.his} ears.|"That hurts my ears," said {B}.|Even the birds flew away.')
    t.say('But {A} played every day.|{A} did not give up and learned one song.|Every evening {A} played for an hour.')
    t.say(
        'In the summer there was a feast in the village.|Then came the day of the big feast.|One day the teacher asked, "Who can play something?"'
    )
    t.say('{A} took the {x} and played.|{A} stood up and played the {x}.', x=x)
    t.say('Everybody was quiet.|All the people danced.|The people clapped their hands.')
    t.say('"That was beautiful," said {B}.|{B} was proud of {A}.|{B} clapped the loudest.')


def new_school(t: Tale) -> None:
    x = t.thing()
    t.say(
        '{A} was new at the school and knew nobody.|It was the first day of school, and {A} was shy.|{T}, {A} came to a new school.',
        T=t.choose(TIME),
    )
    t.say('{A} sat alone under a tree.|In the break {A} stood alone at the wall.|Nobody talked to {A}.')
    t.say('{B} saw that and went over.|Then {B} came and sat down next to {A}.|"Hello, I am {B}," said {B}.')
    t.say('{B} had {an_x} and showed it to {A}.|"Look, I have {an_x}," said {B}.', x=x)
    t.say('{A} smiled. "I have never seen such {an_x}," said {A}.|They looked at the {x} together.', x=x)
    t.say('They talked until school was over.|After school they walked home together.|They found out that they lived in the same street.')
    t.say('The next day {A} was not alone any more.|From then on, {A} liked going to school.|So school was not so bad.')


def last_piece(t: Tale) -> None:
    x = t.choose('apple|pear|cake|pie|piece of bread|plum')
    t.say('There was one {x} left on the table.|{T}, {A} and {B} came home hungry. There was only one {x}.', T=t.choose(TIME), x=x)
    t.say('{A} wanted it. {B} wanted it too.|"It is mine," said {A}. "No, mine," said {B}.|Both wanted to have the {x}.', x=x)
    t.say('They were angry and did not talk.|They shouted at each other.|{A} pulled, and {B} pulled.')
    t.say('Then {A} took a knife and cut the {x} into two halves.|"Wait," said {A}, and cut the {x} into two halves.', x=x)
    t.say('{A} gave one half to {B}.|"One half is for you," said {A}.|{B} got one half, and {A} got the other.')
    t.say('It was good to share.|"Half is enough," said {B}.|The {x} was sweet, and they laughed.', x=x)


def painting(t: Tale) -> None:
    colours = t.rng.sample('red blue green yellow orange white'.split(), 2)
    thing = t.choose('fence|door|gate|boat|wall|chair|table')
    t.say('{T}, {A} wanted to paint the old {g}.|The {g} was old and grey. "I will paint it," said {A}.', T=t.choose(TIME), g=thing)
    t.say('"Let us make it {c}," said {A}. "No, {d} is better," said {B}.|{A} liked {c}. {B} liked {d}.', c=colours[0], d=colours[1])
    t.say('They could not agree.|So they talked for an hour.|Neither wanted to give in.')
    t.say('Then {B} had an idea. "We take both," said {B}.|"One side {c}, one side {d}," said {B} at last.', c=colours[0], d=colours[1])
    t.say('So {A} painted one side {c}, and {B} painted the other side {d}.', c=colours[0], d=colours[1])
    t.say('In the evening there was paint on their hands and faces.|It took them all day.|They worked until it was dark.')
    t.say(
        'The {g} was the finest in the village.|Everybody stopped to look at the {g}.|"Now it is {c} and {d}," said {A}.',
        g=thing,
        c=colours[0],
        d=colours[1],
    )


def sleepy(t: Tale) -> None:
    t.say('{A} did not want to get up.|Every morning {A} slept too long.|{A} liked to sleep.')
    t.say(
        '{T}, {B} knocked at the door. "Get up!" called {B}.|{T}, {B} came and called, "Are you still in bed?"',
        T=t.choose('One morning|One Sunday|One day'),
    )
    t.say('"It is too early," said {A}.|"Five more minutes," said {A}.|{A} hid under {A.his} blanket.')
    t.say('"Today is the feast," said {B}.|"But today we go to the sea!" said {B}.|"There are pancakes," said {B}.')
    t.say('{A} jumped out of bed.|{A} opened one eye, then the other.|Then {A} was awake at once.')
    t.say(
        '{A} put on {A.his} clothes so fast that one shoe was missing.|In two minutes {A} was at the door.|{A} forgot to comb {A.his} hair.'
    )
    t.say('"You can be fast after all," said {B}.|{B} laughed.|They ran out together.')


def builder(t: Tale) -> None:
    thing = t.choose('a tower|a castle|a house|a ship|a bridge')
    noun = thing.split()[1]
    n = t.rng.randrange(8, 30)
    t.say('{T}, {A} built {g} of {n} blocks.|{A} had {n} blocks and built {g} with them.', T=t.choose(TIME), g=thing, n=n)
    t.say('It was high and fine.|{A} was very proud of it.|{A} worked on it all morning.')
    t.say('Then {B} came in and did not look.|{B} ran through the room.|{B} opened the door too fast.')
    t.say('The {g} fell down.|Bang! The {g} fell down.', g=noun)
    t.say('{A} was angry.|"Look what you did!" cried {A}.|{A} began to cry.')
    t.say('"I am sorry," said {B}. "I will help you to build it again."|"Let us build a better one," said {B}.')
    t.say('Together they picked up all {n} blocks.|They counted the blocks. There were {n}.', n=n)
    t.say('The new {g} was even better.|With four hands it went fast.|Now the {g} was stronger than before.', g=noun)


PLOTS = [dark, cake, music, new_school, last_piece, painting, sleepy, builder]
