import type { Request, Response } from 'express';

/** Characters of an answer that wait so that a failure can still be told by its status. */
const UNTOLD_CHARACTERS = 1 << 20;
/** The same while the body is still coming in: who sends a whole stream before reading would else block both sides. */
const UNREAD_CHARACTERS = 1 << 25;

/** Text of a long answer: held back at first, then written as fast as the other side reads. */
export class AnswerText {
  private parts: string[] = [];
  private held = 0;

  constructor(
    private readonly request: Request,
    private readonly response: Response,
  ) {}

  async write(text: string): Promise<void> {
    this.parts.push(text);
    this.held += text.length;
    if (this.held >= (this.request.complete ? UNTOLD_CHARACTERS : UNREAD_CHARACTERS)) await this.flush();
  }

  /** Writes what is held and fulfils when the other side has taken it. @throws when the other side is gone */
  async flush(): Promise<void> {
    const text = this.parts.join('');
    this.parts = [];
    this.held = 0;
    await new Promise<void>((resolve, reject) => {
      this.response.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }
}
