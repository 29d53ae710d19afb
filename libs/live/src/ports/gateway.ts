/** What holds clients' connections for processes that come and go, and sends them what these say. */
export interface Gateway {
  /** Sends a text; false where the connection is gone. Texts of one caller arrive in their order. */
  post(id: string, text: string): Promise<boolean>;
  /** Closes a connection, also one that is gone. */
  end(id: string): Promise<void>;
}
