/** What leaves the house: forms that ask for the reason, and the names that the record has for it. */
export const zhExports = {
  'office.export': '导出 CSV',
  'office.export.table': '导出哪张表',
  'office.export.reason': '用途（将记录在案）',
  'office.print': '打印周报',
  'office.print.record': '打印人：{{who}} · 用途：{{reason}}',
  'office.print.refused': '周报须用页面上的“打印周报”打印：打印人和用途要记录在案。',
  'office.export.name.arrivals': '到场情况',
  'office.export.name.false-alarms': '误报',
  'office.export.name.device-bindings': '设备绑定',
  'office.export.name.calibrations': '传感器校准',
  'office.export.name.weekly-report': '周报（打印）',
  'office.export.name.registry-groups': '监管组',
  'office.export.name.registry-grids': '网格',
  'office.export.name.registry-sites': '单位',
  'office.export.name.registry-inspectors': '网格员',
  'error.code.export-needs-reason': '请写明用途：谁带出、为什么都要记录在案。',
};
