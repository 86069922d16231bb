"""What pictures stand for when they are read aloud inside a word, by meaning (赔💰) or by sound (扫🐴)."""

from __future__ import annotations

_TABLE = """
💰💵💴💶💷💸🤑🪙 钱 财 元 米
🧧 红包 财
💊 药 丸
💉 针 疫苗 打
🩺 医 诊 医生
⚕ 医 医生
🏥 医院 医 院
🔝 顶 最 顶级
👍 赞 顶 好
👎 差 低
🔪🗡 杀 刀
💥 爆 炸 杀
💣 炸 弹
🔥 火 燃 炎 爆
💧💦 水 湿
🩸 血
🦷 牙 压
👀👁 眼 看 视
👂 耳
👃 鼻
👄👅💋 嘴 最 舌
🧠 脑
🫁 肺
🫀 心脏 心
🦴 骨
💪 强 壮 力
🤰 孕
👶🍼 婴 婴儿 宝宝 奶 胎
🤮 吐
🤧 咳 感冒 涕
🤒🌡 烧 病 发烧 温
😷 病
💩 屎 便
💤😴🛌 睡 眠 睡眠
🍚🌾 米 饭
🍑 桃 淘
🍊 橙 桔
🍎🍏 苹果 果 苹 评
🍐 梨 利 离
🍉 瓜 西
🍠 薯 红薯
🌸🌺🌼🌷🏵 花
🫘 豆 痘
🍖🥩🍗 肉 肥
🍬🍭🍯 糖 蜜 甜
🧂 盐 炎 严
🛢⛽ 油
🌊 海 浪
💨🌬🌪 风
🐑🐏 羊 阳
☀🌞🌅 阳 日 太阳 光
🔆💡 光 亮
🌙🌛🌜 月
⭐🌟✨ 星 信 心
❤♥💗💕💖💓❣🧡💛💙💜💘💝💞 心 信 赞 爱
💚 绿 心 信
🖤⚫ 黑 心
🤍⚪◻ 白
🔴 红
🟢 绿
🟡 黄
🔵 蓝
🟠 橙
🐎🐴 马 码 妈
🐂🐮🐃 牛
🍺🍻 啤 逼
🐶🐕 狗
🐱🐈 猫 财
🐟🐠🎣 鱼
🐰🐇 兔 免
🐔🐓🐤 鸡 机 激
🐷🐖 猪
🦆 鸭 压
🐻 熊 胸
🐲🐉 龙
🐍 蛇
🦊 狐
🐢🐌 慢 龟
🐛 虫
👗 裙 群
👕 衣 一
👖 裤
🥚🍳 蛋 单 弹
📱 手机 机
☎📞📲 电话 手机 话
✋🤚🖐 手
✍🖊✏🖋 写 笔 逼
🚗🚙🚘 车
✈🛫 飞 机
🏠🏡 家
🏪 店
📦👜👛🎒💼 包 箱
🔑🔐🔒 钥 锁 密
💳 卡
🏦 银行 行
🧾📄📃 单 票
🎫🎟 券 票
📷📸🖼 照 图 截图
🔗 链
🔍🔎 搜 查
⬇🔽👇📉 低 下 降 跌
⬆🔼🔺👆📈 涨 升 高 上 增
➕ 加
➖ 减
✂ 剪 减
⏰⏱⏳⌛🕐 时 慢 久
⚡ 电 快 闪
🍵🫖 茶
🍷🍶🥃 酒
🥛 奶
🦶👣 脚
🦵 腿
🎁 礼物 礼 福利 奖
💎 钻
👑 王 冠 皇
🏆 冠 冠军 奖
🥇 第一 金 一
💯 百 百分百 百分之百
🆓 免费
🈚 无
🈶 有
🈲 禁
🆕 新
🈵 满
🔮 灵 运
🙏🛐 佛 拜 求
🧿 邪
👻👹 鬼 邪
😈👿 邪 魔
☠💀 死 毒
🦠☣ 菌 毒 病毒
🧬 基因
📺🖥 视 电视
🏛 会 会堂 国
🎖🪖 军 军区
🔫 枪
🔨👊🥊 打 锤
👴 爷 老
👵 奶 老
👨 男 爸
👩 女 妈
🧒👧👦 孩 小孩 小朋友
❄🧊⛄ 寒 冷 冰 雪
🌱🌿🍀☘ 草 药 苗
🌶 辣
🏃 跑
🚪 门
📍 点 定
🐧 q qq
❶➊⓵➀ 一
❷➋⓶➁ 二
❸➌⓷➂ 三
❹➍⓸➃ 四
❺➎⓹➄ 五
❻➏⓺➅ 六
❼➐⓻➆ 七
❽➑⓼➇ 八
❾➒⓽➈ 九
❿➓⓾➉ 十
"""
PICTURES: dict[str, tuple[str, ...]] = {
    picture: tuple(row.split()[1:]) for row in _TABLE.split("\n") if row for picture in row.split()[0]
}
"""The characters and words that a picture may stand for, the likeliest first."""
ORNAMENTS = frozenset(
    "❤♥💗💕💖💓❣🧡💛💙💜💘💝💞💚🖤🤍⭐🌟✨🔥💥💧💦🌸🌺🌼🌷🌱🌿🍀☘❄⬇🔽👇⬆🔼🔺👆⚡💪👏🔴🟢🟡🔵🟠⚪◻⚫👀🙏"
)
"""Pictures that are put between characters as decoration far more often than they are read aloud."""
READ_ALOUD = frozenset(PICTURES) - ORNAMENTS | frozenset("🔆⭐☀💯○□◯")
"""Pictures that may be read aloud wherever they stand, so that folding must not drop them."""
