"""Plots about things that are lost, given, bought, borrowed and found."""

from __future__ import annotations

from .tale import SPOTS, Tale

TIME = 'One day|One morning|One afternoon|One sunny day|One cold day|One Sunday|After breakfast|On a grey day'

BREAKABLE = 'bottle bowl cup doll drum flute jar kettle kite lamp lantern mirror mug plate umbrella whistle'.split()


def lost(t: Tale) -> None:
    x, spot = t.thing(), t.rng.choice(SPOTS)
    t.say('{T}, {A} could not find {A.his} {x}.|{T}, {A} lost {A.his} {x}.|{A} had {an_x}. {T}, the {x} was gone.', T=t.choose(TIME), x=x)
    t.say(
        '{A} looked in the house, but the {x} was not there.|{A} was very sad.|{A} asked {B} for help.|"Where is my {x}?" asked {A}.', x=x
    )
    t.say('{A} and {B} looked everywhere.|{B} looked {w}, but found nothing.|"I will help you," said {B}.', w=t.place())
    t.say(
        'At last {B} found the {x} {spot}.|Then {B} saw the {x}. It was {spot}.|In the evening, {B} found the {x} {spot}.', x=x, spot=spot
    )
    t.say('{B} gave the {x} to {A}.|{B} gave {A} the {x}.|{B} took the {x} and gave it to {A}.', x=x)
    t.say(
        '"Thank you, {B}!" said {A}.|{A} hugged {B}.|{A} was happy to have the {x} again.|"I will take better care of my {x}," said {A}.',
        x=x,
    )


def present(t: Tale) -> None:
    x, spot = t.thing(), t.rng.choice(SPOTS)
    t.say('It was the birthday of {B}.|Tomorrow was the birthday of {B}.|Soon it would be the birthday of {B}.')
    t.say('{A} bought {an_x} for {B}.|{A} made {an_x} for {B}.|{A} had {an_x} for {B}.', x=x)
    t.say('{A} hid the {x} {spot}.|{A} put the {x} {spot}, so that {B} would not see it.', x=x, spot=spot)
    t.maybe('{B} came in and asked, "What are you doing?"|"What are you hiding?" asked {B}. "Nothing," said {A}.|{B} did not see anything.')
    t.say('After supper, {A} took the {x} from its place.|Then {A} went and took the {x}.|In the evening, {A} took out the {x}.', x=x)
    t.say('{A} gave the {x} to {B}.|"This is for you," said {A}, and gave the {x} to {B}.|{A} gave {B} the {x}.', x=x)
    t.say('{B} was very happy.|"What a fine {x}!" said {B}.|{B} had always wanted {an_x}.|{B} laughed and thanked {A}.', x=x)


def trade(t: Tale) -> None:
    x, y = t.thing(), t.thing()
    t.say('{A} had {an_x}, and {B} had {an_y}.|{A} had {an_x}. {B} had {an_y}.', x=x, y=y)
    t.say('{A} liked the {y} more.|But {A} wanted the {y}.|{A} looked at the {y} again and again.', y=y)
    t.say('"Shall we swap?" asked {A}.|"Will you give me the {y} for my {x}?" asked {A}.|"I would like to swap," said {A}.', x=x, y=y)
    t.say('{B} thought for a while. "Yes," said {B}.|"Why not?" said {B}.|"Good," said {B}, "let us do that."')
    t.say('So {A} gave the {x} to {B}, and {B} gave the {y} to {A}.|{A} gave {B} the {x}, and {B} gave {A} the {y}.', x=x, y=y)
    t.say(
        'Now {A} had the {y} and {B} had the {x}.|Now both were happy.|"I like my {y}," said {A}. "And I like my {x}," said {B}.', x=x, y=y
    )


def mended(t: Tale) -> None:
    x = t.thing(BREAKABLE)
    t.say('{B} had {an_x}. {T}, {B} gave the {x} to {A} for a day.|{T}, {A} borrowed {an_x} from {B}.', T=t.choose(TIME), x=x)
    t.say(
        'On the way home, {A} fell, and the {x} broke.|But {A} was not careful, and the {x} broke.|{A} dropped the {x}, and it broke.', x=x
    )
    t.say('{A} was afraid to tell {B}.|"What shall I say?" thought {A}.|{A} sat down and cried.')
    t.say(
        'Then {A} went to {B} and told the truth.|But {A} was honest. "I broke it, and I am sorry," said {A}.|"I am sorry," said {A} to {B}.'
    )
    t.say('{B} was not angry.|"That can happen," said {B}.|{B} was sad for a moment, but then {B} smiled.')
    t.say(
        'Together they mended the {x} with glue.|{A} and {B} mended the {x} together.|They worked all afternoon, and the {x} was whole again.',
        x=x,
    )


def market(t: Tale) -> None:
    x, have, cost = t.thing(), t.rng.randrange(8, 21), t.rng.randrange(2, 8)
    t.say(
        '{T}, {A} went to the market with {have} coins.|{A} had {have} coins. {T}, {A.he} went to the market.', T=t.choose(TIME), have=have
    )
    t.say('There {A} saw {an_x}. It cost {cost} coins.|A man was selling {an_x} for {cost} coins.', x=x, cost=cost)
    t.say('{A} thought of {B}.|"{B} would like that," thought {A}.|{A} knew that {B} wanted {an_x}.', x=x)
    t.say('{A} paid {cost} coins and took the {x}.|{A} bought the {x} for {cost} coins.', x=x, cost=cost)
    t.say('Now {A} had {left} coins left.|So {A} had {left} coins left.|There were {left} coins left.', left=have - cost)
    t.say('At home, {A} gave the {x} to {B}.|{A} went to {B} and gave {B.him} the {x}.', x=x)
    t.say('"For me?" asked {B}.|{B} was glad.|{B} thanked {A} and put the {x} on a shelf.|"You are a good friend," said {B}.', x=x)


def secret_box(t: Tale) -> None:
    x, spot = t.thing(), t.rng.choice(SPOTS)
    w = t.place()
    t.say('{T}, {A} and {B} found an old chest {w}.|{T}, {A} found an old chest {w}. {B} came to see it.', T=t.choose(TIME), w=w)
    t.say('The chest was locked.|It was locked, and there was nothing to open it with.|They could not open it.')
    t.say('"There must be a way," said {B}.|"What can be in it?" asked {A}.|{A} shook the chest. Something was inside.')
    t.say('They looked for a long time. {B} found a small hook {spot}.|Then {B} saw a small hook {spot}.', spot=spot)
    t.say('With the hook {A} opened the chest.|{A} took the hook and opened the chest.')
    t.say('In it was {an_x}.|There was {an_x} in the chest.|Inside lay {an_x}, old but still good.', x=x)
    t.say('{A} took the {x} home.|"You may have the {x}," said {A}. So {B} took it home.|They took the {x} and ran home.', x=x)


def letter(t: Tale) -> None:
    x = t.thing()
    t.say(
        '{B} was away, and {A} missed {B.him}.|{B} was at the sea for the summer, and {A} felt alone.|{T}, {B} went on a long journey.',
        T=t.choose(TIME),
    )
    t.say(
        '{A} wrote a letter to {B}. "Dear {B}, how are you? Here it is raining. Your {A}."|So {A} wrote a letter. "Dear {B}, when will you come back? Your {A}."'
    )
    t.say('After {n} days, {B} answered.|{n} days later, an answer came.', n=t.choose('two|three|four|five|six'))
    t.say(
        '"Dear {A}, I am well. I have {an_x} for you. Your {B}."|"Dear {A}, I will come home soon. I will bring you {an_x}. Your {B}."', x=x
    )
    t.say('{A} read it again and again.|{A} was so glad that {A.he} danced.|{A} counted the days.')
    t.say('At last {B} came home and gave the {x} to {A}.|Then {B} came back. {B} gave {A} the {x}.', x=x)


def old_woman(t: Tale) -> None:
    x = t.thing()
    t.say(
        '{T}, {A} met an old woman {w}.|{T}, {A} and {B} met an old woman {w}.',
        T=t.choose(TIME),
        w=t.place('kitchen', 'attic', 'cellar', 'barn'),
    )
    t.say('She had a heavy bag.|The old woman had a big bag, and it was heavy.|"My bag is so heavy," said the old woman.')
    t.say('"Let me help you," said {A}.|"I can carry it," said {A}.|{A} did not wait. "I will carry your bag," said {A}.')
    t.say('{A} carried the bag to her house.|So {A} carried the bag all the way home.')
    t.say('"You are kind," said the old woman, and gave {A} {an_x}.|The old woman gave {A} {an_x} to say thank you.', x=x)
    t.say('{A} showed the {x} to {B}.|When {B} saw the {x}, {B.he} asked where it came from.|{A} still has the {x}.', x=x)


def well(t: Tale) -> None:
    x = t.thing()
    t.say(
        'In the village was an old well. People said that it heard wishes.|There was a well {w}. It was said to hear wishes.',
        w=t.place('kitchen', 'attic', 'barn', 'cellar', 'school', 'bridge', 'lake', 'beach'),
    )
    t.say('{A} wanted {an_x}.|{A} wished for {an_x}.|More than anything, {A} wanted {an_x}.', x=x)
    t.say(
        '{A} threw a penny into the well. "I wish for {an_x}," said {A}.|{A} dropped a penny into the water and said, "Please, {an_x}."',
        x=x,
    )
    t.say('{B} stood behind a tree and heard it.|{B} was near and heard every word.|{A} did not know that {B} was listening.')
    t.say('That night, {B} made {an_x}.|At home, {B} had {an_x}.', x=x)
    t.say('In the morning, the {x} stood at the door of {A}.|{B} put the {x} at the door of {A}.', x=x)
    t.say('"The well heard me!" said {A}. {B} only smiled.|{A} was full of joy, and {B} said nothing.')


PLOTS = [lost, present, trade, mended, market, secret_box, letter, old_woman, well]
