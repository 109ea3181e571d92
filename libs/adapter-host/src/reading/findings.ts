import type { Finding } from '#libs/contracts';

/** Words of each finding about a cell or a record. `{}` takes the column's Chinese label or a bound, never a value. */
const TEXTS = {
  'E-ID-PRECISION': ['“{}”已被表格软件改成科学计数或丢失末位', '把该列设为文本格式，从原系统重新导出'],
  'E-ID-INVALID': ['“{}”不是有效的证件号码', '核对后更正，或留空'],
  'E-CELL-ERROR': ['“{}”是公式错误值', '改正公式或填写实际内容'],
  'E-CELL-FORMULA': ['“{}”里是公式，不是内容', '把公式换成实际内容'],
  'E-CELL-TOO-LONG': ['“{}”过长', '缩短内容，只填要点'],
  'E-CELL-SAME': ['“{}”写“同上”，但上面没有可抄的内容', '填写实际内容'],
  'E-NUMBER-PRECISION': ['有超过 15 位的数字以数值形式报送，末位已不可靠', '编号、证件号码请用字符串报送'],
  'E-JSON-LINE': ['这一行不是合法的 JSON', '检查该行的引号、逗号与编码'],
  'E-JSON-CUT': ['最后一行不完整，文件在行中被截断', '从该行起重新报送'],
  'E-JSON-RECORD': ['记录应是一个 JSON 对象', '每条记录用一个对象表示'],
  'E-JSON-KEY': ['字段名不允许：__proto__、constructor、prototype', '删去该字段'],
  'E-JSON-DEPTH': ['记录嵌套过深', '按接口文档的结构报送'],
  'E-JSON-LAYOUT': ['无法判断记录的种类', '用 layout 字段注明：{}'],
  'E-FIELD-MISSING': ['缺少必需的字段“{}”', '补上该字段'],
  'E-ROW-QUOTE': ['引号不成对，这一行吞掉了后面的行', '改正引号后重新报送这几行'],
  'E-LINE-TOO-LONG': ['这一行过长（上限 {}）', '缩短内容，只填要点'],
  'W-CELL-MOVED': ['“{}”的内容写在相邻列，已移回', '请导出单位更正模板'],
} as const satisfies Record<string, readonly [string, string]>;

export type FindingCode = keyof typeof TEXTS;

export function finding(code: FindingCode, detail = '', field?: string): Finding {
  const [message, remedy] = TEXTS[code];
  return {
    code,
    ...(field === undefined ? {} : { field }),
    message: message.replace('{}', detail),
    remedy: remedy.replace('{}', detail),
  };
}
