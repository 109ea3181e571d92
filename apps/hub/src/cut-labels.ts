/** What a person is told was cut: never the value, only its kind. */
const CUT_LABELS: Record<string, string> = {
  phone: '手机号',
  landline: '座机号',
  idNumber: '身份证号',
  bankCard: '银行卡号',
  email: '邮箱',
  socialAccount: '社交账号',
  plate: '车牌',
  address: '住址',
  url: '网址',
  selfReference: '自述身份',
  signature: '署名',
  salutation: '称呼',
  person: '其他人姓名',
  informant: '反映人信息',
  informantName: '反映人姓名',
  informantPhone: '反映人电话',
  informantId: '反映人证件',
  informantAddress: '反映人住址',
  informantEmail: '反映人邮箱',
  informantMail: '反映人邮箱',
  informantUnit: '反映人单位',
  informantWorkplace: '反映人单位',
  informantOther: '反映人其他信息',
  reflectedAddress: '被反映人住址',
  credential: '查询凭证',
  clerk: '经办人员',
  auditor: '审计人员',
  instruction: '批示内容',
  custody: '措施信息',
  victim: '被害人信息',
  witness: '证人信息',
  suspectNo: '嫌疑人编号',
  ethnicity: '民族',
  threat: '威胁信息',
  remark: '备注',
  report: '报告内容',
  cases: '案件信息',
  confession: '交代材料',
  inquiry: '谈话函询内容',
  original: '信件原文',
  privacy: '个人隐私',
  drop: '不需要的列',
};

/** Chinese name of a kind of cut. */
export const cutLabel = (kind: string): string => CUT_LABELS[kind] ?? kind;

/** Kinds with their counts, kinds of one name together: 手机号 3、署名 1. */
export function cutText(cut: Readonly<Record<string, number>>): string {
  const counts = new Map<string, number>();
  for (const [kind, count] of Object.entries(cut))
    counts.set(cutLabel(kind), (counts.get(cutLabel(kind)) ?? 0) + count);
  return [...counts].map(([label, count]) => `${label} ${count}`).join('、');
}
