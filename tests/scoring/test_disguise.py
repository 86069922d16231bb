"""Disguised words are seen through, whichever way they are disguised; sentences that only look alike are left alone."""

from __future__ import annotations

import pytest

from coach.scoring import Finding, How, Kind, Rulebook, Severity, check

# Way of disguise: (sentence, the disguised words in it, category of what they stand for).
DISGUISED = {
    "separators": [
        ("这款坚果全网最.低价，三十九块九带走", "最.低", "price"),
        ("咱家牛肉干全-网-最-低价，放心拍", "全-网-最-低价", "price"),
        ("想要的宝宝加·微·信，我拉你", "微·信", "diversion"),
        ("这个茶根.治.失眠", "根.治", "medical"),
        ("截图晒好_评，找客服返_现五块", "返_现", "inducement"),
        ("这款茶降|血|糖，老人都在喝", "降|血|糖", "medical"),
    ],
    "spaces": [
        ("家人们加 微 信 领试吃装", "微 信", "diversion"),
        ("这个蜂蜜能 治 疗 咽炎", "治 疗", "medical"),
        ("给五 星 好 评 的返现金两块", "好 评", "inducement"),
        ("我们家是国　家　级的品质", "国　家　级", "absolute"),
    ],
    "emoji": [
        ("加🌟微🌟信，发你优惠价", "微🌟信", "diversion"),
        ("这个糯米粉治🌿疗🌿胃病特别快", "治🌿疗", "medical"),
        ("全网🔥最🔥低🔥价就在今天", "最🔥低", "price"),
    ],
    "zero-width characters": [
        ("姐妹们加微\u200b信聊", "微\u200b信", "diversion"),
        ("吃了能治\u200b疗\u200b糖尿病", "治\u200b疗", "medical"),
        ("咱们是国\u200c家\u200c级品质", "国\u200c家\u200c级", "absolute"),
    ],
    "full width and enclosed": [
        ("想要低价的加我ｖｘ，备注大米", "ｖｘ", "diversion"),
        ("ＴＯＰ１的品质，全国销量就是ＴＯＰ１", "ＴＯＰ１", "absolute"),
        ("加我Ⓥ，发你内部价", "加我Ⓥ", "diversion"),
    ],
    "traditional characters": [
        ("這款茶能治療糖尿病", "治療", "medical"),
        ("老人喝了治風濕", "治風濕", "medical"),
        ("這是國家級的好東西", "國家級", "absolute"),
    ],
    "circled digits": [
        ("我们家牛肉干全国销量第①，闭眼拍", "第①", "absolute"),
        ("这茶①⓪⓪%有效，喝了就好", "①⓪⓪%有效", "efficacy"),
    ],
    "letters": [
        ("想要批发的加V，我给你底价", "加V", "diversion"),
        ("把VX留给我，我拉你进来", "VX", "diversion"),
        ("要大箱的 +V 找我", "+V", "diversion"),
        ("主页有我的wx，加上聊", "wx", "diversion"),
        ("v我，把地址给我，直接发货", "v我", "diversion"),
        ("去pdd搜我们店名，更便宜", "pdd", "diversion"),
    ],
    "whole words in pinyin": [
        ("加weixin，一斤便宜十块", "weixin", "diversion"),
        ("这款燕麦能jiangxuetang", "jiangxuetang", "medical"),
        ("这个茶能zhiliao胃病", "zhiliao", "medical"),
    ],
    "words in part pinyin": [
        ("全网zui低价，就今天这一场", "zui低", "price"),
        ("这个茶喝完可以zhi疗便秘", "zhi疗", "medical"),
        ("收到货给好ping，返xian五元", "返xian", "inducement"),
        ("喝这个代餐能jian肥，一个月瘦十斤", "jian肥", "efficacy"),
        ("老人家吃了能kang癌", "kang癌", "medical"),
    ],
    "homophones": [
        ("收货给我五星好坪反线，联系客服就行", "好坪反线", "inducement"),
        ("这款杂粮粉专治糖料病", "糖料病", "medical"),
        ("常喝这个增强免役力", "免役力", "efficacy"),
        ("这可是国佳级的工艺", "国佳级", "absolute"),
        ("今天全网嘴低价，错过就没有了", "嘴低价", "price"),
    ],
    "split characters": [
        ("早上喝这个减月巴", "减月巴", "efficacy"),
        ("这个膏方能氵台好胃病", "氵台", "medical"),
        ("可以讠台疗失眠", "讠台疗", "medical"),
        ("想拿福利的进我君羊", "君羊", "diversion"),
    ],
    "fillers and masks": [
        ("这款桑叶茶能预某防高血压", "预某防", "medical"),
        ("给孩子喝能提高免某力", "免某力", "efficacy"),
        ("这个茶可以治○疗失眠", "治○疗", "medical"),
        ("我们家是国家□级的品质", "国家□级", "absolute"),
    ],
    "nicknames": [
        ("想看规格表的找我绿泡泡", "绿泡泡", "diversion"),
        ("直播间拍不了的加我绿色软件", "绿色软件", "diversion"),
        ("穿白褂子的都推荐我们家这个粉", "穿白褂子的", "endorsement"),
        ("去某宝搜我们店名下单，便宜五块", "某宝", "diversion"),
        ("去狗东搜我们店名下单", "狗东", "diversion"),
        ("上拼夕夕搜我家店，一样的货", "拼夕夕", "diversion"),
        ("大裤衩报道过我们家的枣", "大裤衩", "endorsement"),
        ("加我抠抠", "抠抠", "diversion"),
    ],
    "pictures": [
        ("今天这一箱赔💰卖，就是交个朋友", "赔💰", "price"),
        ("戴上招💰的貔貅", "招💰", "superstition"),
        ("加🐧群，每天发福利", "🐧", "diversion"),
        ("给好评的发🧧，每人五块", "🧧", "inducement"),
    ],
    "look-alike characters": [
        ("这个蜂胶能冶疗胃炎", "冶疗", "medical"),
        ("这是蕞好吃的牛肉干", "蕞好吃", "absolute"),
        ("戴上能辟斜的平安扣", "辟斜", "superstition"),
        ("收货晒图返米", "返米", "inducement"),
        ("你们这些傻b，讲三遍都听不懂", "傻b", "vulgar"),
        ("加我薇，私下给你发", "加我薇", "diversion"),
        ("加个威，发你产地视频", "加个威", "diversion"),
        ("这个挨货大牌包今天上", "挨货", "counterfeit"),
        ("小朋友拿麻麻手鸡直接拍", "麻麻手鸡", "minors"),
        ("我们家零添咖，配料表干净", "零添咖", "label"),
    ],
}
INNOCENT = """\
这位老师傅在村里很有威信，大家都听他的
看卫星电视的时候嗑一把瓜子
北斗卫星导航的终端今天不卖，咱卖大米
卫星城的朋友也能送到
剩菜加微波炉叮两分钟就能吃
里面加微量的盐提个味
加微辣还是加中辣，备注里写清楚
天冷了加V领毛衣里面再穿一件打底
咸鱼干切成小段，上锅蒸一下特别下饭
咸鱼茄子煲记得多放姜
黄鱼去内脏处理好了，到家直接蒸
小黄鱼挂上糊炸一下，外酥里嫩
海鲜市场早上五点开门，这虾是我们去挑的
直筒裤配一双小白鞋就行
薇姐今天没来，我替她讲两句
加薇姐一个，今天五个人吃饭
来了一位新朋友，欢迎欢迎
出门关住门，别让猫跑出去
月半弯这首歌我唱得还行
不到月半就卖完了，想吃的早点下单
绿色泡泡机给孩子在院子里玩
大狮子头一盒四个，红烧的
第1页写着配料表，大家可以看
第1次来的朋友先看一下规格
第1步先把米淘干净
一比一兑水，搅匀就能用
米和水一比一点二，煮出来刚刚好
腰子炒之前先用料酒泡一泡
爸比妈起得早，先去赶集
粑粑柑一箱五斤，皮薄汁多
麻麻辣辣的，吃完嘴巴过瘾
小企鹅造型的饼干，孩子喜欢
东哥家的小店在村口第二家
那个谁，把盘子递给我一下
这什么味道啊，真香
某天早上我去地里看，露水还没干
爸爸的手机壳也在这个店里买的
反正线头剪掉就行了
这块案板好平整，切菜稳当
好瓶子洗干净还能装豆子
点暂停可以看清楚配料表
弟弟一口气吃了三个包子
帝王蟹一只四斤，开水上锅蒸
炒这个菜火火旺旺地颠几下就行
月中发货，大概十五号
鱼片和月干贝一起煮粥
从四川转云南的仓发货，慢一天
开蔚来的大哥说这个饼干路上吃正好
有啥比这更香的
这沙比面粉还细
上班去班车上吃两口垫一垫
孩子去班里跟同学分着吃
吃完饭去逗逗孩子
祛豆腥味，要先焯水
两个人抬箱子差点撞阳台上
这个干粮抗挨饿，装包里放心
这条裙子加裙撑更蓬
倒两勺加威士忌调的酱
加微凉的水，化开再下锅
加微生物发酵出来的酸香
招才艺好的新主播，会做饭就行
找财务开发票，备注写抬头
这虾是我们去海鲜市场买的
手串转云南的仓发
诶货到了，我拆开给大家看
大师傅在后厨炒菜，忙得很
扫马路的大爷也爱吃我们家的馒头
治理沙漠的人也带这款干粮
最后一排的朋友看得见吗
v字领口的围裙洗了三次没变形
公主号一声就跑来端菜了
这个型号叫A6，黑色的袋子
大夫们下了夜班，来一碗面暖和
夹私信封里的明信片是送的
孩子穿着公主裙跳舞
快递小哥穿的是白大褂一样的长外套
这款腊肠跟桃宝牌桃酥一起装箱
"""
LINES = INNOCENT.splitlines()


def findings(text: str, rulebook: Rulebook) -> tuple[Finding, ...]:
    """Return what the rules see behind a disguise; the second reader's suspicions are measured elsewhere."""
    found = check(text, None, rulebook, kind=Kind.FOOD).findings
    return tuple(f for f in found if f.how is not How.EXACT and not f.rule.startswith("reader/"))


@pytest.mark.parametrize(
    ("text", "disguise", "category"),
    [pytest.param(*case, id=f"{way}: {case[1]}") for way, cases in DISGUISED.items() for case in cases],
)
def test_a_disguised_word_is_seen_through(text: str, disguise: str, category: str, rulebook: Rulebook) -> None:
    at = text.index(disguise)
    found = findings(text, rulebook)
    assert all(f.text == text[f.start : f.end] for f in found)
    covering = {f.category for f in found if f.start <= at and at + len(disguise) <= f.end}
    assert category in covering, check(text, None, rulebook, kind=Kind.FOOD).findings


@pytest.mark.parametrize("text", LINES)
def test_an_everyday_sentence_that_looks_alike_is_left_alone(text: str, rulebook: Rulebook) -> None:
    alarms = [(f.rule, f.text) for f in findings(text, rulebook) if f.severity is not Severity.HINT]
    assert alarms == []


def test_the_tables_are_as_broad_as_they_claim() -> None:
    cases = [case for cases in DISGUISED.values() for case in cases]
    assert len(cases) >= 60
    assert len({text for text, _, _ in cases}) == len(cases)
    assert len(LINES) >= 40
    assert len(set(LINES)) == len(LINES)
