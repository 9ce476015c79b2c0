"""What common things are, in a few words each."""

from __future__ import annotations

from .text import article

_DEFINITIONS = """
apple|a round fruit that grows on trees
pear|a sweet fruit that grows on trees
banana|a long yellow fruit
watermelon|a big round fruit, green outside and red inside
lemon|a sour yellow fruit
carrot|a long orange vegetable that grows in the ground
potato|a vegetable that grows in the ground
bread|food that is baked from flour and water
cheese|food that is made from milk
cake|sweet food that is baked
soup|warm food that is eaten with a spoon
tea|a warm drink made from leaves
milk|a white drink that comes from cows
water|a clear liquid that all living things need
cat|a small animal with four legs that catches mice
dog|an animal with four legs that barks
horse|a large animal with four legs that people ride
cow|a large animal that gives milk
sheep|an animal that gives wool
bird|an animal with two wings and feathers
owl|a bird that hunts at night
duck|a bird that swims on water
fish|an animal that lives in water
bee|a small insect that makes honey
spider|a small animal with eight legs
snail|a small slow animal with a shell
frog|a small green animal that jumps
lion|a large wild cat
elephant|a very large grey animal with a long trunk
tree|a tall plant with a trunk of wood
flower|the colourful part of a plant
rose|a flower with thorns
grass|the green plant that covers fields
forest|a place where many trees grow
mountain|a very high hill
river|water that flows to the sea
lake|a large water with land all around
sea|a very large salt water
island|land with water all around
desert|a dry place where little rain falls
sun|the star that gives us light
moon|the bright round thing in the night sky
star|a far sun that shines at night
rain|water that falls from clouds
snow|frozen water that falls in winter
wind|air that moves
cloud|many small drops of water in the sky
rainbow|an arc of colours in the sky after rain
winter|the cold time of the year
summer|the warm time of the year
house|a building where people live
school|a place where children learn
library|a place with many books to read
market|a place where people buy and sell
kitchen|the room where people cook
garden|a place where plants are grown
bridge|a way over a river
tower|a very high building
window|an opening in a wall that lets in light
door|the part of a wall that opens and closes
table|a piece of furniture with a flat top
chair|a piece of furniture to sit on
bed|a piece of furniture to sleep in
lamp|a thing that gives light
clock|a thing that shows the time
key|a thing that opens a lock
knife|a tool for cutting
hammer|a tool for hitting nails
spoon|a tool for eating soup
umbrella|a thing that keeps the rain away
hat|a thing that is worn on the head
shoe|a thing that is worn on the foot
book|many pages of text bound together
letter|a message on paper, or a sign of the alphabet
pencil|a thing to write and draw with
drum|an instrument that is hit
flute|an instrument that is blown
boat|a small ship
ship|a large boat that crosses the sea
train|a row of wagons that runs on rails
bicycle|a thing with two wheels to ride on
car|a machine with four wheels that people drive
kite|a toy that flies in the wind
ball|a round toy
baker|a person who bakes bread
sailor|a person who works on a ship
teacher|a person who teaches at a school
doctor|a person who helps the sick
farmer|a person who grows food
painter|a person who paints
carpenter|a person who makes things of wood
tailor|a person who makes clothes
gardener|a person who works in a garden
potter|a person who makes pots of clay
shepherd|a person who looks after sheep
number|a sign for how many
word|a group of letters with a meaning
sentence|a group of words that says something
story|a tale of what happened
colour|what we see when light falls on things
token|a piece of text that a language model reads as one
language model|a program that guesses the next token
tokenizer|a program that cuts text into tokens
attention|how a model looks back at earlier tokens
"""
DEFINITIONS = dict(line.split('|') for line in _DEFINITIONS.strip().split('\n'))
_NO_ARTICLE = set('bread cheese soup tea milk water grass snow rain wind winter summer attention'.split())
_THE = set(['sun', 'moon', 'sea'])


def noun_phrase(noun: str) -> str:
    if noun in _NO_ARTICLE:
        return noun
    return f'the {noun}' if noun in _THE else article(noun)
