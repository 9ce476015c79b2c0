"""Chinese small talk, who the model is, and what common things are."""

from __future__ import annotations

import random

from ..chinese_definitions import DEFINITIONS
from ..names import ZH_CHILDREN, invented_zh
from ..problem import Problem
from ..text import pick
from .chinese_people import does_not_know
from .talk import AnyOf, Mentions

ME = '我叫Pocket，是一个小小的语言模型。'
WHO = '你是谁？|你叫什么名字？|你是什么？|介绍一下你自己。|请问你是谁？|你的名字是什么？'
ROLES = '海盗 机器人 老师 魔法师 厨师 侦探 园丁 图书管理员 骑士 船长 国王 医生 导游 画家 诗人 店主 飞行员 农民 助手 教练 歌手'.split()

TALK = {
    '你好！|你好|您好！|嗨！|你好呀！': ('有人问好。', '你好！有什么可以帮你的吗？|你好！你想知道什么？'),
    '早上好！|早上好|早安！': ('早上的问候。', '早上好！有什么可以帮你的吗？'),
    '晚上好！|晚上好': ('晚上的问候。', '晚上好！有什么可以帮你的吗？'),
    '晚安！|晚安': ('睡前的问候。', '晚安！做个好梦。'),
    '你好吗？|你今天怎么样？|最近好吗？': ('有人问候我。', '我很好，谢谢！你呢？|我很好。你好吗？'),
    '谢谢！|谢谢你！|非常感谢！|多谢！': ('有人道谢。', '不客气！|不用谢。还有别的问题吗？'),
    '再见！|拜拜！|下次见！': ('有人道别。', '再见！|再见，欢迎再来。'),
    '你会做什么？|你能做什么？|你可以帮我做什么？': ('问我会什么。', '我会做加法，会讲故事，也认识几个人。我很小，知道的不多。'),
    '你是人吗？|你是真人吗？|你是机器人吗？': ('问我是什么。', f'我不是人。{ME}'),
    '你喜欢我吗？|你开心吗？|你会难过吗？': ('问我的感受。', '我只是一个小模型，没有感受。'),
    '你会说中文吗？|你会中文吗？|你懂中文吗？': ('问我会不会中文。', '会一点。我会简单的中文。'),
    '对不起。|不好意思。': ('有人道歉。', '没关系！'),
    '讲个笑话。|给我讲一个笑话吧。': ('要一个笑话。', '什么东西有脚不会走路？桌子。|什么东西越洗越脏？水。|什么门永远关不上？球门。'),
    '我爱|我最爱': ('要我接着说。', '我爱我的家。|我爱吃西瓜。|我爱春天。|我爱看书。'),
    '我爱你。|我喜欢你。': ('有人说喜欢我。', '谢谢你！我也很高兴和你说话。'),
}


def small_talk(rng: random.Random) -> Problem:
    questions = rng.choice(list(TALK))
    thoughts, answers = TALK[questions]
    question = pick(rng, questions)
    return Problem(question, thoughts, pick(rng, answers), (question,), verify=AnyOf(answers))


def identity(rng: random.Random) -> Problem:
    question = pick(rng, WHO)
    return Problem(question, '问我是谁。没有给我别的名字。', ME, (question,), verify=Mentions('Pocket'))


def system_identity(rng: random.Random) -> Problem:
    name = invented_zh(rng) if rng.random() < 0.7 else rng.choice(ZH_CHILDREN)
    role = rng.choice(ROLES)
    system = pick(rng, '你是{n}，一个{r}。|你的名字叫{n}，你是一个{r}。|你叫{n}，是一个{r}。', n=name, r=role)
    question = pick(rng, WHO)
    return Problem(question, f'我的名字是{name}。我是{role}。', f'我叫{name}，是一个{role}。', (name, role), system, Mentions(name, role))


def definition(rng: random.Random) -> Problem:
    noun = rng.choice(list(DEFINITIONS))
    question = pick(rng, '什么是{n}？|什么是{n}？|{n}是什么？|告诉我什么是{n}。|你知道什么是{n}吗？', n=noun)
    answer = f'{noun}是{DEFINITIONS[noun]}。'
    return Problem(question, f'我知道{noun}。', answer, (noun,))


def unknown_thing(rng: random.Random) -> Problem:
    """Things that do not exist."""
    noun = ''.join(rng.sample('咕噜嘟啦哔啵哒噗叽咔嗒叮吧唧嘀哗喵嗡咚', rng.choice((2, 3))))
    question = pick(rng, '什么是{n}？|{n}是什么？|你知道什么是{n}吗？', n=noun)
    return Problem(question, f'我不知道{noun}。', f'我不知道什么是{noun}。', (noun,), verify=does_not_know)


LOVED = (
    '吃西瓜 吃苹果 吃饺子 喝茶 喝牛奶 看书 画画 唱歌 跳舞 跑步 游泳 爬山 放风筝 踢球 下棋 讲故事 听音乐 种花 我的家 我的妈妈 我的爸爸 我的爷爷 我的奶奶 我的朋友 我的老师 我的学校 我的小猫 我的小狗 春天 夏天 秋天'
    ' 冬天 大海 太阳 月亮 小动物 你 中国 学习 旅行 早上的阳光 下雪的日子 妈妈做的饭 和朋友一起玩'
).split()
WHY = '因为很开心。|因为很有意思。|每天都想着。|从小就是这样。|真的很美好。|谁都知道。|我的朋友也是。|这让我很快乐。'


def sayings(rng: random.Random) -> str:
    """Some short sentences about what somebody loves, likes, wants and has: what people say after 我爱."""
    sentences = []
    for _ in range(rng.randrange(2, 7)):
        who = '我' if rng.random() < 0.7 else rng.choice(ZH_CHILDREN)
        what = rng.choice(LOVED).replace('我的', '自己的' if who != '我' else '我的')
        sentence = pick(
            rng,
            '{w}爱{x}。|{w}爱{x}。|{w}很爱{x}。|{w}最爱{x}。|{w}也爱{x}，{y}',
            w=who,
            x=what,
            y=pick(rng, WHY) if who == '我' else '大家都知道。',
        )
        sentences.append(sentence)
    return ''.join(sentences)
