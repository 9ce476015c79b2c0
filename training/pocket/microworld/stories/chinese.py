"""Chinese stories: like the English ones, shorter."""

from __future__ import annotations

import random

from ..names import ZH_CHILDREN
from ..problem import Split, held_out
from ..text import pick

ANIMALS = '小猫 小狗 小兔 小熊 小猴 小鸟 小鸭 小鸡 小羊 小马 小鹿 小象 小松鼠 小刺猬 小乌龟 小青蛙'.split()
THINGS = '个:皮球 只:风筝 把:雨伞 本:书 支:铅笔 顶:帽子 把:钥匙 个:杯子 面:镜子 个:铃铛 条:围巾 双:手套 个:娃娃 盏:灯 个:篮子 只:口哨 块:手表 张:地图 个:贝壳 把:梳子 个:书包 条:毛巾'.split()
"""With the measure word that counts them."""
PLACES = '花园里 公园里 学校里 树林里 河边 湖边 山坡上 草地上 沙滩上 院子里'.split()
SPOTS = '床底下 门后面 桌子下面 草丛里 大树下 箱子里 窗台上 沙发后面 井边 石头旁边'.split()
TIMES = '一天|有一天|一天早上|一天下午|星期天|昨天|放学以后|吃过早饭'
TRAITS = '聪明 勇敢 善良 活泼 可爱 安静 害羞 好奇 快乐 细心 热心 调皮'.split()
HOMES = '村子里 小河边 大山脚下 海边 森林里 小镇上 城里 一座小房子里'.split()


class Tale:
    """Collects sentences; `{a}` and `{b}` are the heroes' names."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.sentences: list[str] = []
        animals = rng.random() < 0.35
        self.a, self.b = rng.sample(ANIMALS if animals else ZH_CHILDREN, 2)
        self.kind = '小动物' if animals else '孩子'
        self.things = rng.sample(THINGS, len(THINGS))

    def thing(self) -> tuple[str, str]:
        """A thing that is not in the story yet: with its measure word (`把雨伞`) and without."""
        measure, noun = self.things.pop().split(':')
        return measure + noun, noun

    def choose(self, words: str | list[str]) -> str:
        return self.rng.choice(words.split('|') if isinstance(words, str) else words)

    def say(self, wordings: str, **values: object) -> None:
        self.sentences.append(pick(self.rng, wordings, a=self.a, b=self.b, **values))


def lost(t: Tale) -> None:
    one, x = t.thing()
    t.say('{t}，{a}的{x}不见了。|{t}，{a}找不到自己的{x}了。|{a}有一{one}。{t}，{x}不见了。', t=t.choose(TIMES), x=x, one=one)
    t.say('{a}很着急。|{a}难过得哭了。|“我的{x}在哪里呢？”{a}说。', x=x)
    t.say('{b}说：“别着急，我帮你找。”|{b}看见了，就来帮忙。|{a}请{b}帮忙。')
    t.say('他们在{p}找，没有找到。|{a}和{b}找了很久。|他们找遍了屋里屋外。', p=t.choose(PLACES))
    t.say('最后，{b}在{s}找到了{x}。|忽然，{b}看见{x}在{s}。', s=t.choose(SPOTS), x=x)
    t.say('{b}把{x}还给了{a}。|{b}把{x}交给{a}。', x=x)
    t.say('{a}高兴地说：“谢谢你，{b}！”|{a}笑了。|{a}说：“你真好！”')


def present(t: Tale) -> None:
    one, x = t.thing()
    t.say('明天是{b}的生日。|{b}的生日快到了。|今天是{b}的生日。')
    t.say('{a}给{b}买了一{one}。|{a}想送给{b}一{one}。|{a}为{b}准备了一{one}。', one=one)
    t.say('{a}把{x}藏在{s}。|{a}先把{x}放在{s}。', x=x, s=t.choose(SPOTS))
    t.say('{b}问：“你在做什么？”{a}说：“没什么。”|{b}什么也没有发现。|{b}不知道这件事。')
    t.say('晚上，{a}把{x}拿出来，送给了{b}。|吃晚饭的时候，{a}把{x}送给了{b}。', x=x)
    t.say('{b}开心极了。|{b}说：“我太喜欢了！”|“谢谢你！”{b}高兴地说。')


def rain(t: Tale) -> None:
    t.say('{t}，{a}和{b}在{p}玩。|{t}，{a}和{b}去{p}玩。', t=t.choose(TIMES), p=t.choose(PLACES))
    t.say('忽然，天上来了很多乌云。|忽然刮起了大风。|天慢慢变黑了。')
    t.say('下雨了。|雨越下越大。|接着下起了大雨，还打雷。')
    t.say('{b}有点害怕。|{b}说：“我的衣服湿了！”|{a}说：“快跟我来！”')
    t.say('他们跑到{s}躲雨。|{a}拉着{b}跑到{s}。', s=t.choose('大树下|屋檐下|亭子里|山洞里|桥下面'))
    t.say('他们一边唱歌，一边等雨停。|{a}讲了一个笑话，{b}笑了。|{a}和{b}分着吃了一块饼。')
    t.say('雨停了，天上有一道彩虹。|过了一会儿，太阳出来了。|最后雨停了，他们一起回家。')


def race(t: Tale) -> None:
    goal = t.choose('大树|小桥|河边|学校|村口|大石头')
    t.say('{a}跑得很快，也很骄傲。|{a}说：“我跑得最快！”|{a}对{b}说：“我比你跑得快。”')
    t.say('{b}说：“我们来比赛吧，看谁先到{g}。”|于是{a}和{b}比赛，看谁先跑到{g}。', g=goal)
    t.say('{a}跑得像风一样快。|一开始，{a}跑在前面。|{a}一下子就跑远了。')
    t.say('{a}想：“时间还早呢。”就坐下来休息。|{a}跑累了，在树下睡着了。|{a}停下来摘果子吃。')
    t.say('{b}一步也不停。|{b}跑得不快，可是一直没有停。|{b}不停地跑啊跑。')
    t.say('{b}先到了{g}。|{a}到{g}的时候，{b}已经到了。|结果{b}赢了。', g=goal)
    t.say('{a}说：“下次我不骄傲了。”|{a}不好意思地笑了。|从那以后，{a}再也不骄傲了。')


def seed(t: Tale) -> None:
    plant = t.choose('苹果树|桃树|梨树|向日葵|西瓜|南瓜|葡萄')
    t.say('{b}送给{a}一颗种子。|{t}，{a}找到了一颗种子。', t=t.choose(TIMES))
    t.say('{a}把种子种在院子里。|{a}把种子埋在土里。|{a}把种子种在花盆里。')
    t.say('{a}每天给它浇水。|每天早上，{a}都给它浇水。')
    t.say('可是什么也没有长出来。|{a}等啊等，等了很多天。|{b}说：“别着急，再等等。”')
    t.say('有一天，土里长出了一片绿叶。|后来，一棵小苗长出来了。')
    t.say('它越长越高，原来是{x}。|小苗一天天长大，变成了{x}。', x=plant)
    t.say('{a}和{b}高兴地拍手。|{a}请{b}来看，他们都很高兴。|{a}说：“我成功了！”')


def share(t: Tale) -> None:
    food = t.choose('苹果|梨|桃子|饼|包子|西瓜|蛋糕')
    t.say('桌子上只有一个{x}。|{t}，{a}和{b}都饿了，可是只有一个{x}。', t=t.choose(TIMES), x=food)
    t.say('{a}想吃，{b}也想吃。|{a}说：“是我的。”{b}说：“不，是我的。”')
    t.say('他们吵了起来。|他们谁也不让谁。|他们都生气了。')
    t.say('后来，{a}把{x}切成了两半。|{a}想了想，把{x}分成两半。', x=food)
    t.say('{a}给了{b}一半。|{a}说：“一半给你，一半给我。”')
    t.say('{x}真甜啊！|他们一起吃，都笑了。|{b}说：“谢谢你，{a}。”', x=food)


def bird(t: Tale) -> None:
    t.say('{t}，{a}在{p}看见一只受伤的小鸟。|{t}，{a}和{b}在{p}发现了一只受伤的小鸟。', t=t.choose(TIMES), p=t.choose(PLACES))
    t.say('小鸟的翅膀受伤了，飞不起来。|它的翅膀受了伤，不能飞。')
    t.say('{a}轻轻地把它抱回家。|{a}说：“真可怜。”就把它带回了家。')
    t.say('{b}拿来了水和米。|{a}和{b}给它水喝，给它米吃。|{a}用草给它做了一个窝。')
    t.say('{n}天以后，小鸟的伤好了。|一天一天过去，小鸟好了起来。', n=t.choose('五|六|七|十'))
    t.say('{a}打开窗户，小鸟飞走了。|他们把小鸟放回了天空。')
    t.say('小鸟常常飞回来唱歌。|{b}挥挥手说：“再见！”|{a}又高兴，又舍不得。')


def dark(t: Tale) -> None:
    light = t.choose('灯|蜡烛|手电筒')
    t.say('{a}怕黑。|一到晚上，{a}就害怕。')
    t.say('一天晚上，{b}来陪{a}。|那天晚上，{b}住在{a}家里。')
    t.say('{a}小声说：“那里有个东西！”|{a}看见墙角有一个黑影。')
    t.say('{b}拿来了{x}。|{b}说：“别怕。”就去拿{x}。', x=light)
    t.say('一照，原来是{w}。|他们一看，原来只是{w}。', w=t.choose('一件衣服|一把椅子|一根树枝|一只猫|一个书包'))
    t.say('{a}和{b}都笑了。|{a}笑着说：“原来是这样！”')
    t.say('从那以后，{a}不再怕黑了。|那天晚上，{a}睡得很香。')


def kite(t: Tale) -> None:
    x = t.choose('风筝|气球|皮球|帽子')
    t.say('{t}，{a}在{p}玩{x}。', t=t.choose(TIMES), p=t.choose('公园里|草地上|院子里|山坡上'), x=x)
    t.say('一阵风吹来，{x}挂在了树上。|风一吹，{x}飞到树上去了。', x=x)
    t.say('树太高了，{a}拿不到。|{a}跳了几下，可是够不着。')
    t.say('{b}走过来说：“我会爬树。”|{b}听见了，跑过来帮忙。')
    t.say('{b}爬上树，把{x}拿了下来。|{b}搬来梯子，把{x}取了下来。', x=x)
    t.say('{b}把{x}还给{a}。', x=x)
    t.say('{a}说：“你真勇敢！”|后来他们一起玩。|{a}高兴地跳了起来。')


def trade(t: Tale) -> None:
    (one, x), (other, y) = t.thing(), t.thing()
    t.say('{a}有一{one}，{b}有一{other}。', one=one, other=other)
    t.say('{a}很喜欢{b}的{y}。|{a}一直看着{b}的{y}。', y=y)
    t.say('{a}问：“我们交换好吗？”|{a}说：“我用{x}换你的{y}，好吗？”', x=x, y=y)
    t.say('{b}想了想，说：“好。”|{b}说：“可以。”')
    t.say('于是{a}把{x}给了{b}，{b}把{y}给了{a}。', x=x, y=y)
    t.say('现在{a}有{y}，{b}有{x}。|他们两个都很高兴。', x=x, y=y)


PLOTS = [lost, present, rain, race, seed, share, bird, dark, kite, trade]
AFTERWARDS = '过了几天。|又一天到了。|后来又发生了一件事。|第二天，故事还没有完。'
END = '从此，{a}和{b}成了最好的朋友。|这一天真开心。|{a}永远记得这一天。|晚上，他们都睡得很香。|他们一起高高兴兴地回家了。'


def opening(t: Tale) -> None:
    trait, other = t.rng.sample(TRAITS, 2)
    home = t.choose(HOMES)
    t.say(
        '从前有一个{x}的{k}，名字叫{a}，住在{h}。|从前，{h}住着一个{x}的{k}，名叫{a}。|{a}是一个{x}的{k}，住在{h}。|在{h}，有一个{x}的{k}叫{a}。',
        x=trait,
        k=t.kind,
        h=home,
    )
    t.say(
        '{a}有一个好朋友，名字叫{b}。|{a}的好朋友叫{b}，也是一个{x}的{k}。|{b}是{a}的好朋友。|{a}和{b}是邻居，也是好朋友。',
        x=other,
        k=t.kind,
    )


def new_tale(rng: random.Random, split: Split = 'train') -> Tale:
    """A tale not told yet. One pair of heroes in ten is kept for the test."""
    while True:
        tale = Tale(rng)
        if held_out('story', *sorted((tale.a, tale.b))) == (split == 'held_out'):
            return tale


def story(rng: random.Random, plots: int | None = None, split: Split = 'train') -> str:
    """A story of some plots, a paragraph each."""
    return tell(new_tale(rng, split), plots or rng.choices((1, 2, 3), (6, 3, 1))[0])


def tell(tale: Tale, count: int) -> str:
    """The tale as a text, with that many plots."""
    rng = tale.rng
    opening(tale)
    paragraphs = []
    for number, plot in enumerate(rng.sample(PLOTS, count)):
        if rng.random() < 0.4:
            tale.a, tale.b = tale.b, tale.a
        if number:
            tale.say(AFTERWARDS)
        plot(tale)
        if number == count - 1 and rng.random() < 0.5:
            tale.say(END)
        paragraphs.append(''.join(tale.sentences))
        tale.sentences.clear()
    return '\n'.join(paragraphs)
