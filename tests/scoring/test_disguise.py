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
        ("这个茶是国家免○检的", "国家免○检", "endorsement"),
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
    "talk inside words of any length": [
        ("这个颈那个椎病的贴就找它，治颈那个椎病", "治颈那个椎病", "medical"),
        ("全那个网最那个低价，我嘴笨说不全", "最那个低", "price"),
        ("咱家这面是国那什么家级的", "国那什么家级", "absolute"),
        ("想要的私那个信我，地址打过来", "私那个信", "diversion"),
        ("确认收货返那个现，一单两块", "返那个现", "inducement"),
        ("喝这个能降那个啥血糖，一天两包", "降那个啥血糖", "medical"),
        ("这个包就是高那个仿，懂的来", "高那个仿", "counterfeit"),
        ("戴上这串能招那什么财", "招那什么财", "superstition"),
        ("手就那个慢那个无，三号挂上了", "手就那个慢那个无", "urgency"),
        ("治糖啥尿什么病的就是它", "糖啥尿什么病", "medical"),
    ],
    "letters for their sounds": [
        ("整场下来我都是k本卖的", "k本卖", "price"),
        ("喝三盒就能j肥，肚子先小", "j肥", "efficacy"),
        ("这个膏专治湿z，孩子能抹", "湿z", "medical"),
        ("吃了绝对没有副z用", "没有副z用", "efficacy"),
        ("你就是个脑c，别在这刷屏", "脑c", "vulgar"),
        ("全网z低价，别家没有", "z低价", "price"),
        ("这款高f，五金都一样", "高f", "counterfeit"),
        ("确认收货就给f现，一单五块", "f现", "inducement"),
        ("我家这个顶j货，柜台一样的", "顶j", "absolute"),
        ("央s推荐过的牌子", "央s推荐", "endorsement"),
    ],
    "toned pinyin and pinyin beside homophones": [
        ("常喝能zhì liáo胃病", "zhì liáo胃病", "medical"),
        ("戴这个zhāo财，开店的都来请", "zhāo财", "superstition"),
        ("你这个sha比，看不懂链接吗", "sha比", "vulgar"),
        ("收到给hǎo评，返xiàn三块", "hǎo评，返xiàn", "inducement"),
        ("这是guó家级的工艺", "guó家级", "absolute"),
        ("本子是shui货，从那边背回来的", "shui货", "counterfeit"),
        ("这茶能kang炎，嗓子肿的喝", "kang炎", "medical"),
        ("天天抹能qū斑，印子没了", "qū斑", "efficacy"),
    ],
    "words that are no claim until someone hides them": [
        ("问就是那个威🌸芯，号在杯子上", "威🌸芯", "diversion"),
        ("对那个高x压的大伯特别好", "高x压", "medical"),
        ("对高○压的大伯特别好", "高○压", "medical"),
        ("糖*尿病的叔伯看这罐", "糖*尿病", "medical"),
        ("结·节的姐妹站过来听", "结·节", "medical"),
        ("想减*肥的站左边", "减*肥", "efficacy"),
        ("论脆还得是它，蕞脆", "蕞", "absolute"),
    ],
    "one traditional character among simplified ones": [
        ("这双是復刻的，五金颜色都对得上，鞋盒也有", "復刻", "counterfeit"),
        ("我姨夫那个結节，上个月又去看了一回", "結节", "medical"),
    ],
    "characters taken apart": [
        ("今天贝音本给街坊们，一筐十块", "贝音本", "price"),
        ("女马的，又有人刷屏", "女马的", "vulgar"),
        ("疒了效看得见的，抹两天就知道", "疒了效", "medical"),
    ],
    "a sign over a character, a picture for one": [
        ("拿爷爷的手〇机点一下，甭告诉他", "手〇机", "minors"),
        ("这酒是大🏛️堂特供的，外头不摆", "大🏛️堂特供", "endorsement"),
    ],
    "digits for characters": [
        ("咱家这手艺独1无二", "独1无二", "absolute"),
        ("这块料全球独①份，错过就没", "独①份", "absolute"),
        ("我们家是百分百有机，独一无②的地", "独一无②", "absolute"),
    ],
    "pictures for a character": [
        ("库里真的没剩下几件大家手⏰无啊我先说在前头", "手⏰无", "urgency"),
        ("戴上这个手串的姐妹都说能招💰进家门，开店的都来请", "招💰", "superstition"),
        ("我们这一批货全部都是顶❤️级的用料，一点都不掺", "顶❤️级", "absolute"),
        ("这个香皂洗手的时候顺带就能杀🦠，一家老小都用它", "杀🦠", "medical"),
        ("这个糖隔壁村的老人家吃了能降🩸压的，早晚各吃一颗就行", "降🩸压", "medical"),
        ("这个码子很全的鞋，就是莆🍠田那边过来的高🔥仿货", "高🔥仿", "counterfeit"),
        ("主播今天心情好这一锅全部都是赔💵卖给新来的家人们", "赔💵", "price"),
    ],
    "symbols in the middle of a sentence": [
        ("这台仪器是省城里的医·生指定用的，好多人家里有", "医·生指定用", "endorsement"),
        ("我奶奶喝了三个月的荞麦茶就把老毛病给根-治了，治-疗便秘也行", "治-疗便秘", "medical"),
        ("这个鞋子是工厂里流出来的原*单尾货，数量不多", "原*单", "counterfeit"),
    ],
    "near-homophones and dialect": [
        ("老人喝了糖料病都稳住了，专治糖料病", "糖料病", "medical"),
        ("想单独问我的下播佳一下维新，我发图", "佳一下维新", "diversion"),
        ("要拿货的老板，嘉薇细聊", "嘉薇", "diversion"),
        ("家里请一只貔貅，昭才的，放门口", "昭才", "superstition"),
        ("源丹的货，牌子我都剪了", "源丹", "counterfeit"),
        ("这个咖啡一个月能兽十斤，我试过", "兽十斤", "efficacy"),
        ("咱这酱菜全城地一名，排队买", "地一名", "absolute"),
    ],
    "characters told by their parts": [
        ("俩火字叠的那个字，贴上它就消，嗓子肿的来", "俩火字叠的那个字，贴上它就消", "medical"),
    ],
    "nicknames of organs, people and places": [
        ("大哥前面那个腺不好的，这个南瓜籽治前面那个腺", "治前面那个腺", "medical"),
        ("这个豆子清一清身体里的下水道", "清一清身体里的下水道", "medical"),
        ("挂听诊器的都推荐我们家这个麦片", "挂听诊器的都推荐", "endorsement"),
        ("穿迷彩的那个单位专供的毯子，匀出来几条", "穿迷彩的那个单位专供", "endorsement"),
        ("脖子那块不好的，这款茶专治甲什么腺", "专治甲什么腺", "medical"),
        ("墙上那个黑白格子照一照就进来了", "黑白格子照一照就进来", "diversion"),
        ("懂的人都拿这个影子款的包", "影子款", "counterfeit"),
        ("姐妹们吃这个能罩杯升级", "罩杯升级", "efficacy"),
        ("坐垫专治坐不住的那个病", "专治坐不住的那个病", "medical"),
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
橙色那个图标是静音键，长按两秒
客人打电话就那个说法不一样，我都记下来了
领口那圈手工钉珠是老师傅缝的
这条围巾的颜色叫治愈绿，看着静
手表是学生戴的电子表，夜里能亮
S码只剩两件，XL的还多
这件T恤洗了五次领口不垮
家里老人都来了，你去跟客户讲一声
这个随货送一张配料卡
好吃🔥大家别急，锅里还有一笼
床单换得我崩溃🔥晾到半夜
他说的那个面就那个味，咱照着煮的
这道菜叫老某家拌菜，酸甜口
我们 唯 独不放辣，孩子也能吃
不锈钢的水管给老人房换上，下水利索
钓了五斤鱼，晚上一锅炖了
野兽造型的十斤哑铃，把手不硌
山上的草原丹顶鹤来了，拍了一段给你们看
团圆单独装了一盒，过节送人
型号VX-90的滤芯跟这个通用
二〇二三年的老陈皮，三〇五室自提
什么减脂不减脂的别问，它就是块饼
这个T恤胸口印着VX，没别的意思
快递🚚慢两天，大家担待
A·B·C三款，颜色看图
扫一下那个码，跳出来是说明书
中间那个群山的图案洗不掉
加薇薇家的糖水，两份
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
