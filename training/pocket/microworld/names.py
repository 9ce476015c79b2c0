"""
Names: of people in stories and tasks, and of strangers. The known people's first names are nobody else's (`cast.py`), so that a
name alone tells who is meant.
"""

from __future__ import annotations

import random

GIRLS = (
    'Ada Alice Amy Anna Bea Bella Cara Celia Daisy Della Edith Ella Emma Erin Eva Fay Flora Gina Grace Greta Hazel Helen'
    ' Holly Ida Iris Jane Jenny Joan Julia June Kate Kim Lara Laura Lily Lisa Lola Lucy Mabel Mary Maya Megan Mia Mina'
    ' Molly Nancy Nell Nina Olga Olive Opal Pam Paula Penny Pia Polly Rita Rosa Rose Sally Sara Sofia Stella Sue Susan Tara'
    ' Tina Una Vicky Violet Wanda Zoe'
).split()
BOYS = (
    'Adam Alan Albert Alex Andy Arthur Ben Bill Bob Bruno Carl Colin Dan David Dean Eddie Eric Ethan Felix Frank Fred Gary'
    ' George Glen Harry Henry Hank Ian Ivan Jack Jacob James Jim Joe John Josh Karl Ken Kevin Larry Lars Lewis Luke Mark'
    ' Martin Max Mike Ned Neil Nick Noah Oscar Otto Owen Pat Paul Peter Phil Ralph Ray Rob Roger Roy Sam Sean Simon Steve'
    ' Ted Tim Toby Tom Tony Victor'
).split()
PEOPLE = GIRLS + BOYS

SURNAMES = (
    'Abbott Acton Alder Archer Ashby Atwood Baird Barlow Barton Bates Baxter Beck Bell Bishop Blake Bolton Booth Bowen'
    ' Bradley Brook Burke Burton Byrne Calder Carey Carver Chandler Clark Clay Cole Conway Cooper Crane Cross Dale Dalton'
    ' Dawson Day Dean Dixon Doyle Dunn Dyer Eaton Elder Ellis Emery Everett Farley Field Finch Fisher Fleming Fletcher'
    ' Flynn Forbes Ford Foster Fowler Frost Fuller Gale Garner Gibson Gill Glenn Goodwin Gordon Grant Graves Green Gray'
    ' Gunn Hale Hall Hardy Harper Hart Hayes Heath Henson Hicks Hill Holmes Holt Hooper Howe Hudson Hughes Hunt Hurst Hyde'
    ' Irwin Jarvis Jones Joyce Keller Kemp Kent Kerr King Knight Lamb Lane Lawson Leach Lee Leigh Lloyd Logan Long Lowe'
    ' Lynch Mason Mercer Miles Mills Monk Moore Morgan Morris Morton Myers Nash Neal Newman Noble Nolan Norris North Norton'
    ' Oliver Osborn Owens Page Palmer Park Parker Parsons Payne Pearce Perry Piper Pitt Platt Pope Porter Potts Powell'
    ' Price Prince Quinn Ramsey Reed Reeves Rhodes Rice Riley Robins Roe Ross Rowe Russell Ryan Savage Sawyer Scott Sharp'
    ' Shaw Shelton Short Simms Slater Sloan Small Smart Snow Spencer Stark Steele Stone Stout Swan Sykes Tate Taylor Terry'
    ' Tilley Todd Townsend Tucker Turner Tyler Vance Vaughn Vernon Vincent Wade Wagner Walker Wallace Walsh Walton Ward'
    ' Warner Waters Watts Webb Webster Wells West Wheeler White Wilder Wiley Wolfe Wood Wright Wyatt York Young'
).split()

_ONSETS = 'b d f g h j k l m n p r s t v w y z b d f g h k l m n p r s t v z br cl dr fl gr kr pl sh st th tr zh'.split()
_VOWELS = 'a a a e e e i i i o o o u u ai ea ee ia io oo'.split()
_CODAS = 'n n r r l s th k m d x sh nd rn lm ck v z g p t'.split()


def invented(rng: random.Random) -> str:
    """A name that nobody bears, such as `Zorin` or `Thelka`: there are millions."""
    name = ''.join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.choice((1, 2, 2, 2, 3))))
    if len(name) < 4 or rng.random() < 0.6:
        name += rng.choice(_CODAS)
    return name.capitalize()


ZH_SURNAMES = '王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤'
ZH_GIVEN = (
    '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚英华玉梅红玲波辉宁健琴云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼珍贞莉桂叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨瑗'
    '琰韵融园艺咏卿聪澜纯毓悦昭冰爽琬茗羽希欣飘育滢馥筠柔竹霭凝晓欢霄枫芸菲寒伊亚宜可姬舒影荔枝思峰峻鹏程远航宇浩博文轩子涵晨阳诚志国建新春林海山松柏岩泉源'
)
ZH_CHILDREN = (
    '小明 小红 小刚 小丽 小华 小芳 小强 小美 小军 小玉 小龙 小雨 小雪 小云 小杰 小兰 小宝 小东 小英 小亮 小文 小梅 小林 小青 小海 小月 小星 小松 小荷 小志 乐乐 多多 圆圆 贝贝 豆豆 丁丁 冬冬 媛媛 莉莉'
    ' 佳佳 洋洋 阳阳 婷婷 欢欢 安安 宁宁 妞妞 蕾蕾'
).split()


def invented_zh(rng: random.Random) -> str:
    """A Chinese full name of two or three characters."""
    return rng.choice(ZH_SURNAMES) + ''.join(rng.sample(ZH_GIVEN, rng.choice((1, 2, 2, 2))))
