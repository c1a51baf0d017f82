/** Officers at a desk: what comes to each, and what he does. */
export const zhOfficers = {
  officers: '在岗',
  'officers.nobody': '值班台无人',
  'officers.nobody.hint': '没有打开值班台的人员；新报警按 1 人计。',
  'officers.more': '各人明细',
  'officers.less': '收起明细',
  'officers.who': '人员',
  'officers.since': '到岗',
  'officers.last10Min': '近 10 分钟分到的报警',
  'officers.last10Min.aim':
    '到来时在岗人员均分。每 10 分钟 ≤ 1 轻松，≤ 2 可应付，更多偏重（EEMUA 191）；超过 10 为泛滥（ISA-18.2）',
  'officers.average': '本班均值',
  'officers.peak': '本班峰值',
  'officers.acks': '确认',
  'officers.reviews': '复核',
  'officers.dispatches': '派人',
  'officers.medianAck': '确认用时中位数',
  'officers.legend':
    '均值、峰值为每 10 分钟；处置为 近 10 分钟 / 本班。按 EEMUA 191：≤ 1 轻松，≤ 2 可应付，更多偏重；ISA-18.2：超过 10 为泛滥。',
  'officers.unattended': '无人在岗',
  'officers.unattended.aim': '24 小时内值班台无人的时间，以及其间到来的报警',
  'officers.toNobody': '期间报警 {{n}}',
};
