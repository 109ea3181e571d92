// @ts-check

/** What a person at the terminal is told in one line: what is wrong, and what to do. Ends the command with `exitCode`. */
export class Failure extends Error {
  /**
   * @param {string} what
   * @param {string} remedy
   * @param {number} [exitCode] 1 it did not work, 2 wrong use
   */
  constructor(what, remedy, exitCode = 1) {
    super(`${what}；${remedy}`);
    this.exitCode = exitCode;
  }
}
