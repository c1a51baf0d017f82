/** Words for names that sound like the place and mean nobody: every name is made of these parts. */
export const groupNames = ['城东监管组', '城西监管组', '城南监管组', '城北监管组'] as const;
export const streets = [
  '蔡伦路', '五一路', '西湖路', '金阳路', '发明家大道', '神农路', '鹿岐路', '青麓街',
  '五里牌路', '群英路', '化龙桥街', '灶市街', '水东江路', '余庆路', '三顺街', '德泰路',
] as const;
export const schoolWords = ['蔡子池', '实验', '青麓', '明德', '育才', '鹿岐峰', '灶市', '水东江', '金杉', '西湖', '七岭', '正源'] as const;
export const kindergartenWords = ['小太阳', '金色摇篮', '童心', '向阳', '花蕾', '蓝天', '贝贝', '春苗'] as const;
export const restaurantWords = ['老谢', '刘记', '阿婆', '胖哥', '湘里', '小龙', '陈家', '蔡记', '金满', '渔家', '湘南', '三味', '福临', '好运', '家和'] as const;
export const dishes = ['土菜馆', '饺子馆', '米粉店', '坛子菜', '酒家', '小炒', '火锅', '烧烤', '面馆', '早餐店', '饭庄', '快餐', '鱼馆'] as const;
export const surnames = ['李', '王', '陈', '刘', '谢', '蒋', '曹', '罗', '资', '梁', '伍', '徐', '周', '郑', '谷'] as const;
export const givenNames = ['建国', '晓芳', '志强', '敏', '海波', '丽', '文斌', '小军', '红梅', '俊', '秀英', '卫东', '雪琴', '涛', '玉兰'] as const;
export const schoolKinds = ['小学', '中学', '九年制学校', '完全小学', '职业学校'] as const;
export const centralWords = ['耒城', '惠农', '鲜达', '康膳', '禾丰'] as const;
/** One for each of the twenty grids, west to east and south to north. */
export const gridNames = [
  '灶市网格', '五里牌网格', '金南网格', '竹市网格', '遥田网格',
  '西湖网格', '蔡子池网格', '五一网格', '鹿岐网格', '水东江网格',
  '群英网格', '神农网格', '发明家网格', '化龙桥网格', '青麓网格',
  '三顺网格', '德泰网格', '余庆网格', '金阳网格', '北正网格',
] as const;
