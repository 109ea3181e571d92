import { AppError } from '#libs/kernel';

/** Message and remedy of each refusal of a whole file. `{}` takes a detail that is never content of a row. */
const TEXTS = {
  'E-FILE-TYPE': ['文件类型不支持：{}', '请导出为 xlsx、xls、csv、json 或 ndjson，或装入一个 zip'],
  'E-FILE-PASSWORD': ['文件有打开密码', '请去掉密码后重新报送'],
  'E-FILE-EMPTY': ['文件是空的', '请检查导出结果；确无线索请报零报告'],
  'E-FILE-HEADER-ONLY': ['只有表头，没有数据行', '请检查导出条件；确无线索请报零报告'],
  'E-FILE-HEADER': ['没有找到可识别的表头：{}', '请按模板保留表头行，列名用模板中的写法'],
  'E-FILE-COLUMN-MISSING': ['缺少必需的列：{}', '请补上所缺的列后重新报送'],
  'E-FILE-TOO-BIG': ['文件超过限制：{}', '请分批报送'],
  'E-FILE-TOO-MANY-ROWS': ['行数超过限制：{}', '请分批报送'],
  'E-FILE-COLUMNS': ['列数超过限制：{}', '请删去多余的列后重新报送'],
  'E-FILE-ZIP-BOMB': ['压缩包展开后过大：{}', '请用通常方式重新导出'],
  'E-FILE-ZIP-NESTED': ['压缩包里还有压缩包', '请只压缩一层'],
  'E-FILE-BROKEN': ['文件损坏或结构不合规范：{}', '请在表格软件中打开后另存，再报送'],
  'E-FILE-MEMORY': ['文件结构异常，解析超出内存上限', '请分批报送，或另存为 csv'],
  'E-FILE-TIMEOUT': ['解析超过时限', '请分批报送，或另存为 csv'],
  'E-SECRECY-MARK': ['文件带有国家秘密标志（{}），整份拒收，内容未留存', '请按保密规定走纸质渠道，并告知保密员'],
  'E-JSON': ['不是合法的 JSON：{}', '请检查格式与编码（UTF-8）'],
  'E-JSON-EMPTY': ['没有记录', '请至少报送一条；确无线索请报零报告'],
  'E-JSON-TOO-MANY': ['一次最多 {} 条', '请分批，或改用 NDJSON'],
  'E-JSON-TOO-BIG': ['报文超过限制：{}', '请分批，或改用 NDJSON'],
} as const satisfies Record<string, readonly [string, string]>;

export type RefusalCode = keyof typeof TEXTS;

/** The whole delivery is refused; no row of it was handed out before. */
export class FileRefusal extends AppError {
  constructor(code: RefusalCode, detail = '') {
    const [message, remedy] = TEXTS[code];
    super(code, 'invalid', message.replace('{}', detail), remedy);
    this.name = 'FileRefusal';
  }

  /** A refusal that comes from the parsing thread, with its own words. */
  static revive(code: RefusalCode, message: string): FileRefusal {
    const refusal = new FileRefusal(code);
    refusal.message = message;
    return refusal;
  }
}
